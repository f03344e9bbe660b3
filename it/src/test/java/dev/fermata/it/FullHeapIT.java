package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code fermata serve} with a small heap that clients fill. */
@Timeout(240)
class FullHeapIT {

    private static final String HEAP = "-Xmx32m";
    private static final int AT_ONCE = 64;
    private static final int MOST = 2_000_000;
    private static final String FORM = "multipart/form-data; boundary=b";

    private final HttpClient http = HttpClient.newHttpClient();

    /** What a client submits again and again. Each is as large as possible or as small as possible beside its texts. */
    private enum Shape {
        PLAIN("POST /v1/jobs", i -> v1("")),
        KEYED("POST /v1/jobs", i -> v1(""), i -> "Idempotency-Key: key-" + i),
        OWN_KEYS("POST /v1/jobs", i -> v1(""), i -> "X-API-Key: client-" + i),
        TITLED("POST /v1/jobs", i -> v1(",\"title\":\"" + "\u00e4\u6f22".repeat(100) + "\"")),
        CALLED_BACK("POST /v1/jobs", i -> v1(",\"callback_url\":\"http://127.0.0.1:9/" + i + "\"")),
        METADATA("POST /v1/jobs", i -> v1(",\"metadata\":" + metadata(16, ""))),
        LONG_METADATA("POST /v1/jobs", i -> v1(",\"metadata\":" + metadata(16, "\u6f22".repeat(400)))),
        PLANNED(
                "POST /v1/jobs",
                i -> v1(",\"scenario\":{\"duration\":" + (100 + i) + ",\"video_seconds\":7.5,\"outcome\":\"failed\"}")),
        ANOMALOUS(
                "POST /v1/jobs",
                i -> v1(
                        ",\"scenario\":{\"video_seconds\":7,\"faults\":[{\"fault\":\"relapse\",\"after\":\"7s\",\"lasting\":\"9s\"}]}")),
        FAULTY(
                "POST /v1/jobs",
                i -> v1(",\"scenario\":{\"faults\":[{\"fault\":\"status\",\"status\":503,\"first\":" + (i + 1)
                        + "}]}")),
        HEYGEN("POST /v3/video-translations", i -> heygen(i, ""), i -> "X-API-Key: client-" + i),
        HEYGEN_BATCH(
                "POST /v3/video-translations/batches",
                i -> "{\"title\":\"T" + i + "\",\"video_translations\":["
                        + heygen(i, ",\"title\":\"" + "x".repeat(900) + "\"") + "," + heygen(i, "") + "]}"),
        HEYGEN_PROOFREAD(
                "POST /v3/video-translations/proofreads",
                i -> heygen(i, ",\"title\":\"T\""),
                i -> "X-API-Key: client-" + i),
        DUB("POST /v1/dubbing", i -> form("target_lang", "es"), i -> "Content-Type: " + FORM),
        PROJECT("POST /v1/dubbing/project", i -> form("target_language", "es"), i -> "Content-Type: " + FORM),
        REPLICATE(
                "POST /v1/predictions",
                i -> "{\"version\":\"acme/dub:abc123\",\"input\":{\"video\":\"https://e.example/" + i + ".mp4\"}}"),
        AZURE(
                "PUT /videotranslation/translations/t-%d?api-version=2026-03-01",
                i -> azure(), i -> "Operation-Id: o-" + i),
        FAL(
                "POST /fal/fal-ai/heygen/v2/translate/speed",
                i -> "{\"video_url\":\"https://e.example/x.mp4\",\"output_language\":\"Spanish\"}"),
        RUNWAY(
                "POST /v1/voice_dubbing",
                i ->
                        "{\"model\":\"eleven_voice_dubbing\",\"audioUri\":\"https://e.example/a.mp3\",\"targetLang\":\"es\"}",
                i -> "X-Runway-Version: 2024-11-06");

