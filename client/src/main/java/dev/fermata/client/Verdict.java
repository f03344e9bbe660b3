package dev.fermata.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an answer says about the server as such.
 *
 * @param good for so many jobs
 * @param trouble whether for any job it was none
 * @param quiet for how long nobody is to ask
 * @param applied how it was held; null unless some job is told of
 * @param isBlank whether it tells of no end
 */
record Verdict(
        int good, boolean trouble, Duration quiet, @Nullable Preference applied, boolean isBlank) {}
