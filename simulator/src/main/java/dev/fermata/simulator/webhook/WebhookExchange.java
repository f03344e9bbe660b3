package dev.fermata.simulator.webhook;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One attempt on the wire: connects to the first of the addresses that takes it, sends, and reads the answer to its end
 * or as far as it may. Once there is a status, it counts, whatever becomes of the rest. Lives on one event loop.
 */
final class WebhookExchange extends ChannelInboundHandlerAdapter {

    private final WebhookRequest request;
    private final WebhookLimits limits;
    private final Supplier<SSLContext> tls;
    private final Bootstrap bootstrap;
    private final ChannelGroup connections;
    private final CompletableFuture<WebhookResponse> answer;

    private @Nullable Channel channel;
    private @Nullable HttpResponse head;
    private long received;

    WebhookExchange(
            WebhookRequest request,
            WebhookLimits limits,
            Supplier<SSLContext> tls,
            Bootstrap bootstrap,
            ChannelGroup connections,
            CompletableFuture<WebhookResponse> answer) {
        this.request = request;
        this.limits = limits;
        this.tls = tls;
        this.bootstrap = bootstrap;
        this.connections = connections;
        this.answer = answer;
    }

    void connect(List<InetAddress> checked) {
        connectNext(checked.iterator(), "the host has no address");
    }

    void refuse(String problem) {
        answer.complete(WebhookResponse.refused(problem));
    }

    void timeOut() {
        finish("no answer within " + limits.exchange().toMillis() + " ms");
    }

    /** The status is the answer where there is one, else the problem. */
    void finish(String problem) {
        HttpResponse response = head;
        answer.complete(
                response == null
                        ? WebhookResponse.none(problem)
                        : new WebhookResponse(
                                response.status().code(),
                                response.headers().get(HttpHeaderNames.RETRY_AFTER),
                                response.headers().get(HttpHeaderNames.DATE),
                                null));
        // Not registered when there was no descriptor left for it.
        if (channel != null && channel.isRegistered()) {
            channel.close();
        }
    }

    private void connectNext(Iterator<InetAddress> addresses, String problem) {
        if (!addresses.hasNext()) {
            finish(problem);
        } else if (!answer.isDone()) {
            InetSocketAddress address =
                    new InetSocketAddress(addresses.next(), request.target().port());
            ChannelFuture connecting = bootstrap.connect(address);
            channel = connecting.channel();
            connecting.addListener(connected -> {
                if (connected.isSuccess()) {
                    send(connecting.channel());
                } else {
                    connectNext(
                            addresses, "cannot connect: " + connected.cause().getMessage());
                }
            });
        }
    }

    private void send(Channel connection) {
        if (answer.isDone()) {
            connection.close();
            return;
        }
        connections.add(connection);
        assemble(connection);
        connection.writeAndFlush(request.request());
    }

    /** Only now: several addresses may have been tried before, each with a channel of its own. */
    private void assemble(Channel connection) {
        if (request.target().secure()) {
            connection.pipeline().addLast(ClientTls.handler(tls.get(), request.target(), limits.connect()));
        }
        HttpDecoderConfig decoding =
                new HttpDecoderConfig().setMaxInitialLineLength(4_096).setMaxHeaderSize(16 * 1_024);
        connection
                .pipeline()
                .addLast(new Meter())
                .addLast(new HttpClientCodec(decoding, false, false))
                .addLast(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
                finish("the answer is not HTTP: " + part.decoderResult().cause().getMessage());
            } else if (message instanceof HttpResponse response && !interim(response)) {
                head = response;
            }
            if (message instanceof LastHttpContent && head != null) {
                finish("");
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    /** 100, 102 and 103 announce an answer; 101 would be one, to a question that nobody asked. */
    private static boolean interim(HttpResponse response) {
        return response.status().codeClass() == HttpStatusClass.INFORMATIONAL
                && response.status().code() != 101;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        finish("the receiver closed the connection without an answer");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable problem) {
        Throwable cause = problem.getCause() == null ? problem : problem.getCause();
        finish("the connection broke: " + cause.getMessage());
    }

    /** Counts what comes in before anybody tries to understand it. */
    private final class Meter extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            received += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
            context.fireChannelRead(message);
            if (received > limits.answer()) {
                finish("the answer is longer than " + limits.answer() + " bytes");
            }
        }
    }
}
