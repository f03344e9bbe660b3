/** Text for people: durations, checks and their messages, the word that was meant, and cleaning of foreign text. */
@NullMarked
package dev.fermata.simulator.text;

import org.jspecify.annotations.NullMarked;