        private final String route;
        private final IntFunction<String> body;
        private final IntFunction<String> header;

        Shape(String route, IntFunction<String> body) {
            this(route, body, i -> "X-Number: " + i);
        }

        Shape(String route, IntFunction<String> body, IntFunction<String> header) {
            this.route = route;
            this.body = body;
            this.header = header;
        }

        HttpRequest request(URI base, int i) {
            String[] method = String.format(route, i).split(" ");
            String[] field = header.apply(i).split(": ");
            return HttpRequest.newBuilder(base.resolve(method[1]))
                    .method(method[0], BodyPublishers.ofString(body.apply(i)))
                    .setHeader("Content-Type", "application/json")
                    .setHeader(field[0], field[1])
                    .build();
        }
    }

    @ParameterizedTest
    @EnumSource
    void submissionsOfEachShapeEndIn503(Shape shape) throws Exception {
        try (Program serve = serve(HEAP, "--speed=frozen")) {
            URI base = base(serve);
            HttpResponse<String> refused = fill(shape, base);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
            assertThat(refused.body()).containsPattern("no (memory|room) for");
            HttpResponse<String> healthy =
                    http.send(HttpRequest.newBuilder(base.resolve("/healthz")).build(), BodyHandlers.ofString());
            assertThat(healthy.statusCode()).isEqualTo(200);
        }
    }

    /** The answer to the first submission that is refused. */
    private HttpResponse<String> fill(Shape shape, URI base) {
        Queue<CompletableFuture<HttpResponse<String>>> sent = new ArrayDeque<>();
        for (int i = 0; i < MOST; i++) {
            sent.add(http.sendAsync(shape.request(base, i), BodyHandlers.ofString()));
            HttpResponse<String> answer =
                    sent.size() < AT_ONCE ? null : sent.remove().join();
            if (answer != null && answer.statusCode() >= 300) {
                sent.forEach(CompletableFuture::join);
                return answer;
            }
        }
        throw new AssertionError("all " + MOST + " were accepted");
    }

