package dev.fermata.simulator.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.fermata.simulator.http.IncomingRequest.KeptBody;
import dev.fermata.simulator.http.decode.InvalidRequestException;
import dev.fermata.simulator.http.decode.RequestBudget;
import io.netty.buffer.ByteBuf;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code multipart/form-data} body (RFC 7578) while it comes, and leaves out the content of long files. All else is kept: heads,
 * separators and fields.
 */
public final class FormFilter {

    private static final Pattern BOUNDARY =
            Pattern.compile("(?i)multipart/form-data\\s*;.*?boundary=\"?([^\";,]{1,70})\"?.*");
    private static final String HEAD_END = "\r\n\r\n";
    private static final String FORM_END = "--";

    private enum Place {
        HEAD,
        FIELD,
        FILE,
        /** After the last separator. */
        END
    }

    private final byte[] separator;
    /** For each number of matched bytes of the separator: how many match still if the next one does not. */
    private final int[] shorter;

    private final KeptBody body;
    private final long most;

    private Place place = Place.FIELD;
    /** How many bytes of the separator have come. They are neither kept nor left out yet. */
    private int matched = 2;
    /** How many of these did not come as such: the line break before the body, or the one that ends a head. */
    private int borrowed = 2;

    private int headStart;
    private long ofFiles;

    /** @param most bytes that are kept of all files together, and of all else */
    FormFilter(String separator, KeptBody body, long most) {
        this.separator = separator.getBytes(ISO_8859_1);
        shorter = shorter(this.separator);
        this.body = body;
        this.most = most;
    }

    /** What separates the parts of a body with that content type, with the line break before it; empty if it is no form. */
    public static Optional<String> separator(@Nullable String contentType) {
        Matcher boundary = BOUNDARY.matcher(contentType == null ? "" : contentType);
        return boundary.matches() ? Optional.of("\r\n--" + boundary.group(1).strip()) : Optional.empty();
    }

    /** The table of Knuth, Morris and Pratt. */
    private static int[] shorter(byte[] text) {
        int[] table = new int[text.length + 1];
        int length = 0;
        for (int i = 1; i < text.length; i++) {
            while (length > 0 && text[i] != text[length]) {
                length = table[length];
            }
            length += text[i] == text[length] ? 1 : 0;
            table[i + 1] = length;
        }
        return table;
    }

    void add(ByteBuf more, RequestBudget.Share all) {
        while (more.isReadable()) {
            switch (place) {
                case END -> body.leaveOut(more, more.readableBytes());
                case HEAD -> head(more, all);
                case FIELD, FILE -> content(more, all);
            }
        }
    }

    private void head(ByteBuf more, RequestBudget.Share all) {
        keep(more, 1, all);
        int length = body.size() - headStart;
        if (length == FORM_END.length() && body.textFrom(headStart).equals(FORM_END)) {
            place = Place.END;
        } else if (length >= HEAD_END.length()
                && body.textFrom(body.size() - HEAD_END.length()).equals(HEAD_END)) {
            String head = body.textFrom(headStart).toLowerCase(Locale.ROOT);
            place = head.contains("filename") ? Place.FILE : Place.FIELD;
            // The separator of an empty part begins with the line break that ends its head.
            matched = 2;
            borrowed = 2;
        }
    }

    private void content(ByteBuf more, RequestBudget.Share all) {
        if (matched == 0) {
            int before = more.bytesBefore(separator[0]);
            contentIs(more, before < 0 ? more.readableBytes() : before, all);
            if (!more.isReadable()) {
                return;
            }
        }
        byte next = more.getByte(more.readerIndex());
        while (matched > 0 && next != separator[matched]) {
            noSeparator(matched - shorter[matched], all);
            matched = shorter[matched];
        }
        if (next != separator[matched]) {
            contentIs(more, 1, all);
            return;
        }
        more.skipBytes(1);
        matched++;
        if (matched == separator.length) {
            check(matched - borrowed);
            body.keep(separator, borrowed, matched, all);
            place = Place.HEAD;
            headStart = body.size();
        }
    }

    /** So many bytes that could have begun a separator are content. */
    private void noSeparator(int bytes, RequestBudget.Share all) {
        int from = Math.min(borrowed, bytes);
        borrowed -= from;
        int kept = place == Place.FILE ? (int) Math.min(bytes - from, most - ofFiles) : bytes - from;
        if (place == Place.FILE) {
            ofFiles += kept;
        } else {
            check(kept);
        }
        body.keep(separator, from, from + kept, all);
        body.leaveOut(bytes - from - kept);
    }

    private void contentIs(ByteBuf more, int bytes, RequestBudget.Share all) {
        if (place == Place.FIELD) {
            keep(more, bytes, all);
            return;
        }
        int kept = (int) Math.min(bytes, most - ofFiles);
        ofFiles += kept;
        body.keep(more, kept, all);
        body.leaveOut(more, bytes - kept);
    }

    private void keep(ByteBuf more, int bytes, RequestBudget.Share all) {
        check(bytes);
        body.keep(more, bytes, all);
    }

    /** Bounds what is kept besides files. */
    private void check(int more) {
        if (body.size() - ofFiles + more > most) {
            throw InvalidRequestException.formTooLong(most);
        }
    }
}
