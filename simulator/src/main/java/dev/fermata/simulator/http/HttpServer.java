package dev.fermata.simulator.http;

import dev.fermata.simulator.http.decode.HttpLimits;
import dev.fermata.simulator.http.decode.RequestBudget;
import dev.fermata.simulator.http.decode.RequestDecoder;
import dev.fermata.simulator.http.field.DateField;
import dev.fermata.simulator.http.output.OutputBudget;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Listens, and passes requests to an {@link Endpoint}. Safe for use by many threads.
 *
 * <p>One event loop does everything. It answers more requests than a load generator on the same machine can send, so a second one would
 * not make the simulator faster. With one loop, connections and jobs need no locks.
 */
public final class HttpServer implements AutoCloseable {

    /** Long enough to read requests that arrived before the server stops. */
    private static final Duration LAST_TURN = Duration.ofMillis(1);
    /** For the end of the event loop, and for closing connections. */
    private static final Duration END_TIMEOUT = Duration.ofMillis(100);
    /** All connections are closed so long after the start of {@link #close()}. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(1_500);

    private static final String DECODER = "decoder";
    /** What to do with a new connection. An attribute of the listener, because the listener is bound before this is known. */
    private static final AttributeKey<Consumer<Channel>> CONNECTED =
            AttributeKey.valueOf(HttpServer.class, "connected");

    private static final byte[] IPV4_LOOPBACK = {127, 0, 0, 1};
    private static final byte[] IPV6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    /** A port that is free at one loopback address is nearly always free at the other one. */
    private static final int ATTEMPTS = 10;

    private final SingleLoop loop;
    private final ChannelGroup connections;
    /** The listener of the first address is the first one. */
    private final List<Channel> listeners = new ArrayList<>();

    private final HttpLimits limits;
    private final InetSocketAddress address;
    private final AtomicBoolean closed = new AtomicBoolean();

    private HttpServer(SingleLoop loop, Channel listener, HttpLimits limits) {
        this.loop = loop;
        this.connections = new DefaultChannelGroup(loop.next());
        listeners.add(listener);
        this.limits = limits;
        this.address = (InetSocketAddress) listener.localAddress();
    }

    /**
     * Binds the address. Connections wait until {@link #serve}.
     *
     * @throws IOException if it is not possible
     */
    public static HttpServer bind(InetSocketAddress address, Transport transport) throws IOException {
        return bind(address, transport, HttpLimits.DEFAULT);
    }

    /** As {@link #bind(InetSocketAddress, Transport)}. */
    public static HttpServer bind(InetSocketAddress address, Transport transport, HttpLimits limits)
            throws IOException {
        SingleLoop loop = new SingleLoop(new DefaultThreadFactory("fermata-http"), transport);
        ChannelFuture binding = listen(loop, transport, address);
        if (!binding.isSuccess()) {
            loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw binding.cause() instanceof IOException problem ? problem : new IOException(binding.cause());
        }
        return new HttpServer(loop, binding.channel(), limits);
    }

    /**
     * Binds a port at both loopback addresses, 127.0.0.1 and ::1, because some clients try only one of them for {@code localhost}.
     * On a machine without IPv6, it binds only the first one.
     *
     * @param port 0 for any port that is free at both
     * @throws IOException if the port is in use
     */
    public static HttpServer bindLoopback(int port, Transport transport, HttpLimits limits) throws IOException {
        for (int attempt = 1; true; attempt++) {
            InetSocketAddress first = new InetSocketAddress(InetAddress.getByAddress(IPV4_LOOPBACK), port);
            HttpServer server = bind(first, transport, limits);
            int taken = server.address.getPort();
            ChannelFuture second = listen(
                    server.loop, transport, new InetSocketAddress(InetAddress.getByAddress(IPV6_LOOPBACK), taken));
            if (second.isSuccess()) {
                server.listeners.add(second.channel());
                return server;
            }
            if (!String.valueOf(second.cause().getMessage())
                    .toLowerCase(Locale.ROOT)
                    .contains("in use")) {
                return server;
            }
            server.close();
            if (port != 0 || attempt == ATTEMPTS) {
                throw new IOException("address [::1]:" + taken + " is in use", second.cause());
            }
        }
    }

    private static ChannelFuture listen(EventLoopGroup loop, Transport transport, InetSocketAddress address) {
        return new ServerBootstrap()
                .group(loop)
                .channel(transport.listener())
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connection.parent().attr(CONNECTED).get().accept(connection);
                    }

                    @Override
                    public void exceptionCaught(ChannelHandlerContext context, Throwable problem) throws Exception {
                        SingleLoop.outOfMemory(context.executor(), problem);
                        super.exceptionCaught(context, problem);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
    }

