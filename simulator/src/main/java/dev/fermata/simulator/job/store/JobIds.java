package dev.fermata.simulator.job.store;

import dev.fermata.simulator.job.SeededRandom;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids of jobs: 13 digits and letters. An id is a function of seed and job number, and the number is a function of seed and id.
 * For APIs with longer ids, each job has a {@linkplain #extended second one} with 26.
 *
 * <p>So ids are not stored, the same seed gives the same ids, and a guess is right once in 2^64 divided by the number of jobs. That is
 * enough to notice a client that invents ids. It is no protection, because the seed is no secret.
 */
public final class JobIds {

    /** Crockford's Base32: it has no letter that could be read as a digit. */
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

    private static final int LENGTH = 13;
    private static final int ROUNDS = 4;
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < DIGITS.length(); i++) {
            VALUES[DIGITS.charAt(i)] = (byte) i;
        }
    }

    private final long[] keys = new long[ROUNDS];

    public JobIds(long seed) {
        for (int i = 0; i < ROUNDS; i++) {
            keys[i] = SeededRandom.mix(seed ^ SeededRandom.mix(i + 1));
        }
    }

    public String id(long number) {
        return text(mixed(number));
    }

    /** The id with these bits, which are those of no other. */
    public static String text(long bits) {
        long rest = bits;
        byte[] id = new byte[LENGTH];
        for (int i = LENGTH - 1; i >= 0; i--) {
            id[i] = (byte) DIGITS.charAt((int) (rest & 31));
            rest >>>= 5;
        }
        return new String(id, StandardCharsets.ISO_8859_1);
    }

    /** The id with 26 digits and letters of a job, which is found by it, too. Its second half is a function of the first one. */
    public static String extended(String id) {
        return id + text(SeededRandom.mix(bits(id)));
    }

    /**
     * The id of a job as a UUID of version 4. The first half has the bits of the id, but for its version, and the second what is left of
     * them.
     */
    public static String uuid(String id) {
        long bits = bits(id);
        String hex = HexFormat.of().toHexDigits(bits) + HexFormat.of().toHexDigits(SeededRandom.mix(bits));
        return hex.substring(0, 8) + '-' + hex.substring(8, 12) + "-4" + hex.substring(12, 15) + "-a"
                + hex.substring(15, 18) + '-' + hex.substring(18, 30);
    }

    /** The number of the job with that id; -1 if there can be no such job. */
    public long number(String id) {
        return number(id, 0, id.length());
    }

    /** As {@link #number(String)}, for an id that is a part of a text. */
    long number(CharSequence text, int from, int to) {
        if (to - from == 2 * LENGTH) {
            int half = from + LENGTH;
            long number = number(text, from, half);
            boolean same = number >= 0
                    && extended(text.subSequence(from, half).toString()).contentEquals(text.subSequence(from, to));
            return same ? number : -1;
        }
        if (to - from != LENGTH || text.charAt(from) > 'f') {
            return -1;
        }
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c >= VALUES.length || VALUES[c] < 0) {
                return -1;
            }
        }
        return Math.max(-1, unmixed(bits(text, from, to)));
    }

    /** The 64 bits of an id of a job, for who writes it in another way. */
    public static long bits(String id) {
        return bits(id, 0, id.length());
    }

    private static long bits(CharSequence id, int from, int to) {
        long bits = 0;
        for (int i = from; i < to; i++) {
            bits = bits << 5 | VALUES[id.charAt(i)];
        }
        return bits;
    }

    /** A Feistel network: each round mixes one half into the other one, and can be undone. */
    private long mixed(long number) {
        int left = (int) (number >>> 32);
        int right = (int) number;
        for (int i = 0; i < ROUNDS; i++) {
            int next = left ^ scrambled(right, i);
            left = right;
            right = next;
        }
        return joined(left, right);
    }

    private long unmixed(long bits) {
        int left = (int) (bits >>> 32);
        int right = (int) bits;
        for (int i = ROUNDS - 1; i >= 0; i--) {
            int before = right ^ scrambled(left, i);
            right = left;
            left = before;
        }
        return joined(left, right);
    }

    private int scrambled(int half, int round) {
        return (int) (SeededRandom.mix(half + keys[round]) >>> 32);
    }

    private static long joined(int left, int right) {
        return (long) left << 32 | right & 0xFFFFFFFFL;
    }

    /** Ids of things that are no jobs, such as {@code ep_1tc4...}: the same for the same seed and order. Thread-safe. */
    public static final class IdSequence {

        private final String prefix;
        private final JobIds ids;
        private final AtomicLong number = new AtomicLong();

        /** @param prefix such as {@code ep_}; sequences with different prefixes have different ids */
        public IdSequence(String prefix, long seed) {
            this.prefix = prefix;
            ids = new JobIds(seed ^ SeededRandom.stream("ids " + prefix));
        }

        public String next() {
            return prefix + ids.id(number.getAndIncrement());
        }

        /** The same ids come again. */
        public void reset() {
            number.set(0);
        }
    }
}
