package dev.fermata.simulator.webhook;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.webhook.Attempt.Result;
import dev.fermata.simulator.webhook.target.AddressLookup;
import dev.fermata.simulator.webhook.target.TargetPolicy;
import dev.fermata.simulator.webhook.target.WebhookTarget;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Tells receivers that jobs have ended: posts to the callback URL of each, signed as Standard Webhooks has it, until it
 * is delivered, given up or closed. Thread-safe; to be closed before the clock.
 *
 * <p>When something is sent follows the clock. When the clock is moved by hand, everything that fell due has been sent
 * <em>and answered</em> once it has moved, in order of time; what falls due at one instant goes out at once. It waits
 * for one answer for at most {@link WebhookLimits#patience} of real time, and never again for a receiver that kept it
 * waiting, until that answers in time; for what has to queue at most 20 s. What was not waited for is sent all the same.
 * When the clock moves by itself, it waits for nobody.
 *
 * <pre>{@code
 * Webhooks webhooks = new Webhooks(WebhookSettings.of(seed), clock, jobJson::bytes, itself);
 * webhooks.watch(jobs);
 * webhooks.problem("http://127.0.0.1:9000/done"); // empty: may be taken as a callback URL
 * }</pre>
 */
public final class Webhooks implements AutoCloseable {

    private final WebhookSettings settings;
    private final VirtualClock clock;
    private final JobSerializer writer;
    private final TargetPolicy allowed;
    private final AttemptLog log;
    private final WebhookQueue queue;
    private @Nullable JobEndNotifier watch;
    private volatile DeliveryFaults deliveryFaults;

    /** What the network is, and who is trusted in it: another one in tests. */
    record World(AddressLookup.Resolver resolver, Supplier<SSLContext> tls) {
        static final World REAL = new World(AddressLookup.Resolver.SYSTEM, ClientTls::system);
    }

    /**
     * @param itself whether the simulator listens there: it takes no webhooks
     * @throws IllegalArgumentException when what is allowed is no host and no network
     */
    public Webhooks(
            WebhookSettings settings, VirtualClock clock, JobSerializer writer, Predicate<InetSocketAddress> itself) {
        this(settings, clock, writer, itself, World.REAL);
    }

    Webhooks(
            WebhookSettings settings,
            VirtualClock clock,
            JobSerializer writer,
            Predicate<InetSocketAddress> itself,
            World world) {
        this.settings = settings;
        this.clock = clock;
        this.writer = writer;
        deliveryFaults = settings.deliveryFaults();
        allowed = new TargetPolicy(settings.allow(), itself);
        log = new AttemptLog(settings.limits().remembered());
        queue = new WebhookQueue(
                settings, clock, log, () -> new WebhookClient(allowed, settings.limits(), settings.transport(), world));
    }

    /** From now on tells of the ends of jobs that are submitted there. To be called once. */
    public synchronized void watch(JobStore jobs) {
        if (watch != null) {
            throw new IllegalStateException("these webhooks watch a store already; make others for another one");
        }
        watch = new JobEndNotifier(clock, jobs, deliveryFaults, this::ended);
    }

    /**
     * Whether webhooks could be allowed to go there.
     *
     * @throws IllegalArgumentException when that is no host and no network
     */
    public static void checkTarget(String hostOrNetwork) {
        new TargetPolicy(List.of(hostOrNetwork), address -> false);
    }

    /** What is wrong with this callback URL, and what is allowed; empty when nothing is. Looks nothing up. */
    public Optional<String> problem(URI callbackUrl) {
        return allowed.problem(callbackUrl);
    }

    /** As {@link #problem(URI)}, for text that may be no URL at all. */
    public Optional<String> problem(String callbackUrl) {
        return allowed.problem(callbackUrl);
    }

    /** What receivers need to check signatures. */
    public WebhookSecret secret() {
        return settings.secret();
    }

    /** For jobs that are submitted from now on. */
    public synchronized void deliveryFaults(DeliveryFaults changed) {
        deliveryFaults = changed;
        if (watch != null) {
            watch.deliveryFaults(changed);
        }
    }

    /** The last attempts, the latest last. An attempt is here once there is an answer, or none is awaited any more. */
    public List<Attempt> attempts() {
        return log.list();
    }

    /** The last attempts for one job. */
    public List<Attempt> attempts(String job) {
        return attempts().stream().filter(attempt -> attempt.job().equals(job)).toList();
    }

    /** How many attempts there were, also those that are no longer among {@link #attempts()}. */
    public Attempt.Counts counts() {
        return log.counts();
    }

    /** Forgets what is under way and all attempts. To be called when the jobs are cleared. */
    public void clear() {
        queue.clear();
        log.clear();
    }

    /** Breaks off what is being sent, sends nothing any more, and returns within two seconds. */
    @Override
    public synchronized void close() {
        if (watch != null) {
            watch.close();
        }
        queue.close();
    }

    private void ended(JobEndNotifier.JobEnd end) {
        Job job = end.job();
        String url = String.valueOf(job.spec().callbackUrl());
        String id = "msg_" + job.id() + (end.number() == 1 ? "" : "_" + end.number());
        Optional<String> problem = problem(url);
        if (problem.isPresent()) {
            Instant at = Micros.instant(end.at());
            log.add(new Attempt(
                    job.id(), id, WebhookTarget.shown(url), 0, Result.GIVEN_UP, at, null, null, problem.get(), null));
            return;
        }
        DeliveryFaults.Drawn drawn = DeliveryFaults.Drawn.draw(end.deliveryFaults(), settings.seed(), job.number());
        queue.begin(new Delivery(
                job.id(), id, WebhookTarget.of(URI.create(url)), writer.bytes(job, end.at()), end.at(), drawn));
    }

    /** Writes the body of a webhook, as the dialect has it that the job was submitted in. Called on the clock's thread, so it must not block. */
    @FunctionalInterface
    public interface JobSerializer {

        /**
         * @param at the instant to show, in microseconds: the job's end, which may be a moment ago
         * @return JSON in UTF-8
         */
        byte[] bytes(Job job, long at);
    }
}