    /**
     * Begins to answer requests. To be called once.
     *
     * @param clock for the {@code Date} of responses, in microseconds since 1970-01-01T00:00Z
     */
    public void serve(Endpoint endpoint, LongSupplier clock) {
        serve(endpoint, clock, full -> {});
    }

    /**
     * As {@link #serve(Endpoint, LongSupplier)}.
     *
     * @param outOfMemory called on the event loop if memory is full
     */
    public void serve(Endpoint endpoint, LongSupplier clock, Consumer<OutOfMemoryError> outOfMemory) {
        loop.onOutOfMemory(outOfMemory);
        DateField date = new DateField(clock);
        long pause = limits.quiet().toMillis() / 10 + 1;
        loop.scheduleWithFixedDelay(this::sweep, pause, pause, TimeUnit.MILLISECONDS);
        OutputBudget budget = new OutputBudget(limits.allUnread(), connections, HttpServer::share, Transport::reset);
        RequestBudget requests = new RequestBudget(limits);
        for (Channel listener : listeners) {
            listener.attr(CONNECTED)
                    .set(channel -> connected(channel, new Connection(endpoint, limits, date, budget, requests)));
            listener.config().setAutoRead(true);
        }
    }

    private static OutputBudget.@Nullable Share share(Channel channel) {
        Connection connection = channel.pipeline().get(Connection.class);
        return connection == null ? null : connection.output.unread();
    }

    /** The address at which it listens, with the port that is in use if any free one was wanted. */
    public InetSocketAddress address() {
        return address;
    }

    /** The event loop. */
    public EventExecutor loop() {
        return loop.next();
    }

    /** Whether a response is pending, or a stream is open. To be called on the event loop. */
    public boolean isAnyHeld() {
        for (Channel channel : connections) {
            Connection connection = channel.pipeline().get(Connection.class);
            if (connection != null && connection.awaited != null) {
                return true;
            }
        }
        return false;
    }

    /**
     * Accepts no more connections, answers held requests, finishes requests in progress, closes all connections, and returns within two
     * seconds. A second call does nothing.
     */
    @Override
    public void close() {
        close(Duration.ZERO);
    }

    /**
     * As {@link #close()}.
     *
     * @param linger how long idle connections may still begin a request; at most one second
     */
    public void close(Duration linger) {
        if (closed.getAndSet(true)) {
            return;
        }
        long end = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
        List<ChannelFuture> closing = listeners.stream().map(Channel::close).toList();
        boolean heard = closing.stream().allMatch(each -> each.awaitUninterruptibly(millisUntil(end)));
        if (heard && !isIdle(end)) {
            closeConnections(linger.compareTo(LAST_TURN) > 0 ? linger : LAST_TURN, end);
        }
        loop.shutdownGracefully(0, END_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(END_TIMEOUT.toMillis() * 3);
    }

    /** Whether there is no connection. The loop knows all connections that were accepted before it stopped listening. */
    private boolean isIdle(long end) {
        Future<Boolean> idle = loop.submit(connections::isEmpty);
        return idle.awaitUninterruptibly(millisUntil(end)) && idle.getNow();
    }

    private void closeConnections(Duration linger, long end) {
        // The next response says that it is the last one.
        loop.execute(() -> connections.forEach(
                channel -> channel.pipeline().get(Connection.class).output.drain()));
        // A request may be on its way. If its connection were closed now, that would look like a crash.
        loop.schedule(this::drain, linger.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly(millisUntil(end));
        connections.newCloseFuture().awaitUninterruptibly(millisUntil(end));
        connections.close().awaitUninterruptibly(END_TIMEOUT.toMillis());
    }

    /** Each step of closing has a time limit, because the loop may be stuck. */
    private static long millisUntil(long end) {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
    }

    /** Writes from here do not go through the HTTP codec. */
    static ChannelHandlerContext underTheCodec(ChannelHandlerContext context) {
        return context.pipeline().context(DECODER);
    }

    private void connected(Channel channel, Connection connection) {
        connections.add(channel);
        assemble(channel, connection, limits);
    }

    static void assemble(Channel channel, Connection connection, HttpLimits limits) {
        channel.pipeline()
                .addLast(DECODER, new RequestDecoder(connection, limits, connection.kept))
                .addLast(connection);
    }

    private void drain() {
        connections.forEach(channel -> {
            ChannelHandlerContext context = channel.pipeline().context(Connection.class);
            if (context != null) {
                ((Connection) context.handler()).drain(context);
            }
        });
    }

    private void sweep() {
        long now = System.nanoTime();
        connections.forEach(channel -> {
            Connection connection = channel.pipeline().get(Connection.class);
            if (connection != null && connection.isStale(now)) {
                channel.close();
            } else if (connection != null) {
                connection.beat(now);
            }
        });
    }
}
