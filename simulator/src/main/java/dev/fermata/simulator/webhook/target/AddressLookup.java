package dev.fermata.simulator.webhook.target;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Looks up names on threads of its own, for a name server may take its time. Bounded: two at once, the others queue. */
public final class AddressLookup implements AutoCloseable {

    private static final int QUEUE = 1_000;

    private final Resolver resolver;
    private final ThreadPoolExecutor threads;

    public AddressLookup(Resolver resolver) {
        this.resolver = resolver;
        threads = new ThreadPoolExecutor(2, 2, 5, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), task -> {
            Thread thread = new Thread(task, "fermata-webhook-lookup");
            thread.setDaemon(true);
            return thread;
        });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Tells the addresses or the problem, on this thread when the host needs no name server, else on another.
     *
     * @param wanted asked when it is its turn: whoever asked may have gone
     */
    public void find(
            WebhookTarget target, BooleanSupplier wanted, Consumer<List<InetAddress>> found, Consumer<String> problem) {
        if (IpAddresses.isLocalhost(target.host())) {
            found.accept(IpAddresses.LOOPBACK);
        } else if (target.literal().isPresent()) {
            found.accept(List.of(target.literal().get()));
        } else {
            try {
                threads.execute(() -> {
                    if (wanted.getAsBoolean()) {
                        lookUp(target.host(), found, problem);
                    }
                });
            } catch (RejectedExecutionException full) {
                problem.accept("too many host names wait to be looked up");
            }
        }
    }

    private void lookUp(String host, Consumer<List<InetAddress>> found, Consumer<String> problem) {
        List<InetAddress> addresses;
        try {
            addresses = resolver.resolve(host);
        } catch (UnknownHostException unknown) {
            problem.accept("the host name " + host + " is unknown");
            return;
        }
        found.accept(addresses);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** Looks up the addresses of a name. May block. */
    @FunctionalInterface
    public interface Resolver {

        Resolver SYSTEM = name -> List.of(InetAddress.getAllByName(name));

        List<InetAddress> resolve(String name) throws UnknownHostException;
    }
}
