package dev.fermata.simulator.push;

import dev.fermata.simulator.SimulatorClock;
import dev.fermata.simulator.engine.Distribution;
import dev.fermata.simulator.engine.Job;
import dev.fermata.simulator.engine.JobProfile;
import dev.fermata.simulator.engine.JobStore;
import dev.fermata.simulator.engine.Order;
import dev.fermata.simulator.push.Webhooks.World;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Jobs and their webhooks on a clock that is moved by hand. */
final class Backend implements AutoCloseable {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final JobProfile AT_ONCE = JobProfile.defaults().withQueueTime(Distribution.fixed(Duration.ZERO));

    /** Less patient than the defaults, for the receivers that hang. */
    static final WebhookLimits QUICK =
            WebhookLimits.defaults().withTimes(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(10));

    final SimulatorClock clock;
    final JobStore jobs;
    final Webhooks webhooks;

    private Backend(SimulatorClock clock, WebhookSettings settings, World world, Predicate<InetSocketAddress> itself) {
        this.clock = clock;
        jobs = JobStore.inMemory(settings.seed());
        webhooks = new Webhooks(settings, clock, Backend::json, itself, world);
        webhooks.watch(jobs);
    }

    static Backend start() {
        return start(settings -> settings);
    }

    static Backend start(UnaryOperator<WebhookSettings> settings) {
        return start(SimulatorClock.frozenAt(START), settings);
    }

    static Backend start(SimulatorClock clock, UnaryOperator<WebhookSettings> settings) {
        return start(clock, settings, World.REAL, address -> false);
    }

    static Backend start(UnaryOperator<WebhookSettings> settings, World world) {
        return start(SimulatorClock.frozenAt(START), settings, world, address -> false);
    }

    static Backend start(
            SimulatorClock clock,
            UnaryOperator<WebhookSettings> settings,
            World world,
            Predicate<InetSocketAddress> itself) {
        return new Backend(clock, settings.apply(WebhookSettings.of(42).withLimits(QUICK)), world, itself);
    }

    /** A job that is completed so many seconds from now. */
    Job submit(@Nullable String callbackUrl, int seconds) {
        return submit(callbackUrl, AT_ONCE.withRunningTime(Distribution.fixed(Duration.ofSeconds(seconds))));
    }

    Job submit(@Nullable String callbackUrl, JobProfile profile) {
        Order order = new Order("https://example.com/a.mp4", "es", null, null, callbackUrl, Map.of(), null, null);
        return jobs.submit(profile, order, clock.micros());
    }

    void advance(int seconds) {
        clock.advance(Duration.ofSeconds(seconds));
    }

    List<Attempt.Result> results() {
        return webhooks.attempts().stream().map(Attempt::result).toList();
    }

    private static JsonNode json(Job job, long at) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("id", job.id())
                .put("state", job.at(at).state().word());
    }

    @Override
    public void close() {
        webhooks.close();
        clock.close();
    }
}
