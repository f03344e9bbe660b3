package dev.fermata.simulator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.http.PlainRequests;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobStore;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which jobs a request keeps of those that its endpoint looks at. */
class SeenRequestTest {

    private static final Response NONE = Response.empty(HttpResponseStatus.NO_CONTENT);

    private final List<Job> jobs = JobStore.inMemory(1)
            .submit(
                    JobProfile.defaults(),
                    Collections.nCopies(1_001, JobSpec.of("https://example.com/a.mp4", "es")),
                    0);
    private final SeenRequest request =
            new SeenRequest(PlainRequests.of(HttpMethod.GET, "/v1/jobs", new byte[0]), false, any -> NONE, 0, 0, 0);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 99, 100, 101, 999, 1_000})
    void keepsTheJobsInTheirOrderAlsoWhenItIsTrimmed(int count) {
        looksAt(count);
        assertThat(kept()).isEqualTo(jobs.subList(0, count));
        request.trim();
        looksAt(count);
        assertThat(kept()).as("once more").isEqualTo(jobs.subList(0, count));
        request.looksAt(jobs.get(1_000));
        assertThat(request.jobCount()).as("another one").isEqualTo(Math.min(count + 1, 1_000));
        assertThat(request.job(request.jobCount() - 1)).isEqualTo(jobs.get(count < 1_000 ? 1_000 : 999));
    }

    @Test
    void keepsAThousandJobs() {
        looksAt(1_001);
        request.looksAt(jobs.get(1_000));
        assertThat(kept()).isEqualTo(jobs.subList(0, 1_000));
    }

    @Test
    void looksFromTheBeginningAgainAfterItHasForgottenThem() {
        looksAt(3);
        request.forgetJobs();
        assertThat(request.jobCount()).isZero();
        looksAt(3);
        looksAt(3);
        assertThat(kept()).isEqualTo(jobs.subList(0, 3));
    }

    @Test
    void namesTheJobOnlyIfItIsForOne() {
        assertThat(request.offence("").job()).isNull();
        looksAt(1);
        assertThat(request.offence("").job()).isEqualTo(jobs.get(0).id());
        assertThat(request.isForJobSince(-1)).isTrue();
        looksAt(2);
        assertThat(request.offence("").job()).isNull();
        assertThat(request.isForJobSince(-1)).isFalse();
    }

    private void looksAt(int count) {
        jobs.subList(0, count).forEach(request::looksAt);
    }

    private List<Job> kept() {
        return IntStream.range(0, request.jobCount()).mapToObj(request::job).toList();
    }
}