    /** A batch with long texts, whose jobs the store forgets as others come. */
    @Test
    void batchesKeepNoTextsOfForgottenJobs() throws Exception {
        try (Program serve = serve(HEAP, "--total-delay=0", "--max-jobs=100")) {
            URI base = base(serve);
            String item = heygen(0, ",\"title\":\"" + "x".repeat(1_000) + "\"")
                    .replace("\"c0\"", "\"" + "y".repeat(1_000) + "\"");
            String batch = "{\"video_translations\":[" + item + (("," + item).repeat(24)) + "]}";
            for (int i = 0; i < 1_500; i++) {
                HttpResponse<String> created = http.send(
                        HttpRequest.newBuilder(base.resolve("/v3/video-translations/batches"))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(batch))
                                .build(),
                        BodyHandlers.ofString());
                assertThat(created.statusCode())
                        .as("batch %d: %s", i, created.body())
                        .isEqualTo(202);
            }
        }
    }

    /** In memory, small values take about thirty times the bytes of the body. */
    @Test
    void aBodyOfManySmallValuesIsRefused() throws Exception {
        try (Program serve = serve(HEAP)) {
            URI base = base(serve);
            String body = "{\"a\":[" + "{},".repeat(600_000) + "{}]}";
            HttpResponse<String> refused = http.send(
                    HttpRequest.newBuilder(base.resolve("/fal/acme/dub"))
                            .header("Authorization", "Key a")
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
            assertThat(refused.body()).contains("The body is too large");
        }
    }

    @Test
    void faultRulesEndInARefusal() throws Exception {
        try (Program serve = serve(HEAP)) {
            String rule = "{\"fault\":\"status\",\"status\":418,\"body\":\"" + "x".repeat(10_000) + "\"}";
            HttpRequest add = HttpRequest.newBuilder(base(serve).resolve("/admin/faults"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(rule))
                    .build();
            HttpResponse<String> answer = http.send(add, BodyHandlers.ofString());
            while (answer.statusCode() == 201) {
                answer = http.send(add, BodyHandlers.ofString());
            }
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("no memory for one more rule of about 2");
        }
    }

    /** No heap is too small for the sentence, wherever it is full: at the start, or at some submission. */
    @Test
    void aHeapThatIsTooSmallEndsWith71AndSaysSo() throws Exception {
        List<Integer> codes = new ArrayList<>();
        for (int megabytes = 12; megabytes >= 5; megabytes--) {
            try (Program serve = serve("-Xmx" + megabytes + "m", "--speed=frozen")) {
                URI base = listens(serve);
                boolean goesOn = base != null && fillOne(base);
                if (goesOn) {
                    continue;
                }
                codes.add(serve.exitCode());
                assertThat(serve.err())
                        .as("-Xmx%dm", megabytes)
                        .contains("fermata serve: out of memory; give it a larger heap (-Xmx)");
            }
        }
        assertThat(codes).isNotEmpty().containsOnly(71);
    }

    /** Null if it ends before it listens. */
    private static @Nullable URI listens(Program serve) throws InterruptedException {
        CompletableFuture<@Nullable URI> url = new CompletableFuture<>();
        serve.process().onExit().thenRun(() -> url.complete(null));
        Thread reader = new Thread(() -> {
            try {
                url.complete(base(serve));
            } catch (InterruptedException ended) {
                url.complete(null);
            }
        });
        reader.setDaemon(true);
        reader.start();
        URI base = url.join();
        reader.interrupt();
        return base;
    }

    /** Returns whether it refuses a submission, and goes on; else it has ended. */
    private boolean fillOne(URI base) throws InterruptedException {
        try {
            for (int i = 0; i < MOST; i++) {
                int status = http.send(Shape.PLAIN.request(base, i), BodyHandlers.ofString())
                        .statusCode();
                if (status != 202) {
                    return true;
                }
            }
        } catch (IOException ended) {
            return false;
        }
        throw new AssertionError("all " + MOST + " were accepted");
    }

    private static Program serve(String heap, String... more) throws IOException {
        ProcessBuilder command = new ProcessBuilder(
                Checkout.JAVA.toString(),
                heap,
                "-jar",
                Checkout.JAR.toString(),
                "serve",
                "--port=0",
                "--seed=1",
                "--dialect-option=elevenlabs.jobs_at_once=none");
        command.command().addAll(Arrays.asList(more));
        return Program.start(command, Map.of());
    }

    private static URI base(Program serve) throws InterruptedException {
        String line = serve.awaitLine("listening on http");
        return URI.create(line.replaceFirst(".*(http://[0-9.:]+).*", "$1") + "/");
    }

    private static String v1(String more) {
        return "{\"source_url\":\"https://e.example/x.mp4\",\"target_languages\":[\"es\"]" + more + "}";
    }

    private static String metadata(int entries, String more) {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < entries; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("\"k")
                    .append(i)
                    .append("\":\"v")
                    .append(more)
                    .append('"');
        }
        return json.append('}').toString();
    }

    private static String heygen(int i, String more) {
        return "{\"output_languages\":[\"Spanish\"],\"callback_id\":\"c" + i
                + "\",\"video\":{\"type\":\"url\",\"url\":\"https://e.example/x.mp4\"}" + more + "}";
    }

    private static String azure() {
        return "{\"displayName\":\"T\",\"input\":{\"targetLocale\":\"es-ES\",\"voiceKind\":\"PlatformVoice\","
                + "\"videoFileUrl\":\"https://e.example/x.mp4\",\"autoCreateFirstIteration\":true,\"speakerCount\":2}}";
    }

    private static String form(String name, String value) {
        String part = "--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n";
        return String.format(part, "source_url", "https://e.example/x.mp4") + String.format(part, name, value)
                + "--b--\r\n";
    }
}
