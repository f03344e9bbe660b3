/** What completed jobs leave behind: a video and its subtitles, and the URLs that lead to them. */
@NullMarked
package dev.fermata.simulator.results;

import org.jspecify.annotations.NullMarked;
