package dev.fermata.simulator.http;

import dev.fermata.simulator.http.decode.HttpLimits;
import dev.fermata.simulator.http.decode.RequestBudget;
import dev.fermata.simulator.http.decode.RequestDecoder;
import dev.fermata.simulator.http.field.HttpDate.DateField;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    private final SingleLoop loop;
    private final Transport transport;
    private final ChannelGroup connections;
    private final Listeners plain;
    /** Null if there is no port with TLS. */
    private @Nullable OverTls overTls;

    private final HttpLimits limits;
    private final AtomicBoolean closed = new AtomicBoolean();

    private HttpServer(SingleLoop loop, Transport transport, Listeners plain, HttpLimits limits) {
        this.loop = loop;
        this.transport = transport;
        this.connections = new DefaultChannelGroup(loop.next());
        this.plain = plain;
        this.limits = limits;
    }

    private record OverTls(Listeners listeners, Tls tls) {}

    /** What to listen at: an address, or a port of the loopback. */
    private interface Binding {
        Listeners bind(SingleLoop loop) throws IOException;
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
        return bind(loop -> Listeners.bind(address, loop, transport), transport, limits);
    }

    /**
     * Binds a port at both loopback addresses, 127.0.0.1 and ::1. On a machine without IPv6, it binds only the first one.
     *
     * @param port 0 for any port that is free at both
     * @throws IOException if the port is in use
     */
    public static HttpServer bindLoopback(int port, Transport transport, HttpLimits limits) throws IOException {
        return bind(loop -> Listeners.bindLoopback(port, loop, transport), transport, limits);
    }

    private static HttpServer bind(Binding binding, Transport transport, HttpLimits limits) throws IOException {
        SingleLoop loop = new SingleLoop(new DefaultThreadFactory("fermata-http"), transport);
        try {
            return new HttpServer(loop, transport, binding.bind(loop), limits);
        } catch (IOException problem) {
            loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw problem;
        }
    }

    /**
     * Also listens with TLS, at another port. To be called once, before {@link #serve}.
     *
     * @throws IOException if it is not possible
     */
    public void bindTls(InetSocketAddress other, Tls with) throws IOException {
        overTls = new OverTls(Listeners.bind(other, loop, transport), with);
    }

    /** As {@link #bindTls}, at both loopback addresses. */
    public void bindTlsLoopback(int port, Tls with) throws IOException {
        overTls = new OverTls(Listeners.bindLoopback(port, loop, transport), with);
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
        Consumer<Channel> connected =
                channel -> connected(channel, new Connection(endpoint, limits, date, budget, requests));
        plain.serve(connected);
        if (overTls != null) {
            Tls tls = overTls.tls();
            overTls.listeners().serve(channel -> {
                tls.addTo(channel, date, endpoint);
                connected.accept(channel);
            });
        }
    }

    private static OutputBudget.@Nullable Share share(Channel channel) {
        Connection connection = channel.pipeline().get(Connection.class);
        return connection == null ? null : connection.output.unread();
    }

    /** The address at which it listens, with the port that is in use if any free one was wanted. */
    public InetSocketAddress address() {
        return plain.address();
    }

    /** The address at which it listens with TLS; null if it does not. */
    public @Nullable InetSocketAddress tlsAddress() {
        return overTls == null ? null : overTls.listeners().address();
    }

    /** The event loop. */
    public EventExecutor loop() {
        return loop.next();
    }

    /** Whether a response is pending, or a stream is open, that depends on the clock. To be called on the event loop. */
    public boolean isAnyHeld() {
        for (Channel channel : connections) {
            Connection connection = channel.pipeline().get(Connection.class);
            ResponseWriter pending = connection == null ? null : connection.awaited;
            if (pending != null && pending.waitsForTheClock()) {
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
        List<ChannelFuture> closing = new ArrayList<>(plain.close());
        if (overTls != null) {
            closing.addAll(overTls.listeners().close());
        }
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
