package dev.fermata.client;

import dev.fermata.client.Decision.Ending;
import java.util.Optional;

/** What callers are told of a wait that has ended. */
final class Outcomes {

    private Outcomes() {}

    static Outcome of(Wait wait, Ending ending) {
        Effort effort = effort(wait);
        if (ending instanceof Ending.Refused refused) {
            return new Outcome.Refused(wait.target().id(), exception(wait, refused, effort), effort);
        }
        if (ending instanceof Ending.Ended ended) {
            return ended(ended.snapshot(), effort);
        }
        return new Outcome.TimedOut(
                wait.target().id(), Optional.ofNullable(wait.progress().last()), effort);
    }

    private static Outcome ended(Snapshot job, Effort effort) {
        return switch (job.state()) {
            case FAILED -> {
                JobError error = job.error().orElse(new JobError("", ""));
                yield new Outcome.Failed(error.code(), error.message(), job, effort);
            }
            case CANCELED -> new Outcome.Canceled(job, effort);
            default -> new Outcome.Completed(job, effort);
        };
    }

    static Effort effort(Wait wait) {
        Progress progress = wait.progress();
        return new Effort(
                progress.polls(), progress.answers(), wait.elapsed(), progress.lastProblem(), progress.unknownWords());
    }

    private static RequestRefusedException exception(Wait wait, Ending.Refused refused, Effort effort) {
        return new RequestRefusedException(
                wait.target().uri(), refused.statusCode(), refused.detail(), effort.polls(), effort.elapsed());
    }
}
