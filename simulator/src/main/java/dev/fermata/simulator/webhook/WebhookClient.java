package dev.fermata.simulator.webhook;

import dev.fermata.simulator.http.SingleLoop;
import dev.fermata.simulator.http.Transport;
import dev.fermata.simulator.webhook.RetrySchedule.WebhookResponse;
import dev.fermata.simulator.webhook.TargetPolicy.WebhookTarget;
import dev.fermata.simulator.webhook.Webhooks.World;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sends requests, each over a connection of its own. It gives a response or the problem, and never an exception. Safe for use by many
 * threads.
 *
 * <p>The JDK's client resolves the name once more, after the address was checked. Here the connection goes to the address that was
 * checked; the Host field, the server name in TLS and the check of the certificate use the name. It follows no redirect, uses no
 * proxy, and keeps no cookie.
 *
 * <p>It has an event loop of its own, because a receiver may call the simulator before it responds.
 */
final class WebhookClient implements AutoCloseable {

    private static final String CLOSED = "the simulator was closed";
    private static final int MOST_LOOKUPS = 1_000;

    private final TargetPolicy allowed;
    private final WebhookSettings.Limits limits;
    private final World world;
    private final Consumer<OutOfMemoryError> full;
    /** Resolves names, because a name server may be slow. Two at once; the others queue. */
    private final ThreadPoolExecutor lookups;

    private final SingleLoop group;
    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final ChannelGroup connections;
    private final Set<CompletableFuture<WebhookResponse>> open = ConcurrentHashMap.newKeySet();

    /** @param full called on the event loop if memory is full, also while a name is resolved */
    WebhookClient(
            TargetPolicy allowed,
            WebhookSettings.Limits limits,
            Transport transport,
            World world,
            Consumer<OutOfMemoryError> full) {
        this.allowed = allowed;
        this.limits = limits;
        this.world = world;
        this.full = full;
        lookups = new ThreadPoolExecutor(2, 2, 5, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_LOOKUPS), task -> {
            Thread thread = new Thread(task, "fermata-webhook-lookup");
            thread.setDaemon(true);
            return thread;
        });
        lookups.allowCoreThreadTimeOut(true);
        group = new SingleLoop(new DefaultThreadFactory("fermata-webhooks", true), transport);
        group.onOutOfMemory(full);
        loop = group.next();
        // Without a resolver, so that it connects to the address that was checked.
        bootstrap = new Bootstrap()
                .group(loop)
                .channel(transport.connection())
                .disableResolver()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        limits.connect().toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel unconnected) {
                        // The exchange adds the handlers when it is connected.
                    }
                });
        connections = new DefaultChannelGroup(loop);
    }

    /**
     * The result completes on the event loop, within the time that an exchange may take.
     *
     * @param headers those of this attempt, which have its signature
     */
    CompletionStage<WebhookResponse> post(WebhookTarget target, Map<String, String> headers, byte[] body) {
        CompletableFuture<WebhookResponse> result = new CompletableFuture<>();
        WebhookExchange exchange =
                new WebhookExchange(target, headers, body, limits, world, bootstrap, connections, result);
        Future<?> timeOut = later(limits.exchange(), exchange::timeOut);
        open.add(result);
        result.whenComplete((done, never) -> {
            open.remove(result);
            timeOut.cancel(false);
        });
        onLoop(() -> find(exchange, target, result));
        if (loop.isShuttingDown()) {
            result.complete(WebhookResponse.none(CLOSED));
        }
        return result;
    }

    /** Runs a task on the event loop after that much real time; never if this is closed before. */
    Future<?> later(Duration delay, Runnable task) {
        try {
            return loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            return CompletableFuture.completedFuture(null);
        }
    }

    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException closed) {
            // close() completes all results.
        }
    }

    /** Connects to the addresses of the host: now if it needs no name server. */
    private void find(WebhookExchange exchange, WebhookTarget target, CompletableFuture<WebhookResponse> result) {
        if (IpAddresses.isLocalhost(target.host())) {
            connect(exchange, target, IpAddresses.LOOPBACK);
        } else if (target.literal().isPresent()) {
            connect(exchange, target, List.of(target.literal().get()));
        } else {
            try {
                lookups.execute(() -> {
                    // The attempt may have ended while it was in the queue.
                    if (!result.isDone()) {
                        lookUp(exchange, target);
                    }
                });
            } catch (RejectedExecutionException tooMany) {
                exchange.finish("too many host names wait to be resolved");
            }
        }
    }

    private void lookUp(WebhookExchange exchange, WebhookTarget target) {
        try {
            List<InetAddress> addresses = world.resolve(target.host());
            onLoop(() -> connect(exchange, target, addresses));
        } catch (UnknownHostException unknown) {
            onLoop(() -> exchange.finish("the host name " + target.host() + " is unknown"));
        } catch (OutOfMemoryError problem) {
            onLoop(() -> full.accept(problem));
            throw problem;
        }
    }

    private void connect(WebhookExchange exchange, WebhookTarget target, List<InetAddress> addresses) {
        Optional<String> problem = allowed.problem(target, addresses);
        if (problem.isPresent()) {
            exchange.refuse(problem.get());
        } else {
            exchange.connect(addresses);
        }
    }

    /** Closes all connections, and returns within a second. */
    @Override
    public void close() {
        lookups.shutdownNow();
        connections.close().awaitUninterruptibly(500);
        io.netty.util.concurrent.Future<?> end = group.shutdownGracefully(0, 200, TimeUnit.MILLISECONDS);
        open.forEach(result -> result.complete(WebhookResponse.none(CLOSED)));
        end.awaitUninterruptibly(500);
    }
}
