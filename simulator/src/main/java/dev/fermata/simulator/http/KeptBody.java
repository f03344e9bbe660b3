package dev.fermata.simulator.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.fermata.simulator.http.KeptBody.ReceivedBody.Gap;
import dev.fermata.simulator.http.decode.InvalidRequestException;
import dev.fermata.simulator.http.decode.RequestBudget;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a body that comes in pieces: its beginning, or of a form that is an upload what {@link FormFilter} keeps. However many
 * pieces there are, each byte is copied a bounded number of times.
 */
public final class KeptBody {

    private static final byte[] NOTHING = {};

    private final long most;
    private final @Nullable FormFilter form;
    private byte[] bytes = NOTHING;
    private int size;
    private final List<Gap> gaps = new ArrayList<>(0);
    private long received;

    /**
     * @param most how many bytes are kept, if it is no form
     * @param separator of the parts of a form; null if it is none
     */
    KeptBody(long most, @Nullable String separator) {
        this.most = most;
        form = separator == null ? null : new FormFilter(separator, this, most);
    }

    /**
     * Adds all of these bytes.
     *
     * @throws InvalidRequestException when there is no room for them
     */
    void add(ByteBuf more, RequestBudget.Share all) {
        received += more.readableBytes();
        int start = more.readerIndex();
        if (form != null) {
            form.add(more, all);
        } else {
            keep(more, (int) Math.min(more.readableBytes(), most - size), all);
            leaveOut(more, more.readableBytes());
        }
        more.readerIndex(start);
    }

    void keep(ByteBuf from, int length, RequestBudget.Share all) {
        reserve(length, all);
        from.readBytes(bytes, size, length);
        size += length;
    }

    void keep(byte[] from, int start, int end, RequestBudget.Share all) {
        reserve(end - start, all);
        System.arraycopy(from, start, bytes, size, end - start);
        size += end - start;
    }

    private void reserve(int length, RequestBudget.Share all) {
        all.require(length);
        if (length > bytes.length - size) {
            // Exact for the first piece, which is often the last.
            bytes = Arrays.copyOf(bytes, size == 0 ? length : Math.max(size + length, 2 * size));
        }
    }

    void leaveOut(ByteBuf from, int length) {
        from.skipBytes(length);
        leaveOut(length);
    }

    void leaveOut(int length) {
        if (length > 0) {
            int last = gaps.size() - 1;
            long before =
                    last >= 0 && gaps.get(last).at() == size ? gaps.remove(last).bytes() : 0;
            gaps.add(new Gap(size, before + length));
        }
    }

    /** The kept bytes from there on, as text with one character for each. */
    String textFrom(int start) {
        return new String(bytes, start, size - start, ISO_8859_1);
    }

    /** How many bytes are kept until now. */
    int size() {
        return size;
    }

    /** How many bytes have come until now. */
    long received() {
        return received;
    }

    /** To be called once, when all of it is there. */
    ReceivedBody whole() {
        return new ReceivedBody(size == bytes.length ? bytes : Arrays.copyOf(bytes, size), List.copyOf(gaps), received);
    }

    /**
     * A body that has come.
     *
     * @param kept its bytes, without those that are left out. Not to be changed
     * @param gaps where bytes are left out, in the order of their places
     * @param size of the whole body
     */
    public record ReceivedBody(byte[] kept, List<Gap> gaps, long size) {

        /**
         * Bytes that are left out.
         *
         * @param at how many kept bytes are before them
         * @param bytes how many are left out
         */
        public record Gap(int at, long bytes) {}
    }
}
