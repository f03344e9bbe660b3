package dev.fermata.simulator.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.job.Distribution;
import dev.fermata.simulator.job.JobCommand;
import dev.fermata.simulator.job.JobProfile.Anomalies;
import dev.fermata.simulator.job.JobProfile.FailureModel;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobListener;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.webhook.Attempt.Result;
import dev.fermata.simulator.webhook.Receiver.Got;
import dev.fermata.simulator.webhook.Receiver.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** What a receiver gets, and when. */
@Timeout(60)
class WebhooksTest {

    private static final long END = Micros.of(WebhookBackend.START.plusSeconds(90));

    private WebhookBackend backend;
    private Receiver receiver;

    @BeforeEach
    void start() {
        backend = WebhookBackend.start();
        receiver = Receiver.start(() -> backend.clock.now());
    }

    @AfterEach
    void stop() {
        backend.close();
        receiver.close();
    }

    @Test
    void postsTheEndOfAJobAtItsInstant() {
        Job job = backend.submit(receiver.url() + "?for=me&x=%20", 90);

        backend.advance(89);
        assertThat(receiver.got).isEmpty();
        backend.advance(20 * 60);

        assertThat(receiver.got).hasSize(1);
        Got got = receiver.got.get(0);
        assertThat(got.at()).isEqualTo(WebhookBackend.START.plusSeconds(90));
        assertThat(got.path()).isEqualTo("/done?for=me&x=%20");
        assertThat(got.header("Content-type")).isEqualTo("application/json");
        assertThat(got.header("Host")).isEqualTo("127.0.0.1:" + receiver.port());
        assertThat(got.json().get("data")).isEqualTo(JsonMapper.shared().readTree(WebhookBackend.json(job, END)));
        assertThat(new String(got.body(), UTF_8))
                .startsWith("{\"type\":\"job.completed\",\"timestamp\":\"2026-01-01T00:01:30Z\",\"data\":{")
                .contains("\"state\":\"completed\"");
    }

