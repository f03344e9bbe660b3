package dev.fermata.bench.peers;

import java.util.List;

/** Who takes part, with the schedules of their defaults. */
final class Entrants {

    static final String POLLING = "Fermata, polling, 30 jobs seen, patience %.0f s";
    static final String COLD = "Fermata, polling, no job seen";
    static final String ALONE = "Fermata, holding, one job per request";
    static final String TOGETHER = "Fermata, holding, jobs share requests";
    static final double[] PATIENCES = {1, 2, 5};

    private Entrants() {}

    static List<Contender> peers(Scale scale, int room) {
        return List.of(
                Contender.peer("the small system's schedule: 1, 2, 4, 8, 15, 15 ... s", room, Ours.smallSystem(scale)),
                Contender.peer("AWS SDK v2 Waiter: 5 s (generic, S3)", room, Libraries.aws(scale.real(5))),
                Contender.peer("AWS SDK v2 Waiter: 10 s (Transcribe)", room, Libraries.aws(scale.real(10))),
                Contender.peer("AWS SDK v2 Waiter: 30 s (Elastic Transcoder)", room, Libraries.aws(scale.real(30))),
                Contender.peer("Azure SyncPoller: 5 s (Form Recognizer)", room, Libraries.azure(scale.real(5))),
                Contender.peer("Azure SyncPoller: 30 s (App Configuration)", room, Libraries.azure(scale.real(30))),
                Contender.peer(
                        "gax LRO: 5 s × 1.5 to 45 s, full jitter",
                        room,
                        Libraries.gax(scale.real(5), 1.5, scale.real(45))),
                Contender.peer(
                        "Failsafe withBackoff(1 s, 30 s)", room, Libraries.failsafe(scale.real(1), scale.real(30))));
    }

    /** They ask so often that few of their waits fit beside each other. */
    static List<Contender> dense(Scale scale) {
        return List.of(
                Contender.peer("Resilience4j Retry: 0.5 s", 8, Libraries.resilience4j(scale.real(0.5))),
                Contender.peer("Awaitility: 0.1 s", 4, Libraries.awaitility(scale.real(0.1))));
    }

    static List<Contender> polling(Scale scale, int room) {
        return List.of(
                Contender.peer(COLD, room, Ours.cold(scale)),
                learned(PATIENCES[0], scale, room),
                learned(PATIENCES[1], scale, room),
                learned(PATIENCES[2], scale, room));
    }

    private static Contender learned(double patience, Scale scale, int room) {
        return new Contender(polling(patience), room, Trial.TRAINING_JOBS, Ours.polling(patience, scale));
    }

    static String polling(double patience) {
        return LibraryTables.format(POLLING, patience);
    }

    /** They learn but one thing: that this server holds requests. */
    static List<Contender> holding(Scale scale, int room) {
        return List.of(
                new Contender(ALONE, room, 1, Ours.holding(false, scale)),
                new Contender(TOGETHER, room, 1, Ours.holding(true, scale)));
    }
}
