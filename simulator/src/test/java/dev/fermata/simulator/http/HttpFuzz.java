package dev.fermata.simulator.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.http.FuzzedRequests.Pipeline;
import dev.fermata.simulator.http.decode.HttpLimits;
import dev.fermata.simulator.http.decode.RequestBudget;
import dev.fermata.simulator.http.field.HttpDate.DateField;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends {@link FuzzedRequests} whole and in pieces, and looks at what comes back: one answer for each request, in order, the
 * same however the bytes were split; none for what is no request; and then the end.
 */
final class HttpFuzz implements AutoCloseable {

    private static final Pattern HEAD =
            Pattern.compile("HTTP/1\\.1 (\\d{3}) [A-Za-z -]+\r\n(([a-z-]+: [^\r\n]*\r\n)*)\r\n");
    private static final Pattern LENGTH = Pattern.compile("content-length: (\\d+)\r\n");
    private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

    private final HttpServer server;
    private final Queue<Runnable> later = new ArrayDeque<>();
    private volatile boolean smuggled;

    HttpFuzz(Transport transport) throws IOException {
        server = HttpServer.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), transport);
        server.serve(routes(Runnable::run), () -> 0L);
    }

    /** One pipeline, in memory, split in several ways. */
    void splits(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Pipeline pipeline = FuzzedRequests.next(random);
        String whole = checked(pipeline, inMemory(List.of(pipeline.bytes()), random));
        assertThat(checked(pipeline, inMemory(pieces(pipeline.bytes(), 1), random)))
                .isEqualTo(whole);
        for (int other = 0; other < 3; other++) {
            List<byte[]> pieces = pieces(pipeline.bytes(), random);
            assertThat(checked(pipeline, inMemory(pieces, random)))
                    .as("in %s pieces", pieces.size())
                    .isEqualTo(whole);
        }
    }

    /** One pipeline, over a socket. */
    void socket(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Pipeline pipeline = FuzzedRequests.next(random);
        try (BareSocket connection = new BareSocket(server)) {
            for (byte[] piece : random.nextBoolean() ? List.of(pipeline.bytes()) : pieces(pipeline.bytes(), random)) {
                connection.send(piece, 0, piece.length);
                Thread.yield();
            }
            checked(pipeline, connection.end().readAll());
        }
    }

    /** What the server sends until it has closed the connection. */
    private String inMemory(List<byte[]> pieces, SplittableRandom random) {
        Connection connection = new Connection(
                routes(later::add),
                HttpLimits.DEFAULT,
                new DateField(() -> 0L),
                new OutputBudget(Long.MAX_VALUE, List.of(), channel -> null, channel -> {}),
                new RequestBudget(HttpLimits.DEFAULT));
        EmbeddedChannel channel = new EmbeddedChannel();
        HttpServer.assemble(channel, connection, HttpLimits.DEFAULT);
        for (byte[] piece : pieces) {
            if (!channel.isOpen()) {
                // In memory there is no half of a connection, so it is closed after its last answer.
                break;
            }
            channel.writeInbound(Unpooled.copiedBuffer(piece));
            if (random.nextInt(3) == 0) {
                answerLater(channel);
            }
        }
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        while (!later.isEmpty()) {
            answerLater(channel);
        }
        channel.runPendingTasks();
        channel.checkException();
        assertThat(channel.isOpen()).as("still open").isFalse();
        StringBuilder sent = new StringBuilder();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            sent.append(bytes.toString(ISO_8859_1));
            bytes.release();
        }
        return sent.toString();
    }

    private void answerLater(EmbeddedChannel channel) {
        Runnable answer = later.poll();
        if (answer != null) {
            answer.run();
            channel.runPendingTasks();
        }
    }

    /** What was said, one answer after the other, after it was found to be what had to be said. */
    private String checked(Pipeline pipeline, String sent) {
        List<String> answers = new ArrayList<>();
        String rest = sent.replace(CONTINUE, "");
        while (!rest.isEmpty()) {
            Matcher head = HEAD.matcher(rest);
            assertThat(head.lookingAt()).as("an answer at: %s", rest).isTrue();
            String fields = head.group(2);
            assertThat(fields).contains("date: Thu, 01 Jan 1970 00:00:00 GMT\r\n");
            rest = rest.substring(head.end());
            Matcher length = LENGTH.matcher(fields);
            assertThat(length.find()).as(fields).isTrue();
            // An answer to HEAD has a length and no body.
            boolean bodiless = rest.isEmpty() || rest.startsWith("HTTP/1.1 ");
            String body = bodiless ? "" : rest.substring(0, Integer.parseInt(length.group(1)));
            rest = rest.substring(body.length());
            boolean refused = Integer.parseInt(head.group(1)) >= 400;
            boolean last = fields.contains("connection: close\r\n");
            assertThat(last && !rest.isEmpty())
                    .as("said to be the last, and more came: %s", rest)
                    .isFalse();
            answers.add(
                    pipeline.answers() == null
                            ? head.group(1) + body
                            : refused && last ? FuzzedRequests.REFUSED : body);
        }
        if (pipeline.answers() != null) {
            assertThat(answers).isEqualTo(pipeline.answers());
            assertThat(smuggled).as("something else was read as a request").isFalse();
        }
        smuggled = false;
        return answers.toString();
    }

    private Router routes(java.util.function.Consumer<Runnable> executor) {
        return new Router()
                .add(HttpMethod.GET, "/now/{name}", HttpFuzz::answer)
                .add(HttpMethod.POST, "/now/{name}", HttpFuzz::answer)
                .add(HttpMethod.GET, "/later/{name}", request -> later(request, executor))
                .add(HttpMethod.POST, "/later/{name}", request -> later(request, executor))
                .add(HttpMethod.GET, "/smuggled", request -> {
                    smuggled = true;
                    return answer("smuggled", request.body());
                });
    }

    private static Response answer(Request request) {
        return answer(request.value(0), request.body());
    }

    private static Response answer(String name, byte[] body) {
        String text = FuzzedRequests.answer(name, body);
        return Response.of(HttpResponseStatus.OK, "text/plain", text.getBytes(ISO_8859_1));
    }

    private static DeferredResponse later(Request request, java.util.function.Consumer<Runnable> executor) {
        Response answer = answer(request);
        return reply -> {
            executor.accept(() -> reply.loop().execute(() -> reply.send(answer)));
            return HeldRequest.OVER;
        };
    }

    private static List<byte[]> pieces(byte[] bytes, SplittableRandom random) {
        List<byte[]> pieces = new ArrayList<>();
        int most = random.nextBoolean() ? 10 : 500;
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(most));
            pieces.add(java.util.Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        return pieces;
    }

    private static List<byte[]> pieces(byte[] bytes, int size) {
        List<byte[]> pieces = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += size) {
            pieces.add(java.util.Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size)));
        }
        return pieces;
    }

    @Override
    public void close() {
        server.close();
    }
}
