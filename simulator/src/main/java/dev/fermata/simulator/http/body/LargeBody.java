package dev.fermata.simulator.http.body;

/**
 * A body that may be longer than usual.
 *
 * @param most how many bytes it may have; 0 for as many as usual
 * @param whole whether all of it is kept; else its beginning, or of a form all but the content of long files
 */
public record LargeBody(long most, boolean whole) {

    public static final LargeBody NONE = new LargeBody(0, false);
    /** JSON with files in data URIs, or with very many items. */
    public static final LargeBody JSON = new LargeBody(8L << 20, true);

    /** For files. */
    public static LargeBody upload(long most) {
        return new LargeBody(most, false);
    }
}