    @Test
    void signsWhatItSends() throws Exception {
        Job job = backend.submit(receiver.url(), 90);
        backend.advance(90);

        Got got = receiver.got.get(0);
        String id = got.header("Webhook-id");
        String timestamp = got.header("Webhook-timestamp");
        assertThat(id).isEqualTo("msg_" + job.id());
        assertThat(timestamp)
                .isEqualTo("" + WebhookBackend.START.plusSeconds(90).getEpochSecond());
        Mac mac = Mac.getInstance("HmacSHA256");
        String secret = backend.webhooks.secret().text().substring("whsec_".length());
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret), "HmacSHA256"));
        mac.update((id + "." + timestamp + ".").getBytes());
        assertThat(got.header("Webhook-signature"))
                .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(got.body())));
    }

    @Test
    void signsWithTheTimeOfTheMachineWhileTheClockRuns() {
        try (WebhookBackend running = WebhookBackend.start(VirtualClock.running(60), settings -> settings)) {
            running.submit(receiver.url(), 3_600);
            running.advance(3_600);
            assertThat(receiver.got).hasSize(1);
            assertThat(Long.parseLong(receiver.got.get(0).header("Webhook-timestamp")))
                    .isBetween(
                            Instant.now().getEpochSecond() - 300, Instant.now().getEpochSecond() + 300);
            assertThat(running.clock.now()).isAfter(Instant.now().plusSeconds(3_000));
        }
    }

    @Test
    void putsEachAttemptOnRecord() {
        Job job = backend.submit(receiver.url(), 90);
        backend.submit(receiver.url(), 100);
        backend.advance(100);

        Instant end = WebhookBackend.START.plusSeconds(90);
        assertThat(backend.webhooks.attempts(job.id()))
                .containsExactly(new Attempt(
                        job.id(),
                        "msg_" + job.id(),
                        receiver.url(),
                        1,
                        Result.DELIVERED,
                        end,
                        end,
                        204,
                        null,
                        null,
                        false));
        assertThat(backend.webhooks.attempts()).hasSize(2);
        assertThat(backend.webhooks.counts()).isEqualTo(new Attempt.Counts(2, 0, 0, 0, 0, 0));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void sendsInOrderOfTimeWhenTheClockIsMoved(long seed) {
        Random random = new Random(seed);
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            jobs.add(backend.submit(receiver.url(), 1 + random.nextInt(1_000_000)));
        }
        backend.clock.advance(Duration.ofDays(12));

        jobs.sort(Comparator.comparing(job -> job.timeline().endsAt()));
        assertThat(receiver.jobs())
                .containsExactlyElementsOf(jobs.stream().map(Job::id).toList());
        assertThat(receiver.got)
                .allSatisfy(got -> assertThat(got.at().toString())
                        .isEqualTo(got.json().get("timestamp").stringValue()));
    }

    @Test
    void deliversAThousandThatEndAtOneInstant() {
        for (int i = 0; i < 1_000; i++) {
            backend.submit(receiver.url(), 5);
        }
        backend.advance(5);

        assertThat(receiver.jobs()).hasSize(1_000).doesNotHaveDuplicates();
    }

    @Test
    void tellsOfFailure() {
        backend.submit(
                receiver.url(),
                WebhookBackend.AT_ONCE
                        .withFailureModel(FailureModel.withChance(1))
                        .withRunningTime(Distribution.fixed(Duration.ofSeconds(5))));
        backend.advance(60);

        assertThat(types()).containsExactly("job.failed");
    }

    @Test
    void tellsOfWhatIsDoneByHand() {
        Job finished = backend.submit(receiver.url(), 1_000);
        Job failed = backend.submit(receiver.url(), 1_000);
        Job canceled = backend.submit(receiver.url(), 1_000);
        amendAt(10, finished, JobCommand.finish());
        amendAt(20, failed, JobCommand.fail(new Failure("broken", "It broke.")));
        amendAt(30, canceled, JobCommand.cancel());

        backend.clock.advance(Duration.ofDays(1));

        assertThat(types()).containsExactly("job.completed", "job.failed", "job.canceled");
        assertThat(receiver.got.get(2).at()).isEqualTo(WebhookBackend.START.plusSeconds(30));
    }

    @Test
    void tellsAtOnceOfWhatIsDoneByHandWhileTheClockStandsStill() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        receiver.answer = got -> {
            told.countDown();
            return Reply.of(200);
        };
        Job job = backend.submit(receiver.url(), 1_000);
        backend.jobs.apply(job.id(), JobCommand.cancel(), backend.clock::micros);

        assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(types()).containsExactly("job.canceled");
    }

    @Test
    void waitsForAJobThatIsHeld() {
        Job job = backend.submit(receiver.url(), 100);
        amendAt(50, job, JobCommand.hold());
        amendAt(500, job, JobCommand.release());

        backend.advance(549);
        assertThat(receiver.got).isEmpty();
        backend.advance(1);
        assertThat(types()).containsExactly("job.completed");
    }

    @Test
    void tellsTwiceOfAJobThatRelapses() {
        backend.submit(
                receiver.url(),
                WebhookBackend.AT_ONCE
                        .withRunningTime(Distribution.fixed(Duration.ofSeconds(10)))
                        .withAnomalies(Anomalies.none().withRelapse(1, Duration.ofSeconds(2), Duration.ofSeconds(5))));
        backend.advance(1_000);

        assertThat(receiver.got)
                .extracting(
                        got -> Duration.between(WebhookBackend.START, got.at()).toSeconds())
                .containsExactly(10L, 17L);
        assertThat(receiver.got).extracting(got -> got.header("Webhook-id")).doesNotHaveDuplicates();
        assertThat(backend.clock.next()).isEmpty();
    }

    @Test
    void saysNothingOfAJobThatIsGoneBeforeItsEnd() {
        Job job = backend.submit(receiver.url(), 10);
        backend.jobs.remove(job.id(), backend.clock.micros());
        backend.advance(10);

        assertThat(receiver.got).isEmpty();
        assertThat(backend.webhooks.attempts()).isEmpty();
    }

    @Test
    void saysNothingOfAJobThatIsGoneBeforeItWasHeardOf() {
        JobStore jobs = JobStore.inMemory(1);
        jobs.subscribe(new JobListener() {
            @Override
            public void submitted(Job job) {
                jobs.remove(job.id(), backend.clock.micros());
            }
        });
        backend.webhooks.close();
        try (Webhooks webhooks = new Webhooks(
                WebhookSettings.of(1),
                backend.clock,
                WebhookBackend.toCallbacks(WebhookBackend::json),
                address -> false)) {
            webhooks.watch(jobs);
            jobs.submit(WebhookBackend.AT_ONCE, WebhookBackend.order(receiver.url()), backend.clock.micros());

            assertThat(backend.clock.next()).isEmpty();
        }
    }

    @Test
    void recordsWhyItCouldNotBeSent() {
        backend.submit("http://example.com/", 10);
        backend.advance(10);

        assertThat(backend.webhooks.attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.result()).isEqualTo(Result.GIVEN_UP);
            assertThat(attempt.sent()).isNull();
            assertThat(attempt.problem()).contains("--webhook-allow");
        });
    }

    @Test
    void costsNothingWhereNobodyAskedForIt() {
        backend.submit(null, 10);
        assertThat(backend.clock.next()).isEmpty();
    }

    @Test
    void sendsWhenAClockThatRunsGetsThere() throws InterruptedException {
        try (VirtualClock fast = VirtualClock.running(1_000);
                WebhookBackend running = WebhookBackend.start(fast, settings -> settings)) {
            CountDownLatch told = new CountDownLatch(1);
            receiver.answer = got -> {
                told.countDown();
                return Reply.of(200);
            };
            running.submit(receiver.url(), 100);

            assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void letsAReceiverCallBackBeforeItAnswers() {
        receiver.answer = got -> {
            Job next = backend.submit(null, 1);
            return Reply.of(backend.jobs.find(next.id(), backend.clock.micros()).isPresent() ? 200 : 500);
        };
        backend.submit(receiver.url(), 10);
        backend.advance(10);

        assertThat(backend.results()).containsExactly(Result.DELIVERED);
    }

    @Test
    void forgetsEverythingWhenItIsCleared() {
        receiver.answer = got -> Reply.of(500);
        backend.submit(receiver.url(), 10);
        backend.submit(receiver.url(), 1_000);
        backend.advance(10);
        assertThat(receiver.got).hasSize(1);

        backend.jobs.clear();
        backend.webhooks.clear();
        backend.clock.advance(Duration.ofDays(30));

        assertThat(receiver.got).hasSize(1);
        assertThat(backend.webhooks.attempts()).isEmpty();
        assertThat(backend.webhooks.counts()).isEqualTo(new Attempt.Counts(0, 0, 0, 0, 0, 0));
    }

    @Test
    void sendsNothingOnceItIsClosed() {
        backend.submit(receiver.url(), 10);
        backend.webhooks.close();
        backend.submit(receiver.url(), 10);
        backend.advance(10);

        assertThat(receiver.got).isEmpty();
        assertThat(backend.clock.next()).isEmpty();
    }

    private void amendAt(int seconds, Job job, JobCommand command) {
        backend.clock.schedule(
                WebhookBackend.START.plusSeconds(seconds),
                () -> backend.jobs.apply(job.id(), command, backend.clock::micros));
    }

    private List<String> types() {
        return receiver.got.stream()
                .map(got -> got.json().get("type").stringValue())
                .toList();
    }
}
