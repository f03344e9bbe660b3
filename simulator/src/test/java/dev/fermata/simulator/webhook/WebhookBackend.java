package dev.fermata.simulator.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.job.Distribution;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.webhook.Webhooks.World;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Jobs and their webhooks on a clock that is moved by hand. */
final class WebhookBackend implements AutoCloseable {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final JobProfile AT_ONCE = JobProfile.defaults().withQueueTime(Distribution.fixed(Duration.ZERO));

    /** Less patient than the defaults, for the receivers that hang. */
    static final WebhookSettings.Limits QUICK = WebhookSettings.Limits.defaults()
            .withTimes(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(10));

    final VirtualClock clock;
    final JobStore jobs;
    final Webhooks webhooks;

    private WebhookBackend(
            VirtualClock clock, WebhookSettings settings, World world, Predicate<InetSocketAddress> itself) {
        this.clock = clock;
        jobs = JobStore.inMemory(settings.seed());
        webhooks = new Webhooks(settings, clock, toCallbacks(WebhookBackend::body), itself, world);
        webhooks.watch(jobs);
    }

    static WebhookBackend start() {
        return start(settings -> settings);
    }

    static WebhookBackend start(UnaryOperator<WebhookSettings> settings) {
        return start(VirtualClock.frozenAt(START), settings);
    }

    static WebhookBackend start(VirtualClock clock, UnaryOperator<WebhookSettings> settings) {
        return start(clock, settings, new World(), address -> false);
    }

    static WebhookBackend start(UnaryOperator<WebhookSettings> settings, World world) {
        return start(VirtualClock.frozenAt(START), settings, world, address -> false);
    }

    static WebhookBackend start(
            VirtualClock clock,
            UnaryOperator<WebhookSettings> settings,
            World world,
            Predicate<InetSocketAddress> itself) {
        return new WebhookBackend(clock, settings.apply(WebhookSettings.of(42).withLimits(QUICK)), world, itself);
    }

    /** A job that is completed so many seconds from now. */
    Job submit(@Nullable String callbackUrl, int seconds) {
        return submit(callbackUrl, AT_ONCE.withRunningTime(Distribution.fixed(Duration.ofSeconds(seconds))));
    }

    Job submit(@Nullable String callbackUrl, JobProfile profile) {
        return jobs.submit(profile, order(callbackUrl), clock.micros());
    }

    static JobSpec order(@Nullable String callbackUrl) {
        return new JobSpec("https://example.com/a.mp4", "es", null, null, callbackUrl, Map.of(), "", null);
    }

    void advance(int seconds) {
        clock.advance(Duration.ofSeconds(seconds));
    }

    List<Attempt.Result> results() {
        return webhooks.attempts().stream().map(Attempt::result).toList();
    }

    /** For jobs with a callback URL: one message, in the usual form. */
    static Webhooks.JobMessages toCallbacks(BiFunction<Job, Long, byte[]> body) {
        return new Webhooks.JobMessages() {
            @Override
            public boolean concerns(Job job) {
                return job.spec().callbackUrl() != null;
            }

            @Override
            public List<WebhookMessage> of(Job job, long at) {
                String url = String.valueOf(job.spec().callbackUrl());
                return List.of(WebhookMessage.standard(url, body.apply(job, at)));
            }
        };
    }

    static byte[] body(Job job, long at) {
        String data = new String(json(job, at), UTF_8);
        return ("{\"type\":\"job." + job.at(at).state().word() + "\",\"timestamp\":\"" + Micros.instant(at)
                        + "\",\"data\":" + data + "}")
                .getBytes(UTF_8);
    }

    static byte[] json(Job job, long at) {
        return JsonMapper.shared()
                .writeValueAsBytes(
                        Map.of("id", job.id(), "state", job.at(at).state().word(), "title", "Größe \u2603"));
    }

    @Override
    public void close() {
        webhooks.close();
        clock.close();
    }
}
