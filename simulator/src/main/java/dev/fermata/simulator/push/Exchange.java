package dev.fermata.simulator.push;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
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
final class Exchange extends ChannelInboundHandlerAdapter {

    private final Letter letter;
    private final WebhookLimits limits;
    private final Supplier<SSLContext> tls;
    private final EventLoop loop;
    private final ChannelGroup connections;
    private final CompletableFuture<Answer> answer;

    private @Nullable Channel channel;
    private @Nullable HttpResponse head;
    private long received;

    Exchange(
            Letter letter,
            WebhookLimits limits,
            Supplier<SSLContext> tls,
            EventLoop loop,
            ChannelGroup connections,
            CompletableFuture<Answer> answer) {
        this.letter = letter;
        this.limits = limits;
        this.tls = tls;
        this.loop = loop;
        this.connections = connections;
        this.answer = answer;
    }

    void connect(List<InetAddress> checked) {
        connectNext(checked.iterator(), "the host has no address");
    }

    void refuse(String problem) {
        answer.complete(Answer.refused(problem));
    }

    void timeOut() {
        finish("no answer within " + limits.exchange().toMillis() + " ms");
    }

    /** The status is the answer where there is one, else the problem. */
    void finish(String problem) {
        HttpResponse response = head;
        answer.complete(
                response == null
                        ? Answer.none(problem)
                        : new Answer(
                                response.status().code(),
                                response.headers().get(HttpHeaderNames.RETRY_AFTER),
                                response.headers().get(HttpHeaderNames.DATE),
                                null));
        if (channel != null) {
            channel.close();
        }
    }

    private void connectNext(Iterator<InetAddress> addresses, String problem) {
        if (!addresses.hasNext()) {
            finish(problem);
        } else if (!answer.isDone()) {
            InetSocketAddress address =
                    new InetSocketAddress(addresses.next(), letter.target().port());
            ChannelFuture connecting = bootstrap().connect(address);
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
        connection.writeAndFlush(letter.request());
    }

    /** Without a resolver: what is connected to is what was checked. */
    private Bootstrap bootstrap() {
        return new Bootstrap()
                .group(loop)
                .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .disableResolver()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        limits.connect().toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        assemble(connection);
                    }
                });
    }

    private void assemble(Channel connection) {
        if (letter.target().secure()) {
            connection.pipeline().addLast(Tls.handler(tls.get(), letter.target(), limits.connect()));
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
