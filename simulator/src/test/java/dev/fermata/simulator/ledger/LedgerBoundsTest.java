package dev.fermata.simulator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.report.ClientReport;
import dev.fermata.simulator.report.Grade;
import dev.fermata.simulator.report.RuleResult.Verdict;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which clients and jobs the ledger knows, and what it says when there are too many. */
class LedgerBoundsTest extends LedgerFixture {

    @Test
    void tellsClientsApartAndHidesTheirKeys() throws Exception {
        requests.get("/status", "X-API-Key", "secret-key-of-somebody");
        requests.get("/status", "Authorization", "Bearer secret-key-of-another");
        requests.get("/status", "User-Agent", "curl/8");
        requests.get("/status", CLIENT, "curl/8");
        assertThat(report().clients())
                .extracting(ClientReport::client)
                .containsExactlyInAnyOrder("key secr...", "key secr... (client 2)", "curl/8 at 127.0.0.1", "curl/8");
        assertThatThrownBy(() -> report().client("nobody"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("there is no client 'nobody'; there is 'key secr...'");
    }

    @Test
    void tellsLongNamesApartInAnyOrder() throws Exception {
        String begin = "c".repeat(200);
        String kept = begin + (begin + "first").hashCode();
        for (String name : List.of(begin + "first", kept, begin + "second", begin + "first", kept, kept)) {
            requests.get("/status", CLIENT, name);
        }
        assertThat(report().clients()).extracting(ClientReport::requests).containsExactlyInAnyOrder(2L, 3L, 1L);
    }

    @Test
    void saysThatItIsNotCompleteWhenThereAreTooManyClients() throws Exception {
        assertThat(report().complete()).isTrue();
        for (int i = 0; i < Clients.MOST + 5; i++) {
            requests.get("/status", CLIENT, "client " + i);
        }
        assertThat(report().clients()).hasSize(Clients.MOST);
        assertThat(report().complete()).isFalse();
        assertThat(report().unnamed()).isEqualTo(5);
        assertThat(report().text())
                .contains("Not complete")
                .contains("5 requests came from clients beyond the first 256");
    }

    @Test
    void saysHowManyJobsItForgotToKeepItsMemorySmall() throws Exception {
        StringBuilder ids = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            ids.append(i == 0 ? "" : ",").append(submit());
        }
        requests.get("/v1/jobs?ids=" + ids, CLIENT, "client 0");
        advance(60);
        requests.get("/status", CLIENT, "small");
        int clients = Ledger.MOST_JOBS / 1_000 + 1;
        for (int i = 0; i < clients; i++) {
            requests.get("/v1/jobs?ids=" + ids, CLIENT, "client " + i);
        }
        assertThat(report().client("client 0").forgotten()).isEqualTo(1_000);
        assertThat(report().client("client 0").rules()).noneMatch(result -> result.verdict() == Verdict.PASS);
        assertThat(report().client("client 1").forgotten()).isZero();
        assertThat(report().complete()).isFalse();
        assertThat(report().text()).contains("dropped from memory (jobs, submissions, paths, lists): 1001");
        requests.get("/status", CLIENT, "small");
        assertThat(report().client("small").jobs())
                .as("its job, and the same again")
                .isEqualTo(2);
    }

    @Test
    void countsARefusedPollForNoJobThatItForgot() throws Exception {
        String job = submit();
        List<String> paths = List.of("/v1/jobs?ids=" + job, "/v1/jobs?ids=" + job + "," + submit());
        for (String path : paths) {
            requests.get(path, CLIENT, ME);
        }
        StringBuilder ids = new StringBuilder(job);
        for (int i = 1; i < 1_000; i++) {
            ids.append(',').append(submit());
        }
        for (int i = 0; i <= Ledger.MOST_JOBS / 1_000; i++) {
            requests.get("/v1/jobs?ids=" + ids, CLIENT, "client " + i);
        }
        fault(Fault.status(503), 2);
        for (String path : paths) {
            requests.get(path, CLIENT, ME);
        }
        assertThat(me().forgotten()).isEqualTo(2);
        assertThat(me().polls()).isEqualTo(2);
    }

    /** The server refuses the poll before anybody knows which jobs it is for; the path would say it. */
    @Test
    void saysThatItIsNotCompleteWhenARefusedPollCountsForNoJobAnyMore() throws Exception {
        List<String> jobs = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            jobs.add("/v1/jobs?ids=" + submit() + "," + submit());
        }
        for (String path : jobs) {
            requests.get(path, CLIENT, ME);
        }
        fault(Fault.status(503), 2);
        requests.get(jobs.get(100), CLIENT, ME);
        assertThat(report().complete()).isTrue();
        requests.get(jobs.get(0), CLIENT, ME);
        assertThat(report().client(ME).forgotten()).isEqualTo(1);
        assertThat(report().complete()).isFalse();
    }

    @Test
    void takesNoUnknownIdForAPathThatItForgot() throws Exception {
        for (int i = 0; i < 105; i++) {
            poll(submit());
        }
        requests.get("/v1/jobs/unknown", CLIENT, ME);
        requests.get("/v1/jobs?limit=banana", CLIENT, ME);
        assertThat(report().complete()).isTrue();
    }

    @Test
    void forgetsEverythingWithTheJobs() throws Exception {
        poll(submit());
        simulator.reset();
        assertThat(report().clients()).isEmpty();
        assertThat(report().worst()).isEqualTo(Grade.NONE);
        poll(submit());
        assertThat(report().clients()).as("it counts from the beginning").hasSize(1);
    }

    @Test
    void aRequestThatIsHeldAcrossAResetDoesNotCount() throws Exception {
        CompletableFuture<HttpResponse<String>> held = requests.later("/v1/jobs/" + submit() + "?wait=60", CLIENT, ME);
        awaitRequests(2);
        simulator.reset();
        advance(60);
        held.get(20, TimeUnit.SECONDS);
        assertThat(report().clients()).noneMatch(each -> each.client().equals(ME));
    }

    @Test
    void isCompleteAgainAfterAReset() {
        RecentEntries<String, String> recent = new RecentEntries<>(1);
        recent.put("first", "");
        recent.put("second", "");
        assertThat(recent.forgotten).isEqualTo(1);
        recent.clear();
        assertThat(recent.forgotten).isZero();
    }
}
