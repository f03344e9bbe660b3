package dev.fermata.simulator.http.body;

/**
 * A body that may be longer than usual.
 *
 * @param most how many bytes it may have; 0 for as many as usual
 * @param kept how many bytes of it are kept, if these are more than usual: its beginning, or of a form all but the content of long files
 */
public record LargeBody(long most, long kept) {

    public static final LargeBody NONE = new LargeBody(0, 0);
    /** JSON with files in data URIs, or with very many items. */
    public static final LargeBody JSON = new LargeBody(8L << 20, 8L << 20);

    /** For files. */
    public static LargeBody upload(long most) {
        return new LargeBody(most, 0);
    }

    /** For a form with files, and with many fields. */
    public static LargeBody form(long most, long fields) {
        return new LargeBody(most, fields);
    }
}
