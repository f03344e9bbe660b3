package dev.fermata.simulator.access;

import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.setting.MemoryShare;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The last requests, for tests and {@code /admin/requests}. Safe for use by many threads. */
public final class RequestLog {

    private static final int LONGEST_PATH = 500;
    private static final int LONGEST_BODY = 16 * 1024;
    /** Of all requests together, because a thousand of the longest would be many megabytes. */
    private static final long MOST_BYTES = Math.min(8L << 20, MemoryShare.RECORDED_REQUESTS.bytes());

    private static final byte[] NOTHING = {};

    /**
     * What came of one request. It is apart from the {@link Entry}: a request that is held for long keeps this, and not its head and body
     * once the log has dropped them.
     */
    static final class Outcome {

        private volatile int status;
        private volatile List<String> faults = List.of();

        void status(int code) {
            status = code;
        }

        void faults(List<String> rules) {
            faults = rules;
        }
    }

    /** One request. Its status is 0 until there is a response. */
    public static final class Entry {

        private final Outcome outcome = new Outcome();

        private final long at;
        private final String method;
        private final String path;
        private final String query;
        /** Not the whole head, because its first line may be long. */
        private HttpHeaders headers;

        private byte[] body;

        private Entry(long at, Request request) {
            this.at = at;
            HttpRequest head = request.head();
            int mark = head.uri().indexOf('?');
            this.query = mark < 0 ? "" : shortened(head.uri().substring(mark + 1));
            this.headers = head.headers();
            this.method = shortened(head.method().name());
            this.path = shortened(request.path());
            byte[] whole = request.body();
            this.body = whole.length <= LONGEST_BODY ? whole : Arrays.copyOf(whole, LONGEST_BODY);
        }

        /** Keeps only its first line. */
        private void shorten() {
            headers = EmptyHttpHeaders.INSTANCE;
            body = NOTHING;
        }

        /** In microseconds. */
        public long at() {
            return at;
        }

        public String method() {
            return method;
        }

        public String path() {
            return path;
        }

        public String query() {
            return query;
        }

        /** By name in lower case. None, if all requests together have taken too much memory since. */
        public Map<String, List<String>> headers() {
            Map<String, List<String>> byName = new LinkedHashMap<>();
            headers.forEach(
                    each -> byName.computeIfAbsent(each.getKey().toLowerCase(Locale.ROOT), any -> new ArrayList<>())
                            .add(each.getValue()));
            return byName;
        }

        /** Its beginning, if it is long. Empty, if all requests together have taken too much memory since. */
        public byte[] body() {
            return body;
        }

        /** 0 without a response (yet). */
        public int status() {
            return outcome.status;
        }

        /** The ids of the rules that matched. */
        public List<String> faults() {
            return outcome.faults;
        }
    }

    private final Entry[] ring;
    /** About how much memory the headers and the body of each take. Not in the entry: an old one is no longer in the processor's cache. */
    private final int[] sizes;

    private long added;
    private long bytes;

    public RequestLog(int size) {
        ring = new Entry[size];
        sizes = new int[size];
    }

    synchronized Outcome add(long at, Request request) {
        Entry entry = new Entry(at, request);
        int place = (int) (added++ % ring.length);
        ring[place] = entry;
        bytes -= sizes[place];
        sizes[place] = request.bytes();
        bytes += sizes[place];
        for (long i = Math.max(0, added - ring.length); bytes > MOST_BYTES; i++) {
            int old = (int) (i % ring.length);
            bytes -= sizes[old];
            sizes[old] = 0;
            ring[old].shorten();
        }
        return entry.outcome;
    }

    private static String shortened(String text) {
        return text.length() > LONGEST_PATH ? text.substring(0, LONGEST_PATH) : text;
    }

    /** How many there were, those included that are no longer kept. */
    public synchronized long total() {
        return added;
    }

    /** Oldest first. */
    public synchronized List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (long i = Math.max(0, added - ring.length); i < added; i++) {
            entries.add(ring[(int) (i % ring.length)]);
        }
        return entries;
    }

    public synchronized void clear() {
        Arrays.fill(ring, null);
        Arrays.fill(sizes, 0);
        added = 0;
        bytes = 0;
    }
}
