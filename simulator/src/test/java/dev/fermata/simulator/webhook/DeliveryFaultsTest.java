package dev.fermata.simulator.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.simulator.job.Distribution;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.webhook.Attempt.Result;
import dev.fermata.simulator.webhook.Receiver.Got;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong on purpose. */
@Timeout(60)
class DeliveryFaultsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void loseWebhooksForGood() {
        WebhookBackend backend = start(deliveryFaults -> deliveryFaults.withLost(1));
        Receiver receiver = receiver(backend);
        Job job = backend.submit(receiver.url(), 10);
        backend.clock.advance(Duration.ofDays(30));

        assertThat(receiver.got).isEmpty();
        assertThat(backend.webhooks.attempts(job.id())).singleElement().satisfies(attempt -> {
            assertThat(attempt.result()).isEqualTo(Result.LOST);
            assertThat(attempt.sent()).isNull();
        });
    }

    @Test
    void makeThemLate() {
        WebhookBackend backend = start(deliveryFaults -> deliveryFaults.withLate(1, Distribution.fixed(MINUTE)));
        Receiver receiver = receiver(backend);
        backend.submit(receiver.url(), 10);
        backend.advance(69);
        assertThat(receiver.got).isEmpty();
        backend.advance(1);

        assertThat(receiver.got).singleElement().satisfies(got -> {
            assertThat(got.json().get("timestamp").stringValue()).isEqualTo("2026-01-01T00:00:10Z");
            assertThat(got.header("Webhook-timestamp"))
                    .isEqualTo("" + WebhookBackend.START.plusSeconds(70).getEpochSecond());
        });
    }

    @Test
    void sendThemAgainAlthoughTheyWereDelivered() {
        WebhookBackend backend = start(deliveryFaults -> deliveryFaults.withDuplicated(1));
        Receiver receiver = receiver(backend);
        backend.submit(receiver.url(), 10);
        backend.clock.advance(Duration.ofDays(30));

        assertThat(receiver.got)
                .extracting(
                        got -> Duration.between(WebhookBackend.START, got.at()).toSeconds())
                .containsExactly(10L, 15L);
        assertThat(receiver.got.get(0).header("Webhook-id"))
                .isEqualTo(receiver.got.get(1).header("Webhook-id"));
        assertThat(backend.results()).containsExactly(Result.DELIVERED, Result.DELIVERED);
    }

    @Test
    void letTheNextOneOvertake() {
        // Of these, so the seed has it, the first and no other is to be overtaken.
        long seed = LongStream.range(0, 1_000)
                .filter(s -> overtaken(s, 0) && !overtaken(s, 1) && !overtaken(s, 2))
                .findFirst()
                .orElseThrow();
        WebhookBackend backend = WebhookBackend.start(settings -> WebhookSettings.of(seed)
                .withLimits(settings.limits())
                .withDeliveryFaults(DeliveryFaults.none().withOutOfOrder(0.5)));
        open.add(backend);
        Receiver receiver = receiver(backend);
        Receiver other = receiver(backend);
        Job first = backend.submit(receiver.url(), 10);
        Job elsewhere = backend.submit(other.url(), 11);
        Job second = backend.submit(receiver.url(), 12);

        backend.advance(11);
        assertThat(receiver.got).isEmpty();
        backend.advance(1);

        assertThat(receiver.jobs()).containsExactly(second.id(), first.id());
        assertThat(other.jobs()).containsExactly(elsewhere.id());
    }

    @Test
    void putAllOutOfOrderWhenThatIsCertain() {
        WebhookBackend backend = start(deliveryFaults -> deliveryFaults.withOutOfOrder(1));
        Receiver receiver = receiver(backend);
        List<String> jobs = new ArrayList<>();
        for (int second = 10; second < 14; second++) {
            jobs.add(backend.submit(receiver.url(), second).id());
        }
        backend.advance(60);

        assertThat(receiver.jobs()).containsExactly(jobs.get(1), jobs.get(0), jobs.get(3), jobs.get(2));
        assertThat(receiver.got)
                .extracting(
                        got -> Duration.between(WebhookBackend.START, got.at()).toSeconds())
                .containsExactly(11L, 11L, 13L, 13L);
    }

    @Test
    void doNotWaitForeverToBeOvertaken() {
        WebhookBackend backend = start(deliveryFaults -> deliveryFaults.withOutOfOrder(1));
        Receiver receiver = receiver(backend);
        backend.submit(receiver.url(), 10);
        backend.advance(39);
        assertThat(receiver.got).isEmpty();
        backend.advance(1);
        assertThat(receiver.got).hasSize(1);
        backend.clock.advance(Duration.ofDays(1));
        assertThat(receiver.got).hasSize(1);
    }

    @Test
    void leaveARetryWhereItIsOnceNobodyOvertook() {
        WebhookBackend backend = start(deliveryFaults -> deliveryFaults.withOutOfOrder(1));
        Receiver receiver = receiver(backend);
        receiver.answer = got -> Receiver.Reply.of(receiver.got.size() == 1 ? 500 : 200);
        Job first = backend.submit(receiver.url(), 10);
        backend.advance(10);
        backend.webhooks.deliveryFaults(DeliveryFaults.none());
        Job next = backend.submit(receiver.url(), 32);
        backend.advance(60);

        assertThat(receiver.jobs()).containsExactly(first.id(), next.id(), first.id());
        assertThat(receiver.got)
                .extracting(
                        got -> Duration.between(WebhookBackend.START, got.at()).toSeconds())
                .containsExactly(40L, 42L, 45L);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void areTheSameForAJobWhateverTheOrder(long seed) {
        DeliveryFaults all = new DeliveryFaults(0.3, 0.3, Distribution.exponential(MINUTE), 0.3, 0.3, 0);
        List<Long> numbers = new ArrayList<>(LongStream.range(0, 1_000).boxed().toList());
        List<DeliveryFaults.Drawn> inOrder = numbers.stream()
                .map(job -> DeliveryFaults.Drawn.draw(all, seed, job))
                .toList();
        Collections.shuffle(numbers, new Random(seed));
        numbers.forEach(
                job -> assertThat(DeliveryFaults.Drawn.draw(all, seed, job)).isEqualTo(inOrder.get(job.intValue())));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void happenAsOftenAsTheirChances(long seed) {
        DeliveryFaults some =
                new DeliveryFaults(0.1, 0.2, Distribution.uniform(MINUTE, MINUTE.multipliedBy(3)), 0.3, 0.4, 0);
        List<DeliveryFaults.Drawn> drawn = LongStream.range(0, 20_000)
                .mapToObj(job -> DeliveryFaults.Drawn.draw(some, seed, job))
                .toList();
        assertThat(drawn.stream().filter(DeliveryFaults.Drawn::lost).count()).isBetween(1_800L, 2_200L);
        assertThat(drawn.stream().filter(one -> one.lateBy() > 0).count()).isBetween(3_700L, 4_300L);
        assertThat(drawn.stream().filter(DeliveryFaults.Drawn::duplicated).count())
                .isBetween(5_600L, 6_400L);
        assertThat(drawn.stream().filter(DeliveryFaults.Drawn::overtaken).count())
                .isBetween(6_000L, 6_800L);
        assertThat(drawn).allSatisfy(one -> {
            assertThat(one.lateBy() == 0 || one.lateBy() >= 60_000_000 && one.lateBy() <= 180_000_000)
                    .isTrue();
            assertThat(one.overtaken() && one.lateBy() > 0).isFalse();
        });
    }

    @Test
    void applyToJobsSubmittedAfterTheyWereSet() {
        WebhookBackend backend = start(deliveryFaults -> deliveryFaults);
        Receiver receiver = receiver(backend);
        Job before = backend.submit(receiver.url(), 10);
        backend.webhooks.deliveryFaults(DeliveryFaults.none().withLost(1));
        backend.submit(receiver.url(), 10);
        backend.advance(10);

        assertThat(receiver.got).extracting(Got::job).containsExactly(before.id());
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
    void refuseWhatIsNoChance(double chance) {
        assertThatThrownBy(() -> DeliveryFaults.none().withLost(chance))
                .hasMessage("webhooks lost is " + chance + "; allowed is 0 (never) to 1 (always)");
        assertThatThrownBy(() -> DeliveryFaults.none().withOutOfOrder(chance)).hasMessageContaining("out of order");
    }

    private static boolean overtaken(long seed, long job) {
        return DeliveryFaults.Drawn.draw(DeliveryFaults.none().withOutOfOrder(0.5), seed, job)
                .overtaken();
    }

    private WebhookBackend start(UnaryOperator<DeliveryFaults> deliveryFaults) {
        WebhookBackend backend = WebhookBackend.start(
                settings -> settings.withDeliveryFaults(deliveryFaults.apply(DeliveryFaults.none())));
        open.add(backend);
        return backend;
    }

    private Receiver receiver(WebhookBackend backend) {
        Receiver receiver = Receiver.start(backend.clock::now);
        open.add(receiver);
        return receiver;
    }
}
