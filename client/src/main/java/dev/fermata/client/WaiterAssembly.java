package dev.fermata.client;

import dev.fermata.client.internal.engine.WaitLoop;
import dev.fermata.client.internal.http.HttpTransport;
import dev.fermata.client.internal.loop.TimeSource;
import dev.fermata.client.internal.poll.PollSender;
import dev.fermata.client.internal.poll.PollSender.Network;
import dev.fermata.client.internal.poll.RequestFactory;
import dev.fermata.client.internal.wait.WaitRules;
import dev.fermata.client.schedule.DurationHistory;
import dev.fermata.client.schedule.PollContext;
import dev.fermata.client.schedule.PollSchedule;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/** Makes a {@link Waiter} of its parts. */
final class WaiterAssembly {

    private WaiterAssembly() {}

    /** A waiter in the real world; its loop is started. */
    static Waiter of(WaiterBuilder settings) {
        ThreadPoolExecutor workers = WaiterThreads.workers();
        ThreadPoolExecutor own = WaiterThreads.callbackThreads();
        HttpTransport transport = settings.httpClient == null
                ? HttpTransport.create(workers, settings.requestTimeout)
                : HttpTransport.over(settings.httpClient, workers);
        Waiter waiter = of(
                settings,
                new TimeSource.SystemTime(),
                () -> ThreadLocalRandom.current().nextDouble(),
                transport::send,
                workers,
                settings.callbackExecutor == null ? own : WaiterThreads.through(workers, settings.callbackExecutor),
                () -> {
                    transport.close();
                    WaiterThreads.release(workers);
                    WaiterThreads.release(own);
                });
        waiter.calls().loop().start();
        return waiter;
    }

    /**
     * A waiter in a world of its own; its loop is not started.
     *
     * @param settings nobody changes them later
     */
    static Waiter of(
            WaiterBuilder settings,
            TimeSource time,
            DoubleSupplier random,
            Network network,
            Executor workers,
            Executor callbacks,
            Runnable afterwards) {
        Map<Duration, PollSchedule> byPatience = new ConcurrentHashMap<>();
        WaitRules rules = rules(settings);
        Consumer<String> prepare = kind -> {
            PollContext context = PollContext.builder(0, Duration.ZERO)
                    .kind(kind.isEmpty() ? rules.kind() : kind)
                    .build();
            rules.schedule().prepare(context);
            byPatience.values().forEach(each -> each.prepare(context));
        };
        PollSender sender = new PollSender(
                settings.backend,
                network,
                workers,
                new RequestFactory(settings.backend, settings.headers, settings.token, settings.signer),
                settings.maxAnswerBytes,
                time::wallClock,
                prepare);
        WaitLoop.Settings engine = new WaitLoop.Settings(
                settings.backend, rules, settings.limits, settings.patience, settings.longestHold, settings.everyStage);
        WaiterThreads threads = new WaiterThreads(workers, callbacks, settings.history, prepare);
        WaitLoop loop = new WaitLoop(engine, new WaitLoop.Seams(time, random, sender, threads));
        return new Waiter(settings, new WaiterCalls(settings, rules, byPatience, loop, time, threads, afterwards));
    }

    /** One instance of the schedule for all waits: it keeps its plans. */
    private static WaitRules rules(WaiterBuilder settings) {
        return new WaitRules(
                settings.schedule == null ? adaptive(settings, settings.patience) : settings.schedule,
                settings.errorBackoff,
                settings.requestTimeout,
                settings.notFoundGrace,
                settings.permanentFailureTries,
                settings.expectedDuration,
                settings.limits.spacing(),
                settings.backend.name(),
                true,
                settings.endsOnAttention,
                true);
    }

    static PollSchedule adaptive(WaiterBuilder settings, Duration patience) {
        DurationHistory history = settings.backend.typicalDurations().isEmpty()
                ? settings.history
                : settings.history.beginningWith(settings.backend.name(), settings.backend.typicalDurations());
        return PollSchedule.adaptive(patience, history);
    }
}
