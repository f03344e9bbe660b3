package dev.fermata.simulator.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.fermata.simulator.wire.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BodyTest {

    private static final int BYTES = 60_000;

    @Test
    void takesSpaceInProportionToItsBytesHoweverManyPiecesThereAre() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ByteBuf piece = Unpooled.wrappedBuffer(new byte[] {'x'});
        Body body = new Body();
        body.add(piece);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 1; i < BYTES; i++) {
            body.add(piece);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(body.whole()).hasSize(BYTES).containsOnly('x');
        assertThat(allocated)
                .as("bytes, where copying for each piece takes 1.8 GB")
                .isLessThan(10 * BYTES);
    }

    @Test
    void keepsOnePieceAsItIs() {
        Body body = new Body();
        assertThat(body.whole()).isEmpty();
        body.add(Unpooled.copiedBuffer("hello", US_ASCII));
        assertThat(body.whole()).isSameAs(body.whole()).isEqualTo("hello".getBytes(US_ASCII));
        body.add(Unpooled.EMPTY_BUFFER);
        body.add(Unpooled.copiedBuffer(", you", US_ASCII));
        assertThat(body.whole()).isEqualTo("hello, you".getBytes(US_ASCII));
    }

    @Test
    void arrivesWholeInTenThousandsOfChunks() throws IOException {
        Routes routes = new Routes()
                .add(
                        HttpMethod.POST,
                        "/echo",
                        request -> Response.of(HttpResponseStatus.OK, "text/plain", request.body()));
        try (HttpServer server =
                HttpServer.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Transport.best())) {
            server.serve(routes, () -> 0L);
            String head = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
            assertThat(RawConnection.exchange(server, head + "1\r\nx\r\n".repeat(BYTES) + "0\r\n\r\n"))
                    .endsWith("\r\n\r\n" + "x".repeat(BYTES));
            assertThat(RawConnection.exchange(server, head + "1\r\nx\r\n".repeat(70_000) + "0\r\n\r\n"))
                    .startsWith("HTTP/1.1 413 ");
        }
    }
}
