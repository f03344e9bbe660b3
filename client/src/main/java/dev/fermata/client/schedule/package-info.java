/**
 * Decides when to poll. A {@link dev.fermata.client.schedule.PollSchedule} gives the pause before the next poll; a
 * {@link dev.fermata.client.schedule.DurationHistory} keeps how long jobs took.
 */
@NullMarked
package dev.fermata.client.schedule;

import org.jspecify.annotations.NullMarked;
