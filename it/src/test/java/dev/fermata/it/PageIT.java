package dev.fermata.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorBuilder;
import dev.fermata.simulator.SimulatorClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page in a browser. */
@Timeout(300)
class PageIT {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String HOSTILE = "<img src=x onerror=\"document.title='hacked'\">";

    private final SimulatorClock clock = SimulatorClock.frozenAt(START);
    private final HttpClient http = HttpClient.newHttpClient();
    private Simulator simulator = start(Simulator.builder());

    private Simulator start(SimulatorBuilder settings) {
        return settings.port(0)
                .clock(clock)
                .seed(1)
                .scenario(Scenario.defaults().with("jobs.running_time", "30s").with("jobs.queue_time", "1s"))
                .start();
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void saysWhatItDoesNotKnow() throws Exception {
        for (int i = 0; i < 260; i++) {
            URI status = simulator.uri().resolve("/status");
            HttpRequest poll = HttpRequest.newBuilder(status)
                    .header("X-Client-Id", "client " + i)
                    .build();
            http.send(poll, BodyHandlers.discarding());
        }
        try (Browser page = Browser.live(simulator.uri())) {
            page.until("document.getElementById('gaps').textContent.includes('beyond the first')");
            assertThat(page.find("#gaps").getText())
                    .contains("4 requests came from clients beyond the first 256")
                    .contains("These are 100 of 256 clients");
            // No job has any state.
            page.until(
                    "[...document.querySelectorAll('#states i')].map(bar => bar.offsetWidth).join() === '0,0,0,0,0'");
        }
    }

    @Test
    void tellsAWholeStoryByClicking() throws Exception {
        try (Browser page = Browser.live(simulator.uri())) {
            page.type("[data-call=submit] [name=times]", "3");
            page.click("[data-call=submit] button");
            page.said("POST /fermata/v1/jobs: 202, 3 times");
            page.click("#all-jobs summary");
            page.until("document.querySelectorAll('#jobs tbody tr').length === 3");

            choose(page, 1);
            page.click("[data-call=finish]");
            untilStates(page, "completed,queued,queued");
            choose(page, 2);
            page.click("[data-call=fail]");
            untilStates(page, "completed,failed,queued");
            choose(page, 3);
            page.click("[data-call=hold]");
            page.said("/hold: 200");
            page.click("[data-call=advance] button");
            page.said("POST /admin/clock/advance: 200");
            untilStates(page, "completed,failed,queued");
            page.click("[data-call=release]");
            page.said("/release: 200");
            page.click("[data-call=advance] button");
            untilStates(page, "completed,failed,completed");
            page.click("[data-call=finish]");
            assertThat(page.said("409")).as("the server's words").contains("The job has ended, so it cannot change.");
            assertThat(clock.now()).isEqualTo(START.plusSeconds(120));

            String id = page.find("#jobs tbody tr button").getText();
            choose(page, 1);
            page.type("[data-call=fault] [name=fields]", "5");
            page.click("[data-call=fault] button");
            page.said("Other fields: allowed is a JSON object");
            page.type("[data-call=fault] [name=fields]", "{\"retry_after\": \"5s\"}");
            page.find("[data-call=fault] select").sendKeys("status");
            page.type("[data-call=fault] [name=first]", "1");
            page.click("[data-call=fault] button");
            page.said("POST /admin/faults: 201");
            assertThat(get("/v1/jobs/" + id).statusCode()).isEqualTo(503);
            page.until("document.querySelectorAll('#faults li').length === 1");
            page.click("#faults button:last-child");
            page.said("curl -sS -X DELETE");
            page.click("[data-call=submit] .curl");
            page.said("-H 'X-Client-Id: page'");
            page.click("#faults button");
            page.until("document.querySelectorAll('#faults li').length === 0");
            assertThat(simulator.faults()).isEmpty();
            clock.advance(Duration.ofSeconds(1));
            assertThat(get("/v1/jobs/" + id).statusCode()).isEqualTo(200);
            page.until("document.querySelectorAll('#looks tbody tr').length === 3");
            assertThat(page.find("#looks").getText()).contains("503", "200 completed", "submission");
            page.until("document.querySelector('#clients').textContent.includes('retry_after')");

            page.type("[data-call=status] [name=delay]", "7s");
            page.type("[data-call=status] [name=chance]", "1");
            page.click("[data-call=status] button");
            page.said("PUT /admin/scenario: 200");
            assertThat(simulator.scenario().settings())
                    .containsEntry("status.total_delay", "7s")
                    .containsEntry("status.error_chance", "1.0")
                    .containsEntry("jobs.running_time", "30s");
            page.find("[data-call=scenario] select").sendKeys("flaky");
            page.click("[data-call=scenario] button");
            page.until("document.getElementById('counters').textContent.includes('flaky')");
            assertThat(simulator.scenario().name()).isEqualTo("flaky");

            page.click("[data-call=resume]");
            page.said("/resume: 200");
            page.click("[data-call=speed] button");
            page.said("/speed: 200");
            assertThat(clock.speed()).isEqualTo(60);
            page.click("[data-call=freeze]");
            page.until("document.getElementById('counters').textContent.includes('frozen')");
            page.click("[data-call=reset]");
            page.until("document.querySelectorAll('#jobs tbody tr').length === 0");
            assertThat(json(get("/v1/jobs")).path("jobs")).isEmpty();
            assertThat(page.errors()).isEmpty();
        }
    }

    private static void choose(Browser page, int row) {
        page.click("#jobs tbody tr:nth-child(" + row + ") button");
        page.until("document.getElementById('job-title').textContent"
                + " === 'Job ' + document.querySelector('#jobs tbody tr:nth-child(" + row + ") button').textContent");
    }

    private static void untilStates(Browser page, String states) {
        page.until("[...document.querySelectorAll('#jobs tbody td:nth-child(3)')].map(each => each.textContent).join()"
                + ".replace(/transcribing|translating|voicing/g, 'running') === '" + states + "'");
    }

    @Test
    void tellsTheSameStoryWithKeysAlone() throws Exception {
        try (Browser page = Browser.live(simulator.uri())) {
            page.press(Keys.TAB);
            assertThat(page.focused().getText()).isEqualTo("To the controls");
            page.press(Keys.ENTER);
            page.tabTo("[data-call=submit] [name=times]");
            page.press(Keys.chord(Keys.CONTROL, "a"), "2", Keys.ENTER);
            page.said("202, 2 times");

            page.script("document.activeElement.blur(); document.querySelector('.skip').focus()");
            page.tabTo("#scroller");
            page.press(Keys.ARROW_DOWN);
            page.until("document.getElementById('job-title').textContent.startsWith('Job ')");
            String newest = page.find("#job-title").getText();
            page.press(Keys.ARROW_DOWN);
            page.until("document.getElementById('job-title').textContent !== '" + newest + "'");
            page.press(Keys.HOME);
            page.until("document.getElementById('job-title').textContent === '" + newest + "'");
            assertThat(page.find("#spoken").getAttribute("textContent"))
                    .as("for a screen reader")
                    .contains("queued");
            page.press("+");
            page.until("document.querySelector('[data-view=fit]').getAttribute('aria-pressed') === 'false'");
            page.press("l");
            page.until("document.querySelector('[data-view=live]').getAttribute('aria-pressed') === 'true'");
            page.press("[", "]", "-", Keys.ARROW_LEFT, "f");
            page.until("document.querySelector('[data-view=fit]').getAttribute('aria-pressed') === 'true'");
            page.press(Keys.ESCAPE);
            page.until("document.getElementById('job-title').textContent === 'No job selected'");
            page.press(Keys.ARROW_DOWN);
            page.press(Keys.ENTER);
            assertThat(page.focused().getAttribute("id")).isEqualTo("job");
            page.tabTo("[data-call=finish]");
            page.press(Keys.ENTER);
            page.said("/finish: 200");
            page.until("document.getElementById('job-text').textContent.startsWith('completed')");

            page.tabTo("[data-call=reset]");
            page.press(Keys.SPACE);
            page.said("POST /admin/reset: 204");
            assertThat(page.find("#said").getAttribute("aria-live")).isEqualTo("polite");
        }
    }

    @Test
    void drawsAHeldRequestWhileItIsOpen() throws Exception {
        String id = submit("\"title\":\"held\"");
        CompletableFuture<HttpResponse<String>> held =
                http.sendAsync(request("/v1/jobs/" + id + "?wait=60&until=terminal"), BodyHandlers.ofString());
        try (Browser page = Browser.live(simulator.uri())) {
            page.click("#all-jobs summary");
            page.until("document.querySelectorAll('#jobs tbody tr').length === 1");
            choose(page, 1);
            page.until("document.getElementById('looks').textContent.includes('no answer yet')");
            clock.advance(Duration.ofSeconds(5));
            page.until("document.getElementById('looks').textContent.includes('held for 5')");
            simulator.job(id).finish();
            page.until("document.getElementById('looks').textContent.includes('200 completed')");
            assertThat(page.find("#looks").getText()).contains("held for 5").doesNotContain("no answer yet");
            assertThat(page.all("#looks tbody tr")).as("it and the submission").hasSize(2);
        }
        assertThat(held.get().statusCode()).isEqualTo(200);
    }

    @Test
    void theCommandForCurlDoesTheSame() throws Exception {
        try (Browser page = Browser.live(simulator.uri())) {
            page.type("[data-call=submit] [name=title]", "it's $HOME `id`");
            page.click("[data-call=submit] .curl");
            page.said("curl");
            run(page.find("#said code").getText());
            JsonNode job = json(get("/v1/jobs")).at("/jobs/0");
            assertThat(job.path("title").asString()).isEqualTo("it's $HOME `id`");
            page.click("[data-call=advance] .curl");
            page.said("admin/clock/advance");
            run(page.find("#said code").getText());
            assertThat(clock.now()).isEqualTo(START.plusSeconds(60));
        }
    }

    private static void run(String command) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .start();
        String output = new String(shell.getInputStream().readAllBytes(), UTF_8);
        assertThat(shell.waitFor()).as(output).isZero();
    }

