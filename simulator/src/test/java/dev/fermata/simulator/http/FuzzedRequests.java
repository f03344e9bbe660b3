package dev.fermata.simulator.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Requests by chance, several on one connection: right ones in every way in which they may be written, wrong ones of all
 * kinds that are known, and some in which bytes were changed. The same random numbers make the same requests.
 */
final class FuzzedRequests {

    /** Stands in bodies, and behind requests after which nothing may be read as one. */
    static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

    static final String REFUSED = "refused";

    private static final String[] BAD_LENGTHS = {
        "Transfer-Encoding: cow",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: chunked;q=1",
        "Transfer-Encoding: \"chunked\"",
        "Transfer-Encoding: chunked,",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding:\r\n chunked",
        "Transfer-Encoding: \u000Bchunked",
        "Transfer-Encoding: chunked\r\nTE: a\r\n" + "Transfer-Encoding: cow",
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: xchunked\r\nContent-Length: 5",
        "Content-Length: 5\r\ncontent-length: 5",
        "Content-Length: 5, 5",
        "Content-Length: +5",
        "Content-Length: -1",
        "Content-Length: 0x5",
        "Content-Length: 5 5",
        "Content-Length:",
        "Content-Length: 99999999999999999999",
        "Content-Length: 999999",
        "Sec-WebSocket-Key1: a\r\nSec-WebSocket-Key2: b"
    };
    private static final String[] BAD_CHUNKS = {
        "5 5\r\nabcde\r\n",
        "5 \r\nabcde\r\n",
        " 5\r\nabcde\r\n",
        "5x\r\nabcde\r\n",
        "0x5\r\nabcde\r\n",
        "-5\r\nabcde\r\n",
        "\r\nabcde\r\n",
        "5\nabcde\r\n",
        "5;a\nabcde\r\n",
        "5;a=\"b\r\nabcde\r\n",
        "5\r\nabcdefg\r\n",
        "5\r\nabcde\n",
        "5\r\nabcde\r1",
        "00000000000000005\r\nabcde\r\n",
        "ffffffff\r\nabcde\r\n",
        "0\r\n x\r\n\r\n",
        "0\r\nx\r\n\r\n",
        "0\r\nX: y\n\r\n",
        "0\r\n\n"
    };
    private static final String[] BAD_HOSTS = {
        "",
        "a b",
        "a,b",
        "a/b",
        "me@a",
        "a:b",
        "a:65536",
        "[::1",
        "[zz]",
        "a\\b",
        "a#b",
        "a\r\nHost: a",
        "a%zz",
        "\u00E4"
    };
    private static final String[] BAD_TARGETS = {
        "/now/1#x",
        "now/1",
        "*",
        "http://",
        "http:///now/1",
        "http://me@a/now/1",
        "ftp://a/now/1",
        "/now/%zz",
        "/now/1%",
        "/now/\u00E4",
        "/now/\u0001",
        "http://a:x/now/1"
    };
    private static final String[] BAD_LINES = {
        "GET /now/1 http/1.1",
        "GET /now/1 HTTP/2.0",
        "GET /now/1 HTTP/1.10",
        "GET /now/1",
        "GET  /now/1 HTTP/1.1",
        "GET\t/now/1 HTTP/1.1",
        "GET /now/1 HTTP/1.1 ",
        " GET /now/1 HTTP/1.1",
        "G(T /now/1 HTTP/1.1",
        "\0\1\2",
        "\u0016\u0003\1"
    };
    private static final String[] BAD_FIELDS = {
        "X y: z", ": z", "X", "X: a\0b", "X: a\rb", "X\u00E4: z", "X: " + "x".repeat(20_000), "Expect: miracles"
    };

    /**
     * What is sent on one connection.
     *
     * @param answers what has to come back: what the endpoint says, or {@link #REFUSED}; null when nobody knows
     */
    record Pipeline(byte[] bytes, @Nullable List<String> answers) {}

    private final SplittableRandom random;
    private final StringBuilder bytes = new StringBuilder();
    private final List<String> answers = new ArrayList<>();

    private FuzzedRequests(SplittableRandom random) {
        this.random = random;
    }

    static Pipeline next(SplittableRandom random) {
        FuzzedRequests requests = new FuzzedRequests(random);
        boolean over = false;
        for (int left = 1 + random.nextInt(5); left > 0; left--) {
            if (over) {
                requests.bytes.append(SMUGGLED);
            } else if (random.nextInt(4) > 0) {
                over = requests.right();
            } else {
                requests.wrong();
                over = true;
            }
        }
        return random.nextInt(3) > 0
                ? new Pipeline(requests.bytes.toString().getBytes(ISO_8859_1), requests.answers)
                : new Pipeline(requests.changed(), null);
    }

    /** What the endpoint says of a request with that body. */
    static String answer(String name, byte[] body) {
        java.util.zip.CRC32 sum = new java.util.zip.CRC32();
        sum.update(body);
        return name + " " + body.length + " " + Long.toHexString(sum.getValue());
    }

