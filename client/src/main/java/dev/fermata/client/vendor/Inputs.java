package dev.fermata.client.vendor;

import dev.fermata.client.backend.Submission;
import dev.fermata.client.internal.text.Printable;

/** What vendors want of a submission. */
final class Inputs {

    private Inputs() {}

    /** @throws IllegalArgumentException if there are several languages: the vendor makes one job for one language */
    static String single(Submission submission) {
        if (submission.languages().size() > 1) {
            throw new IllegalArgumentException(
                    "languages are " + Printable.clean(submission.languages().toString())
                            + "; allowed is one, because the vendor makes one job with one request; submit once for each language");
        }
        return submission.languages().get(0);
    }
}