    @Test
    void whatClientsSendIsTextOnly() throws Exception {
        String id = submit("\"title\":" + JsonMapper.shared().writeValueAsString(HOSTILE));
        get("/v1/jobs/" + id, "User-Agent", HOSTILE);
        get("/v1/jobs/" + id, "X-Client-Id", "<script>document.title='hacked'</script>");
        try (Browser page = Browser.live(simulator.uri())) {
            page.click("#all-jobs summary");
            page.until("document.querySelectorAll('#jobs tbody tr').length === 1");
            choose(page, 1);
            page.until("document.querySelectorAll('#clients tbody tr').length === 3");
            page.click("#clients tbody tr:last-child button");
            page.until("document.querySelectorAll('#looks tbody tr').length === 3");
            page.until("document.getElementById('job-text').textContent.includes('onerror')");
            assertThat(page.find("#clients").getText()).contains("<img src=x onerror=", "<script>document.title=");
            assertThat(page.all("img, iframe, object, script:not([src]), svg")).isEmpty();
            assertThat(page.all("script")).hasSize(1);

            page.script(
                    "const made = document.createElement('script'); made.textContent = \"document.title = 'hacked'\";"
                            + " document.body.append(made)");
            assertThat(page.errors())
                    .as("the policy forbids it")
                    .anyMatch(error -> error.contains("Content Security Policy"));
            assertThat(page.script("return document.title")).isEqualTo("Fermata");
        }
    }

