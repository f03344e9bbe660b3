package dev.fermata.simulator.webhook;

import dev.fermata.simulator.http.Transport;
import dev.fermata.simulator.webhook.Webhooks.World;
import dev.fermata.simulator.webhook.target.AddressLookup;
import dev.fermata.simulator.webhook.target.TargetPolicy;
import dev.fermata.simulator.webhook.target.WebhookTarget;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * Takes requests to their targets, each over a connection of its own, and brings back what came of it; never an
 * exception. Safe for use by many threads.
 *
 * <p>Not over the JDK's client: that one looks up the name by itself once more, after the address was checked. Here the
 * connection goes to the address that was checked, while the Host field, the server name in TLS and the check of the
 * certificate keep the name. It follows no redirect, uses no proxy, keeps no cookie.
 *
 * <p>It has an event loop of its own: a receiver may call the simulator before it answers.
 */
final class WebhookClient implements AutoCloseable {

    private static final String CLOSED = "the simulator was closed";

    private final TargetPolicy allowed;
    private final WebhookLimits limits;
    private final Supplier<SSLContext> tls;
    private final AddressLookup lookups;
    private final EventLoopGroup group;
    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final ChannelGroup connections;
    private final Set<CompletableFuture<WebhookResponse>> open = ConcurrentHashMap.newKeySet();

    WebhookClient(TargetPolicy allowed, WebhookLimits limits, Transport transport, World world) {
        this.allowed = allowed;
        this.limits = limits;
        this.tls = world.tls();
        lookups = new AddressLookup(world.resolver());
        group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("fermata-webhooks", true), transport.io());
        loop = group.next();
        // Without a resolver: what is connected to is what was checked.
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
                        // Once it is connected, the exchange does that.
                    }
                });
        connections = new DefaultChannelGroup(loop);
    }

    /** Completes on the event loop, within the time that an exchange may take. */
    CompletionStage<WebhookResponse> post(WebhookRequest request) {
        CompletableFuture<WebhookResponse> answer = new CompletableFuture<>();
        WebhookExchange exchange = new WebhookExchange(request, limits, tls, bootstrap, connections, answer);
        Future<?> timeOut = later(limits.exchange(), exchange::timeOut);
        open.add(answer);
        answer.whenComplete((done, never) -> {
            open.remove(answer);
            timeOut.cancel(false);
        });
        onLoop(() -> lookups.find(
                request.target(),
                () -> !answer.isDone(),
                addresses -> onLoop(() -> connect(exchange, request.target(), addresses)),
                problem -> onLoop(() -> exchange.finish(problem))));
        if (loop.isShuttingDown()) {
            answer.complete(WebhookResponse.none(CLOSED));
        }
        return answer;
    }

    /** Runs that on the event loop so much real time later; never when it is closed before. */
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
            // Closing tells everybody who waits for an answer.
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

    /** Breaks off what is under way, and returns within a second. */
    @Override
    public void close() {
        lookups.close();
        connections.close().awaitUninterruptibly(500);
        io.netty.util.concurrent.Future<?> end = group.shutdownGracefully(0, 200, TimeUnit.MILLISECONDS);
        open.forEach(answer -> answer.complete(WebhookResponse.none(CLOSED)));
        end.awaitUninterruptibly(500);
    }
}
