package dev.fermata.simulator.push;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
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
 * Takes letters to their targets, each over a connection of its own, and brings back what came of it; never an
 * exception. Safe for use by many threads.
 *
 * <p>Not over the JDK's client: that one looks up the name by itself once more, after the address was checked. Here the
 * connection goes to the address that was checked, while the Host field, the server name in TLS and the check of the
 * certificate keep the name. It follows no redirect, uses no proxy, keeps no cookie.
 *
 * <p>It has an event loop of its own: a receiver may call the simulator before it answers.
 */
final class Courier implements AutoCloseable {

    private static final String CLOSED = "the simulator was closed";

    private final AllowedTargets allowed;
    private final WebhookLimits limits;
    private final Supplier<SSLContext> tls;
    private final Lookups lookups;
    private final EventLoopGroup group;
    private final EventLoop loop;
    private final ChannelGroup connections;
    private final Set<CompletableFuture<Answer>> open = ConcurrentHashMap.newKeySet();

    Courier(AllowedTargets allowed, WebhookLimits limits, Resolver resolver, Supplier<SSLContext> tls) {
        this.allowed = allowed;
        this.limits = limits;
        this.tls = tls;
        lookups = new Lookups(resolver);
        group = new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory("fermata-webhooks", true),
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        loop = group.next();
        connections = new DefaultChannelGroup(loop);
    }

    /** Completes on the event loop, within the time that an exchange may take. */
    CompletionStage<Answer> post(Letter letter) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Exchange exchange = new Exchange(letter, limits, tls, loop, connections, answer);
        Future<?> timeOut = later(limits.exchange(), exchange::timeOut);
        open.add(answer);
        answer.whenComplete((done, never) -> {
            open.remove(answer);
            timeOut.cancel(false);
        });
        onLoop(() -> lookups.find(
                letter.target(),
                () -> !answer.isDone(),
                addresses -> onLoop(() -> connect(exchange, letter.target(), addresses)),
                problem -> onLoop(() -> exchange.finish(problem))));
        if (loop.isShuttingDown()) {
            answer.complete(Answer.none(CLOSED));
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

    private void connect(Exchange exchange, Target target, List<InetAddress> addresses) {
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
        open.forEach(answer -> answer.complete(Answer.none(CLOSED)));
        end.awaitUninterruptibly(500);
    }
}
