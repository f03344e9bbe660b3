package dev.fermata.client;

import java.time.Duration;

/**
 * What a {@link PollSchedule} may know when it chooses the next pause.
 *
 * @param number how many looks have been answered so far; 0 before the first one
 * @param age time since the job was created where the backend tells that, else since the wait began
 */
public record Look(int number, Duration age) {}
