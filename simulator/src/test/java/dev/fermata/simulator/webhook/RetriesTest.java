package dev.fermata.simulator.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.webhook.Attempt.Result;
import dev.fermata.simulator.webhook.Receiver.Reply;
import dev.fermata.simulator.webhook.RetrySchedule.WebhookResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What follows from an answer. */
@Timeout(60)
class RetriesTest {

    private static final Instant END = WebhookBackend.START.plusSeconds(10);

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
    void followTheScheduleOfStandardWebhooksToItsEnd() {
        receiver.answer = got -> Reply.of(500);
        backend.submit(receiver.url(), 10);
        backend.clock.advance(Duration.ofDays(30));

        assertThat(secondsAfterTheEnd())
                .containsExactly(0L, 5L, 305L, 2_105L, 9_305L, 27_305L, 63_305L, 113_705L, 185_705L, 272_105L);
        assertThat(backend.results().subList(0, 9)).containsOnly(Result.RETRYING);
        Attempt last = backend.webhooks.attempts().get(9);
        assertThat(last.result()).isEqualTo(Result.GIVEN_UP);
        assertThat(last.problem()).isEqualTo("the receiver answered 500, and this was the last attempt");
        assertThat(last.next()).isNull();
        assertThat(backend.clock.next()).isEmpty();
    }

    @Test
    void repeatIdAndBodyUnderANewTimeAndSignature() {
        answer(Reply.of(503), Reply.of(200));
        backend.submit(receiver.url(), 10);
        backend.advance(20 * 60);

        assertThat(receiver.got).hasSize(2);
        assertThat(header("Webhook-id")).hasSize(1);
        assertThat(header("Webhook-timestamp")).hasSize(2);
        assertThat(header("Webhook-signature")).hasSize(2);
        assertThat(receiver.got.get(0).body()).isEqualTo(receiver.got.get(1).body());
        assertThat(backend.results()).containsExactly(Result.RETRYING, Result.DELIVERED);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void endWithAnySuccess(int status) {
        receiver.answer = got -> Reply.of(status);
        backend.submit(receiver.url(), 10);
        backend.clock.advance(Duration.ofDays(1));

        assertThat(backend.results()).containsExactly(Result.DELIVERED);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308, 304, 400, 401, 404, 409, 429, 500, 502, 503, 504, 999})
    void comeAfterAnyOtherAnswer(int status) {
        receiver.answer = got -> new Reply(status, Map.of("Location", receiver.url() + "/elsewhere"));
        backend.submit(receiver.url(), 10);
        backend.advance(15);

        assertThat(secondsAfterTheEnd()).containsExactly(0L, 5L);
        assertThat(receiver.got).extracting(Receiver.Got::path).containsOnly("/done");
        assertThat(backend.webhooks.attempts().get(0).status()).isEqualTo(status);
    }

    @Test
    void stopWhenTheReceiverIsGone() {
        receiver.answer = got -> new Reply(410, Map.of("Retry-After", "1"));
        backend.submit(receiver.url(), 10);
        backend.clock.advance(Duration.ofDays(30));

        assertThat(backend.results()).containsExactly(Result.GIVEN_UP);
        assertThat(receiver.got).hasSize(1);
    }

    @ParameterizedTest(name = "Retry-After: {0} at {1} means {2} s")
    @CsvSource(
            delimiter = '|',
            value = {
                "120 | | 120",
                "1 | | 5",
                "0 | | 5",
                "soon | | 5",
                "-7 | | 5",
                "1.5 | | 5",
                "0000000000120 | | 120",
                "000000000000000000000000 | | 5",
                "1000000000 | | 86400",
                "86400 | | 86400",
                "86401 | | 86400",
                "99999999999999999999999 | | 86400",
                "Thu, 01 Jan 2026 00:02:10 GMT | | 120",
                "Thu, 01 Jan 2026 00:02:10 GMT | Thu, 01 Jan 2026 00:01:00 GMT | 70",
                "Sun, 05 Jul 2026 09:01:00 GMT | Sun, 05 Jul 2026 09:00:00 GMT | 60",
                "Sun, 05 Jul 2026 08:00:00 GMT | Sun, 05 Jul 2026 09:00:00 GMT | 5",
                "Sun, 05 Jul 2099 08:00:00 GMT | Sun, 05 Jul 2026 09:00:00 GMT | 86400",
            })
    void waitAsLongAsTheReceiverAsksButNeverLessThanPlannedAndNeverMoreThanADay(
            String retryAfter, String date, long seconds) {
        WebhookResponse answer = new WebhookResponse(429, retryAfter, date, null);
        long now = 1_767_225_610L * 1_000_000;

        assertThat(RetrySchedule.standard().decide(answer, 1, false, now))
                .isEqualTo(new RetrySchedule.Decision(now + seconds * 1_000_000, "the receiver answered 429"));
    }

    @Test
    void waitAsLongAsTheReceiverAsksOverHttp() {
        answer(new Reply(429, Map.of("Retry-After", "120")), new Reply(503, Map.of("Retry-After", "7")), Reply.of(200));
        backend.submit(receiver.url(), 10);
        backend.clock.advance(Duration.ofDays(1));

        assertThat(secondsAfterTheEnd()).containsExactly(0L, 120L, 420L);
        assertThat(backend.webhooks.attempts().get(0).next()).isEqualTo(END.plusSeconds(120));
    }

    @Test
    void canBeSwitchedOff() {
        receiver.answer = got -> Reply.of(500);
        try (WebhookBackend once = WebhookBackend.start(settings -> settings.withRetries(RetrySchedule.never()))) {
            once.submit(receiver.url(), 10);
            once.clock.advance(Duration.ofDays(30));

            assertThat(once.results()).containsExactly(Result.GIVEN_UP);
        }
    }

    private void answer(Reply... replies) {
        Iterator<Reply> each = List.of(replies).iterator();
        receiver.answer = got -> each.next();
    }

    private List<Long> secondsAfterTheEnd() {
        return receiver.got.stream()
                .map(got -> Duration.between(END, got.at()).toSeconds())
                .toList();
    }

    private Set<String> header(String name) {
        Stream<String> values = receiver.got.stream().map(got -> got.header(name));
        return new HashSet<>(values.toList());
    }
}