    /** Says whether it is the last that is answered. */
    private boolean right() {
        String name = Integer.toHexString(random.nextInt());
        String version = one("1.1", "1.1", "1.1", "1.1", "1.2", "1.9", "1.0");
        boolean old = version.equals("1.0");
        boolean closes = old || random.nextInt(10) == 0;
        String method = one("GET", "POST", "POST", "HEAD");
        List<String> fields = new ArrayList<>();
        if (!old || random.nextBoolean()) {
            fields.add("Host:" + blanks() + one("a", "a.example:80", "my_service:8000", "[::1]:8000", "127.0.0.1")
                    + blanks());
        }
        if (closes) {
            fields.add(one("Connection", "connection") + ":" + blanks() + one("close", "CLOSE", "x, close"));
        }
        for (int more = random.nextInt(3); more > 0; more--) {
            fields.add(one("X", "x-y_z", "Accept", "Prefer", "!#$%&'*+-.^_`|~") + ":" + blanks()
                    + one("", "a", "\u00E4", "a;b=\"c\""));
        }
        String body = random.nextBoolean() ? "" : body();
        String sent = framed(body, old, fields);
        bytes.append("\r\n".repeat(random.nextInt(3) / 2));
        bytes.append(method)
                .append(' ')
                .append(target(name))
                .append(" HTTP/")
                .append(version)
                .append("\r\n");
        while (!fields.isEmpty()) {
            bytes.append(fields.remove(random.nextInt(fields.size()))).append("\r\n");
        }
        bytes.append("\r\n").append(sent);
        answers.add(method.equals("HEAD") ? "" : answer(name, body.getBytes(ISO_8859_1)));
        return closes;
    }

    private String target(String name) {
        StringBuilder path = new StringBuilder(one("/now/", "/later/"));
        for (char c : name.toCharArray()) {
            path.append(random.nextInt(8) == 0 ? "%" + Integer.toHexString(c) : String.valueOf(c));
        }
        path.append(one("", "", "/", "//")).append(one("", "?", "?a=b&c", "?x=/?", "?%zz"));
        return one("", "", "http://b", "HTTP://my_service:8000", "https://[::1]") + path;
    }

    private String body() {
        return switch (random.nextInt(4)) {
            case 0 -> SMUGGLED;
            case 1 -> "0\r\n\r\n" + SMUGGLED;
            case 2 -> "x".repeat(random.nextInt(3_000));
            default -> "{\"a\":1}\r\n";
        };
    }

    private String framed(String body, boolean old, List<String> fields) {
        if (!body.isEmpty() && !old && random.nextInt(20) == 0) {
            fields.add("Expect: 100-Continue");
        }
        if (old || random.nextBoolean()) {
            if (!body.isEmpty() || random.nextBoolean()) {
                fields.add(one("Content-Length", "content-length") + ":" + blanks() + one("", "00") + body.length()
                        + blanks());
            }
            return body;
        }
        fields.add(
                one("Transfer-Encoding", "transfer-ENCODING") + ":" + blanks() + one("chunked", "Chunked") + blanks());
        StringBuilder chunks = new StringBuilder();
        for (int from = 0; from < body.length(); ) {
            int to = from + 1 + random.nextInt(Math.min(body.length() - from, one(random, 1, 10, 1_000)));
            chunks.append(one("", "000"))
                    .append(hexadecimal(to - from))
                    .append(extension())
                    .append("\r\n");
            chunks.append(body, from, to).append("\r\n");
            from = to;
        }
        return chunks.append(one("0", "000"))
                .append(extension())
                .append("\r\n")
                .append(one("", "", "X: y\r\n", "Content-Length: 7\r\nTransfer-Encoding: chunked\r\n"))
                .append("\r\n")
                .toString();
    }

    private String hexadecimal(int size) {
        String digits = Integer.toHexString(size);
        return random.nextBoolean() ? digits : digits.toUpperCase(Locale.ROOT);
    }

    private String extension() {
        return random.nextInt(5) > 0 ? "" : one(";a", ";a=b", " ;a", ";a=\"b\\\"c;\"", ";a;b=c");
    }

    /** Whatever stands behind it must not be read as a request. */
    private void wrong() {
        String get = "GET /now/1 HTTP/1.1\r\n";
        String post = one("POST", "GET") + " /now/1 HTTP/1.1\r\nHost: a\r\n";
        bytes.append(
                switch (random.nextInt(6)) {
                    case 0 -> post + one(BAD_LENGTHS) + "\r\n\r\n0\r\n\r\n";
                    case 1 ->
                        post + "Transfer-Encoding: chunked\r\n\r\n" + one("", "3\r\nabc\r\n") + one(BAD_CHUNKS)
                                + "0\r\n\r\n";
                    case 2 -> get + "Host: " + one(BAD_HOSTS) + "\r\n\r\n";
                    case 3 -> "GET " + one(BAD_TARGETS) + " HTTP/1.1\r\nHost: a\r\n\r\n";
                    case 4 -> one(BAD_LINES) + "\r\nHost: a\r\n\r\n";
                    default -> get + "Host: a\r\n" + one(BAD_FIELDS) + "\r\n\r\n";
                });
        bytes.append(SMUGGLED);
        answers.add(REFUSED);
    }

    /** With some bytes changed, left out, doubled or added; or cut off. */
    private byte[] changed() {
        StringBuilder changed = new StringBuilder(bytes);
        for (int changes = 1 + random.nextInt(4); changes > 0 && !changed.isEmpty(); changes--) {
            int at = random.nextInt(changed.length());
            switch (random.nextInt(5)) {
                case 0 -> changed.setCharAt(at, (char) random.nextInt(256));
                case 1 -> changed.deleteCharAt(at);
                case 2 -> changed.insert(at, one("\r", "\n", " ", "\0", ":", "0", "\r\n", ";", "%", SMUGGLED));
                case 3 ->
                    changed.insert(at, changed.substring(at, Math.min(changed.length(), at + random.nextInt(40))));
                default -> changed.setLength(random.nextInt(4) == 0 ? at : changed.length());
            }
        }
        return changed.toString().getBytes(ISO_8859_1);
    }

    private String blanks() {
        return one(" ", " ", "", "\t", "  ");
    }

    private String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    private static int one(SplittableRandom random, int... of) {
        return of[random.nextInt(of.length)];
    }
}
