/** The page in a browser: its files, and the stream of what happens. The entry points are {@code WebPage} and {@code LiveRoute}. */
@NullMarked
package dev.fermata.simulator.admin.page;

import org.jspecify.annotations.NullMarked;
