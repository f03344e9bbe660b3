package dev.fermata.bench.peers;

import dev.fermata.client.Outcome;
import dev.fermata.client.WaitOptions;
import dev.fermata.client.Waiter;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.FermataBackend;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.schedule.DurationHistory;
import dev.fermata.client.schedule.DurationHistory.Observation;
import dev.fermata.client.schedule.PollContext;
import dev.fermata.client.schedule.PollSchedule;
import dev.fermata.client.schedule.PollSchedule.PollReason;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** This project's waiter, with its times scaled like those of the others. */
final class Ours {

    private static final Duration LONG = Duration.ofHours(10);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final PollSchedule FIRST =
            PollSchedule.exponential(Duration.ofSeconds(1), 2, Duration.ofSeconds(15));

    private Ours() {}

    /** The small system's schedule: at once, then 1, 2, 4, 8, 15, 15 ... s. */
    static Contender.Start smallSystem(Scale scale) {
        return server -> waits(Waiter.builder(alone(server, scale))
                .hold(Duration.ZERO)
                .schedule(new ScaledSchedule(FIRST, scale))
                .build());
    }

    /** Polls only, and never learns. */
    static Contender.Start cold(Scale scale) {
        return polling(PATIENCE, scale, new Forgetful());
    }

    /** Polls only, and learns. */
    static Contender.Start polling(double patience, Scale scale) {
        return polling(Duration.ofNanos((long) (patience * 1e9)), scale, null);
    }

    private static Contender.Start polling(Duration patience, Scale scale, @Nullable DurationHistory given) {
        return server -> {
            DurationHistory history = given == null ? DurationHistory.inMemory() : given;
            return waits(Waiter.builder(alone(server, scale))
                    .hold(Duration.ZERO)
                    .history(new ScaledHistory(history, scale))
                    .schedule(new ScaledSchedule(PollSchedule.adaptive(patience, history), scale))
                    .build());
        };
    }

    /**
     * Asks the server to hold its requests.
     *
     * @param together whether jobs may share a request, as they do by default
     */
    static Contender.Start holding(boolean together, Scale scale) {
        return server -> {
            DurationHistory history = DurationHistory.inMemory();
            Backend backend = together ? new TranslatedTogether(server, scale) : alone(server, scale);
            return waits(Waiter.builder(backend)
                    .maxInFlight(256)
                    .history(new ScaledHistory(history, scale))
                    // The value of a held request is measured in real time, which runs slower.
                    .patience(scale.real(PATIENCE))
                    .schedule(new ScaledSchedule(PollSchedule.adaptive(PATIENCE, history), scale))
                    .build());
        };
    }

    private static Contender.Waits waits(Waiter waiter) {
        return new Contender.Waits() {
            @Override
            public void until(String id) throws InterruptedException {
                // The job was submitted a moment ago, by others; without its age the waiter would poll at once.
                WaitOptions options = WaitOptions.builder()
                        .maxWait(LONG)
                        .startedAt(Instant.now())
                        .build();
                Outcome outcome = waiter.await(id, options);
                if (!(outcome instanceof Outcome.Completed)) {
                    throw new IllegalStateException("not completed: " + outcome);
                }
            }

            @Override
            public void close() {
                waiter.close();
            }
        };
    }

    /** A schedule in the simulator's time. */
    private record ScaledSchedule(PollSchedule schedule, Scale scale) implements PollSchedule {
        @Override
        public Duration pause(PollContext context, double random) {
            return scale.real(schedule.pause(simulated(context), random));
        }

        @Override
        public PollReason reason(PollContext context) {
            return schedule.reason(simulated(context));
        }

        @Override
        public void prepare(PollContext context) {
            schedule.prepare(simulated(context));
        }

        private PollContext simulated(PollContext context) {
            return PollContext.builder(context.number(), scale.simulated(context.age()))
                    .waited(scale.simulated(context.waited()))
                    .kind(context.kind())
                    .build();
        }
    }

    private static Backend alone(Server server, Scale scale) {
        return new Translated(server, scale);
    }

    /**
     * The native API without bulk polls: each job has requests of its own, as with the peers. The times in the server's responses
     * become real time, because its clock runs faster than the client's.
     */
    private static class Translated implements Backend {
        private final FermataBackend backend;
        private final Server server;
        private final Scale scale;

        Translated(Server server, Scale scale) {
            this.backend = Backend.fermata(server.uri());
            this.server = server;
            this.scale = scale;
        }

        @Override
        public String name() {
            return backend.name();
        }

        @Override
        public HttpRequest statusRequest(String id) {
            return backend.statusRequest(id);
        }

        @Override
        public Snapshot read(String id, HttpHeaders headers, byte[] body) {
            return translated(backend.read(id, headers, body));
        }

        Bulk many() {
            return backend.bulk().orElseThrow();
        }

        Snapshot translated(Snapshot snapshot) {
            Instant now = Instant.now();
            Instant simulated = server.clock().now();
            return Snapshot.builder(snapshot.id(), snapshot.state())
                    .word(snapshot.word())
                    .kind(snapshot.kind())
                    .createdAt(real(snapshot.createdAt(), now, simulated))
                    .finishedAt(real(snapshot.finishedAt(), now, simulated))
                    .build();
        }

        private @Nullable Instant real(Optional<Instant> stated, Instant now, Instant simulated) {
            return stated.map(at -> now.minus(scale.real(Duration.between(at, simulated))))
                    .orElse(null);
        }
    }

    private static final class TranslatedTogether extends Translated {
        TranslatedTogether(Server server, Scale scale) {
            super(server, scale);
        }

        @Override
        public Optional<Bulk> bulk() {
            Bulk many = many();
            return Optional.of(new Bulk() {
                @Override
                public int maxIds() {
                    return many.maxIds();
                }

                @Override
                public HttpRequest statusRequest(List<String> ids) {
                    return many.statusRequest(ids);
                }

                @Override
                public BulkSnapshots read(List<String> ids, HttpHeaders headers, byte[] body) {
                    BulkSnapshots jobs = many.read(ids, headers, body);
                    Map<String, Snapshot> found = new HashMap<>(jobs.found());
                    found.replaceAll((id, snapshot) -> translated(snapshot));
                    return new BulkSnapshots(found, jobs.missing(), jobs.unreadable());
                }
            });
        }
    }

    /** Keeps durations in the simulator's time. */
    private record ScaledHistory(DurationHistory history, Scale scale) implements DurationHistory {
        @Override
        public void record(String kind, Observation seen) {
            if (seen instanceof Observation.Exact exact) {
                history.exact(kind, scale.simulated(exact.duration()));
            } else if (seen instanceof Observation.IntervalCensored between) {
                history.between(kind, scale.simulated(between.after()), scale.simulated(between.before()));
            } else if (seen instanceof Observation.RightCensored longer) {
                history.longerThan(kind, scale.simulated(longer.after()));
            }
        }

        @Override
        public List<Observation> observations(String kind) {
            return history.observations(kind);
        }
    }

    private static final class Forgetful implements DurationHistory {
        @Override
        public void record(String kind, Observation observation) {}

        @Override
        public List<Observation> observations(String kind) {
            return List.of();
        }
    }
}