    @Test
    void aPageOfAnotherOriginChangesNothing() throws Exception {
        HttpServer foreign = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        foreign.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        foreign.start();
        try (Browser page = Browser.live(simulator.uri())) {
            page.open(URI.create("http://127.0.0.1:" + foreign.getAddress().getPort() + "/"));
            String call = "return fetch('" + simulator.uri()
                    + "/admin/clock/advance', {method: 'POST', body: '{\"by\": \"1h\"}', ";
            assertThat(page.promise(call + "headers: {'Content-Type': 'application/json'}}).then(r => r.status)"))
                    .isEqualTo("TypeError: Failed to fetch");
            assertThat(page.promise(call + "mode: 'no-cors'}).then(r => r.type)"))
                    .isEqualTo("opaque");
            assertThat(page.promise("return fetch('" + simulator.uri() + "/admin/live').then(r => r.text())"))
                    .isEqualTo("TypeError: Failed to fetch");
            assertThat(clock.now()).isEqualTo(START);
        } finally {
            foreign.stop(0);
        }
    }

    @Test
    void asksForTheTokenAndKeepsItInTheTab() throws Exception {
        simulator.close();
        simulator = start(Simulator.builder().adminToken("right-token"));
        try (Browser page = new Browser(simulator.uri())) {
            page.until("document.getElementById('notice').textContent.includes('401')");
            assertThat(page.find("#counters").getText())
                    .as("nothing is known yet")
                    .isEmpty();
            page.type("[name=token]", "wrong-token");
            page.click("#access button");
            page.until(
                    "document.getElementById('notice').textContent.includes('the token that the simulator was started with')");
            page.type("[name=token]", "right-token");
            page.click("#access button");
            page.until("document.getElementById('connection').textContent === 'live'");
            assertThat(page.find("#notice").isDisplayed()).isFalse();
            page.click("[data-call=advance] button");
            page.said("POST /admin/clock/advance: 200");
            assertThat(clock.now()).isEqualTo(START.plusSeconds(60));
            page.click("[data-call=freeze] + .curl");
            assertThat(page.said("curl")).contains("Bearer $ADMIN_TOKEN").doesNotContain("right-token");
            assertThat(page.script("return localStorage.length + document.cookie.length + location.search.length"))
                    .isEqualTo(0L);
        }
    }

