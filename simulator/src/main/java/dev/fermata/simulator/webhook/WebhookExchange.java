package dev.fermata.simulator.webhook;

import dev.fermata.simulator.http.SingleLoop;
import dev.fermata.simulator.webhook.RetrySchedule.WebhookResponse;
import dev.fermata.simulator.webhook.TargetPolicy.WebhookTarget;
import dev.fermata.simulator.webhook.Webhooks.World;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * One attempt as HTTP: connects to the first address that accepts, sends the request, and reads the response to its end or to the
 * limit. Once there is a status, it counts, whatever happens to the rest. Used on one event loop.
 */
final class WebhookExchange extends ChannelInboundHandlerAdapter {

    private final WebhookTarget target;
    private final Map<String, String> headers;
    private final byte[] body;
    private final WebhookSettings.Limits limits;
    private final World world;
    private final Bootstrap bootstrap;
    private final ChannelGroup connections;
    private final CompletableFuture<WebhookResponse> result;

    private @Nullable Channel channel;
    private @Nullable HttpResponse head;
    private long received;

    WebhookExchange(
            WebhookTarget target,
            Map<String, String> headers,
            byte[] body,
            WebhookSettings.Limits limits,
            World world,
            Bootstrap bootstrap,
            ChannelGroup connections,
            CompletableFuture<WebhookResponse> result) {
        this.target = target;
        this.headers = headers;
        this.body = body;
        this.limits = limits;
        this.world = world;
        this.bootstrap = bootstrap;
        this.connections = connections;
        this.result = result;
    }

    void connect(List<InetAddress> checked) {
        connectNext(checked.iterator(), "the host has no address");
    }

    void refuse(String problem) {
        result.complete(WebhookResponse.refused(problem));
    }

    void timeOut() {
        finish("no response within " + limits.exchange().toMillis() + " ms");
    }

    /** The result is the status if there is one, else the problem. */
    void finish(String problem) {
        HttpResponse response = head;
        result.complete(
                response == null
                        ? WebhookResponse.none(problem)
                        : new WebhookResponse(
                                response.status().code(),
                                response.headers().get(HttpHeaderNames.RETRY_AFTER),
                                response.headers().get(HttpHeaderNames.DATE),
                                null));
        // It is not registered if there was no file descriptor left.
        if (channel != null && channel.isRegistered()) {
            channel.close();
        }
    }

    private void connectNext(Iterator<InetAddress> addresses, String problem) {
        if (!addresses.hasNext()) {
            finish(problem);
        } else if (!result.isDone()) {
            InetSocketAddress address = new InetSocketAddress(addresses.next(), target.port());
            ChannelFuture connecting = bootstrap.connect(address);
            channel = connecting.channel();
            connecting.addListener(connected -> {
                try {
                    connected(connecting, addresses);
                } catch (OutOfMemoryError full) {
                    // Netty would only log it.
                    SingleLoop.outOfMemory(connecting.channel().eventLoop(), full);
                    finish("out of memory");
                }
            });
        }
    }

    private void connected(ChannelFuture connecting, Iterator<InetAddress> more) {
        if (connecting.isSuccess()) {
            send(connecting.channel());
        } else {
            connectNext(more, "cannot connect: " + connecting.cause().getMessage());
        }
    }

    private void send(Channel connection) {
        if (result.isDone()) {
            connection.close();
            return;
        }
        connections.add(connection);
        assemble(connection);
        connection.writeAndFlush(request());
    }

    /** Not earlier: several addresses may have been tried, each with a channel of its own. */
    private void assemble(Channel connection) {
        if (target.secure()) {
            connection.pipeline().addLast(tls());
        }
        HttpDecoderConfig decoding =
                new HttpDecoderConfig().setMaxInitialLineLength(4_096).setMaxHeaderSize(16 * 1_024);
        connection
                .pipeline()
                .addLast(new ByteCounter())
                .addLast(new HttpClientCodec(decoding, false, false))
                .addLast(this);
    }

    /** TLS of the client: sends the host's name, and accepts only a certificate for it. */
    private SslHandler tls() {
        SSLEngine engine = world.tls().createSSLEngine(target.host(), target.port());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (target.literal().isEmpty()) {
            parameters.setServerNames(names(target.host()));
        }
        engine.setSSLParameters(parameters);
        SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeout(limits.connect().toMillis(), TimeUnit.MILLISECONDS);
        return handler;
    }

    /** None for a name that the JDK does not take as a host name, such as one with an underscore: no certificate fits it. */
    private static List<SNIServerName> names(String host) {
        try {
            return List.of(new SNIHostName(host));
        } catch (IllegalArgumentException noHostName) {
            return List.of();
        }
    }

    private FullHttpRequest request() {
        FullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.POST, target.path(), Unpooled.wrappedBuffer(body));
        request.headers()
                .set(HttpHeaderNames.HOST, target.authority())
                .set(HttpHeaderNames.USER_AGENT, "fermata-simulator")
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        headers.forEach((name, value) -> request.headers().set(name, value));
        return request;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
                finish("the response is not HTTP: "
                        + part.decoderResult().cause().getMessage());
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

    /** 100, 102 and 103 come before the response. 101 is a response, though the request asks for no upgrade. */
    private static boolean interim(HttpResponse response) {
        return response.status().codeClass() == HttpStatusClass.INFORMATIONAL
                && response.status().code() != 101;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        finish("the receiver closed the connection without a response");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable problem) {
        Throwable cause = problem.getCause() == null ? problem : problem.getCause();
        SingleLoop.outOfMemory(context.executor(), cause);
        finish("the connection broke: " + cause.getMessage());
    }

    /** Counts received bytes before they are decoded. */
    private final class ByteCounter extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            received += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
            context.fireChannelRead(message);
            if (received > limits.maxResponseBytes()) {
                finish("the response is longer than " + limits.maxResponseBytes() + " bytes");
            }
        }
    }
}
