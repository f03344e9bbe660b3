package dev.fermata.simulator.webhook;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.webhook.Attempt.Result;
import dev.fermata.simulator.webhook.TargetPolicy.WebhookTarget;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Tells receivers that jobs have ended. Each message is sent as a POST, signed as Standard Webhooks or a vendor says, until it is
 * delivered or given up, or this is closed. Thread-safe. Close it before the clock.
 *
 * <p>The clock says when something is sent. If the clock is moved by hand, all webhooks that fell due are sent <em>and answered</em>
 * before the move ends, in order of time. The move waits for one response for at most {@link WebhookSettings.Limits#maxClockWait} of
 * real time, and for a webhook that has to queue at most 20 s. After a response that took longer, it does not wait for that receiver
 * until the receiver responds in time again. A webhook is sent also if the move did not wait for it. A clock that runs by itself
 * never waits.
 *
 * <pre>{@code
 * Webhooks webhooks = new Webhooks(WebhookSettings.of(seed), clock, messages, itself);
 * webhooks.watch(jobs);
 * webhooks.problem("http://127.0.0.1:9000/done"); // empty: may be taken as a callback URL
 * }</pre>
 */
public final class Webhooks implements AutoCloseable {

    private final WebhookSettings settings;
    private final VirtualClock clock;
    private final JobMessages messages;
    private final TargetPolicy allowed;
    private final Attempt.Log log;
    private final WebhookQueue queue;
    private @Nullable JobEndNotifier watch;
    private volatile DeliveryFaults deliveryFaults;
    private volatile Consumer<OutOfMemoryError> outOfMemory = full -> {};

    /**
     * @param itself whether an address is the simulator's own, which is never a target
     * @throws IllegalArgumentException if an allowed target is neither a host nor a network
     */
    public Webhooks(
            WebhookSettings settings, VirtualClock clock, JobMessages messages, Predicate<InetSocketAddress> itself) {
        this(settings, clock, messages, itself, new World());
    }

    Webhooks(
            WebhookSettings settings,
            VirtualClock clock,
            JobMessages messages,
            Predicate<InetSocketAddress> itself,
            World world) {
        this.settings = settings;
        this.clock = clock;
        this.messages = messages;
        deliveryFaults = settings.deliveryFaults();
        allowed = new TargetPolicy(settings.allow(), itself);
        log = new Attempt.Log(settings.limits().remembered());
        queue = new WebhookQueue(
                settings,
                clock,
                log,
                () -> new WebhookClient(
                        allowed, settings.limits(), settings.transport(), world, full -> outOfMemory.accept(full)));
    }

    /** Sends webhooks for jobs that are submitted from now on. To be called once. */
    public synchronized void watch(JobStore jobs) {
        if (watch != null) {
            throw new IllegalStateException(
                    "these webhooks watch a job store already; create new Webhooks for another store");
        }
        watch = new JobEndNotifier(clock, jobs, deliveryFaults, messages, this::ended);
    }

    /** @param listener called by any thread after each attempt */
    public void onAttempt(Consumer<Attempt> listener) {
        log.listener = listener;
    }

    /** @param listener called by any thread if memory is full */
    public void onOutOfMemory(Consumer<OutOfMemoryError> listener) {
        outOfMemory = listener;
    }

    /**
     * Checks what is to be an allowed target.
     *
     * @throws IllegalArgumentException if it is neither a host nor a network
     */
    public static void checkTarget(String hostOrNetwork) {
        new TargetPolicy(List.of(hostOrNetwork), address -> false);
    }

    /** What is wrong with this callback URL, and what is allowed; empty if nothing is. Resolves no name. */
    public Optional<String> problem(URI callbackUrl) {
        return allowed.problem(callbackUrl);
    }

    /** As {@link #problem(URI)}, for text that may not be a URL. */
    public Optional<String> problem(String callbackUrl) {
        return allowed.problem(callbackUrl);
    }

    /** What receivers need to check signatures. */
    public WebhookSecret secret() {
        return settings.secret();
    }

    /** What goes wrong with webhooks of jobs that are submitted from now on. */
    public synchronized void deliveryFaults(DeliveryFaults changed) {
        deliveryFaults = changed;
        if (watch != null) {
            watch.deliveryFaults(changed);
        }
    }

    /** The last attempts, the latest last. An attempt appears once there is a response, or none is awaited any more. */
    public List<Attempt> attempts() {
        return log.list();
    }

    /** The last attempts for one job. */
    public List<Attempt> attempts(String job) {
        return attempts().stream().filter(attempt -> attempt.job().equals(job)).toList();
    }

    /** How many attempts there were, those included that are no longer among {@link #attempts()}. */
    public Attempt.Counts counts() {
        return log.counts();
    }

    /** Removes all webhooks and attempts. To be called when the jobs are cleared. */
    public void clear() {
        queue.clear();
        log.clear();
    }

    /** Closes all connections, sends nothing any more, and returns within two seconds. */
    @Override
    public synchronized void close() {
        if (watch != null) {
            watch.close();
        }
        queue.close();
    }

    private void ended(JobEndNotifier.JobEnd end) {
        Job job = end.job();
        String usual = "msg_" + job.id() + (end.number() == 1 ? "" : "_" + end.number());
        for (WebhookMessage message : messages.of(job, end.at())) {
            begin(message, message.id() == null ? usual : message.id(), end);
        }
    }

    private void begin(WebhookMessage message, String id, JobEndNotifier.JobEnd end) {
        Job job = end.job();
        String url = message.url();
        Optional<String> problem = problem(url);
        if (problem.isPresent()) {
            Instant at = Micros.instant(end.at());
            log.add(new Attempt(
                    job.id(),
                    id,
                    WebhookTarget.shown(url),
                    0,
                    Result.GIVEN_UP,
                    at,
                    null,
                    null,
                    problem.get(),
                    null,
                    false));
            return;
        }
        WebhookMessage.Signer signer = message.signer();
        RetrySchedule retries = message.retries();
        Delivery delivery = new Delivery(
                job.id(),
                id,
                WebhookTarget.of(URI.create(url)),
                message.body(),
                end.at(),
                DeliveryFaults.Drawn.draw(end.deliveryFaults(), settings.seed(), job.number()),
                signer == null ? settings.secret()::headers : signer,
                retries == null ? settings.retries() : retries);
        if (delivery.drawn.forged()) {
            queue.begin(delivery.forged());
        }
        queue.begin(delivery);
    }

    /** How names are resolved, and which certificates are trusted: as this Java does. Tests pass another one. */
    static class World {

        /** Finds the addresses of a name. May block. */
        List<InetAddress> resolve(String name) throws UnknownHostException {
            return List.of(InetAddress.getAllByName(name));
        }

        SSLContext tls() {
            try {
                return SSLContext.getDefault();
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException("this Java has no TLS", impossible);
            }
        }
    }

    /** What is sent for which jobs. Called on the clock's thread, and when a job is submitted, so it must not block. */
    public interface JobMessages {

        /** Whether something may be sent when this new job ends. */
        boolean concerns(Job job);

        /** When something may be sent next for the job, later than that time; never if not any more. */
        default long nextAfter(Job job, long after) {
            return job.timeline().nextEndAfter(after);
        }

        /** What is sent for the job at that time, which is usually its end, one for each receiver. */
        List<WebhookMessage> of(Job job, long at);
    }
}