    @Test
    void drawsFiveThousandJobsInTime() throws Exception {
        List<String> tags = new ArrayList<>();
        json(get("/v1/languages"))
                .path("languages")
                .forEach(each -> tags.add('"' + each.path("code").asString() + '"'));
        for (int i = 0; i < 100; i++) {
            submit("\"target_languages\":" + tags.subList(0, 50));
        }
        String ids = String.join(",", newest(100));
        for (int i = 0; i < 100; i++) {
            get("/v1/jobs?ids=" + ids, "X-Client-Id", "client " + i % 7);
        }
        simulator.clock().speed(1);
        try (Browser page = Browser.live(simulator.uri())) {
            page.until("/jobs5000/.test(document.getElementById('counters').textContent)");
            Object times = page.promise(
                    "const canvas = document.getElementById('timeline');"
                            + "const scroller = document.getElementById('scroller');"
                            + "canvas.draws = canvas.millis = 0;"
                            + "const frames = [];"
                            + "for (let i = 0, last = performance.now(); i < 200; i++) {"
                            + "  scroller.scrollTop += 97;"
                            + "  last = await new Promise(next => requestAnimationFrame(() => {"
                            + "    frames.push(performance.now() - last); next(performance.now()); }));"
                            + "}"
                            + "frames.sort((a, b) => a - b);"
                            + "return {draws: canvas.draws, drawing: canvas.millis / canvas.draws, median: frames[100], p95: frames[190], worst: frames[199]}");
            System.out.println("PageIT: 5,000 jobs, 200 frames, in ms: " + times);
            assertThat(times).isInstanceOf(Map.class);
            assertThat(((Number) ((Map<?, ?>) times).get("draws")).intValue()).isGreaterThan(100);
        }
    }

    private List<String> newest(int many) throws Exception {
        List<String> ids = new ArrayList<>();
        json(get("/v1/jobs?limit=" + many))
                .path("jobs")
                .forEach(job -> ids.add(job.path("id").asString()));
        return ids;
    }

    @ParameterizedTest
    @CsvSource({"360, 740, light", "360, 740, dark", "1280, 900, light", "3840, 2160, dark"})
    void fitsIntoEveryWindow(int width, int height, String theme) throws Exception {
        get("/v1/jobs/" + submit("\"title\":\"" + "long".repeat(40) + "\""), "X-Client-Id", "x".repeat(200));
        try (Browser page = Browser.live(simulator.uri())) {
            page.emulate(width, height, theme);
            page.click("#all-jobs summary");
            page.until("document.querySelectorAll('#clients tbody tr').length > 1");
            assertThat(page.script("return document.documentElement.scrollWidth <= innerWidth"))
                    .as("nothing sticks out")
                    .isEqualTo(true);
            assertThat(page.paleTexts()).isEmpty();
        }
    }

    private String submit(String more) throws Exception {
        String languages = more.contains("target_languages") ? "" : "\"target_languages\":[\"es\"],";
        HttpRequest request = HttpRequest.newBuilder(simulator.uri().resolve("/v1/jobs"))
                .header("Content-Type", "application/json")
                .header("X-Client-Id", "submitter")
                .POST(BodyPublishers.ofString(
                        "{\"source_url\":\"https://example.com/a.mp4\"," + languages + more + "}"))
                .build();
        return json(http.send(request, BodyHandlers.ofString()))
                .at("/jobs/0/id")
                .stringValue();
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return http.send(request(path, headers), BodyHandlers.ofString());
    }

    private HttpRequest request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(simulator.uri().resolve(path));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return request.build();
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }
}
