package dev.fermata.client.backend;

/** What a body holds. Each format is read into the same tree, so that places and conditions are the same for all. */
public enum BodyFormat {
    /** One JSON value. */
    JSON,
    /** A JSON value on each line (NDJSON); the last complete one counts. */
    JSON_LINES,
    /**
     * XML. The root element is the first step of a place, attributes have an {@code @} before their name, and prefixes of namespaces are
     * left out: {@code /Envelope/Body/GetStatusResponse/status}. Elements of one name are a list. A document type is refused.
     */
    XML,
    /** Plain text. The whole body, without spaces at its ends, is at the empty place. */
    TEXT
}
