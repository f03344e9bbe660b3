package dev.fermata.simulator.dialect.status;

import java.util.Locale;

/** What the small system says of its job. */
public enum StatusResult {
    PENDING,
    COMPLETED,
    ERROR;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
