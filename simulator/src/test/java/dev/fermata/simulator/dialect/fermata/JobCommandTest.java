package dev.fermata.simulator.dialect.fermata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.fermata.simulator.ClockAccess;
import dev.fermata.simulator.SimulatedJob;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done to a job by hand, on a clock that stands still, and every way to hear of it. */
@Timeout(60)
class JobCommandTest {

    private final Api api = new Api();
    private final BlockingQueue<String> webhooks = new LinkedBlockingQueue<>();
    private HttpServer receiver;

    @BeforeEach
    void listen() throws Exception {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            webhooks.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
    }

    @AfterEach
    void close() {
        api.close();
        receiver.stop(0);
    }

    @ParameterizedTest(name = "{1} after {0} s, over HTTP {2}")
    @CsvSource({
        "0, cancel, true",
        "0, fail, true",
        "0, finish, true",
        "10, cancel, true",
        "10, fail, true",
        "20, finish, true",
        "0, cancel, false",
        "0, fail, false",
        "0, finish, false",
        "10, cancel, false",
        "10, fail, false",
        "20, finish, false",
    })
    void isToldInEveryWayAtTheInstantOfAnotherChange(int second, String verb, boolean http) throws Exception {
        try (HttpConnection all = api.open("/v1/events")) {
            all.head();
            String id = submitWithCallback();
            String path = "/v1/jobs/" + id;
            try (HttpConnection stream = api.open(path + "/events")) {
                stream.head();
                api.advance(second);
                try (HttpConnection change = api.open(path, "Prefer", "wait=60");
                        HttpConnection end = api.open(path, "Prefer", "wait=60, until=terminal");
                        HttpConnection some = api.open("/v1/jobs?ids=" + id, "Prefer", "wait=60, until=terminal")) {
                    String before = state(api.get(path).body());
                    if (http) {
                        api.post("/admin/jobs/" + id + "/" + verb, "{}");
                    } else {
                        apply(api.simulator.job(id), verb);
                        assertThat(change.answered() && end.answered() && some.answered())
                                .isTrue();
                        assertThat(webhooks).as("webhooks that have arrived").hasSize(1);
                    }
                    String ended = verb.equals("fail") ? "failed" : verb.equals("finish") ? "completed" : "canceled";
                    assertThat(before).isNotEqualTo(ended);
                    assertThat(state(api.get(path).body())).isEqualTo(ended);
                    assertThat(change.answer()).contains("\"state\":\"" + ended + '"');
                    assertThat(end.answer()).contains("\"state\":\"" + ended + '"');
                    assertThat(some.answer()).contains("\"state\":\"" + ended + '"');
                    assertThat(webhooks.poll(20, TimeUnit.SECONDS)).contains("\"type\":\"job." + ended + '"');
                    assertThat(last(stream)).contains("\"state\":\"" + ended + '"');
                    assertThat(allUntil(all, ended)).contains(id);
                }
            }
        }
    }

    @Test
    void isHeldAndGoesOn() throws Exception {
        SimulatedJob job = api.simulator.job(api.submit());
        job.hold();
        job.hold();
        api.advance(10_000);
        assertThat(job.state()).isEqualTo("queued");
        job.release();
        job.release();
        api.advance(59.999);
        assertThat(job.state()).isEqualTo("running");
        api.advance(0.001);
        assertThat(job.state()).isEqualTo("completed");
    }

    @Test
    void failsOfWhatItIsToldTo() throws Exception {
        SimulatedJob job = api.simulator.job(api.submit());
        job.fail("too_loud", "Too loud.");
        assertThat(Api.json(api.get("/v1/jobs/" + job.id())).get("error").toString())
                .isEqualTo("{\"code\":\"too_loud\",\"message\":\"Too loud.\"}");
    }

    @Test
    void mayBeChangedByATaskOfTheClock() throws Exception {
        SimulatedJob job = api.simulator.job(submitWithCallback());
        ClockAccess.of(api.clock).schedule(Api.START.plusSeconds(5), job::finish);
        api.advance(5);
        assertThat(job.state()).isEqualTo("completed");
        assertThat(webhooks).hasSize(1);
    }

    @Test
    void refusesWhatCannotBeAndSaysWhy() throws Exception {
        assertThatThrownBy(() -> api.simulator.job("nope"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageStartingWith("there is no job 'nope'");
        SimulatedJob job = api.simulator.job(api.submit());
        assertThatThrownBy(() -> job.fail("x".repeat(101), ""))
                .hasMessage("length of code is 101; allowed is up to 100 characters");
        job.cancel();
        assertThatThrownBy(job::finish)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("job '" + job.id() + "' is canceled, so it cannot change");
        api.send("DELETE", "/v1/jobs/" + job.id(), "");
        assertThatThrownBy(job::release).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(job::state).isInstanceOf(NoSuchElementException.class);
    }

    private static void apply(SimulatedJob job, String verb) {
        switch (verb) {
            case "cancel" -> job.cancel();
            case "fail" -> job.fail();
            default -> job.finish();
        }
    }

    private String submitWithCallback() throws Exception {
        String callback = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/";
        return Api.id(api.post("/v1/jobs", Api.ONE.replaceAll("}$", ",\"callback_url\":\"" + callback + "\"}")));
    }

    private static String state(String json) {
        return Api.json(json).get("state").stringValue();
    }

    /** The last event of a stream that ends. */
    private static String last(HttpConnection stream) throws Exception {
        String last = "";
        for (String event = stream.chunk(); !event.isEmpty(); event = stream.chunk()) {
            last = event;
        }
        return last;
    }

    private static String allUntil(HttpConnection stream, String state) throws Exception {
        String event = stream.chunk();
        while (!event.contains("\"state\":\"" + state + '"')) {
            event = stream.chunk();
        }
        return event;
    }
}
