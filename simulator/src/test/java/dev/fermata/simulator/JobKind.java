package dev.fermata.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A kind of job, and how its clients submit it and see that it is over. A new dialect needs at least one entry. */
enum JobKind {
    STATUS("status", 30, "/result", "pending", "completed", "error") {
        @Override
        String submit(Client client) {
            return "/status";
        }
    },
    FERMATA("fermata", 21, "/state", "running", "completed", "failed") {
        @Override
        String submit(Client client) throws Exception {
            return "/v1/jobs/"
                    + client.post(
                            "/v1/jobs",
                            "{'source_url':'https://e.example/a.mp4','target_languages':['es']}",
                            "/jobs/0/id");
        }
    },
    HEYGEN_TRANSLATION("heygen", 8 * 60, "/data/status", "running", "completed", "failed") {
        @Override
        String submit(Client client) throws Exception {
            return HEYGEN + "/" + client.post(HEYGEN, HEYGEN_BODY, "/data/video_translation_ids/0");
        }
    },
    HEYGEN_BATCH("heygen", 8 * 60, "/data/status", "processing", "completed", "failed") {
        @Override
        String submit(Client client) throws Exception {
            String body = "{'title':'B','video_translations':[" + HEYGEN_BODY + "]}";
            return HEYGEN + "/batches/" + client.post(HEYGEN + "/batches", body, "/data/batch_id");
        }

        @Override
        String job(Client client, String path) throws Exception {
            // Before the job runs, there is no id.
            client.clock.advance(Duration.ofMinutes(3));
            return client.get(path).at("/data/items/0/video_id").asString();
        }
    },
    HEYGEN_PROOFREAD("heygen", 4 * 60, "/data/status", "processing", "completed", "failed") {
        @Override
        String submit(Client client) throws Exception {
            String body = HEYGEN_BODY.replaceFirst("\\{", "{'title':'T',");
            return HEYGEN + "/proofreads/" + client.post(HEYGEN + "/proofreads", body, "/data/proofread_ids/0");
        }
    },
    HEYGEN_LEGACY("heygen", 8 * 60, "/data/status", "running", "success", "failed") {
        @Override
        String submit(Client client) throws Exception {
            String body = "{'video_url':'https://e.example/x.mp4','output_language':'Spanish'}";
            return "/v2/video_translate/" + client.post("/v2/video_translate", body, "/data/video_translate_id");
        }
    },
    ELEVENLABS_DUB("elevenlabs", 4 * 60, "/status", "dubbing", "dubbed", "failed") {
        @Override
        String submit(Client client) throws Exception {
            return "/v1/dubbing/" + client.form("/v1/dubbing", "target_lang", "/dubbing_id");
        }
    },
    ELEVENLABS_LANGUAGE("elevenlabs", 4 * 60, "/status", "processing", "completed", "failed") {
        @Override
        String submit(Client client) throws Exception {
            String project = "/v1/dubbing/project";
            String id = client.form(project, "target_language", "/project_id");
            String path = project + "/" + id;
            return path + "/language/" + client.get(path).at("/language_ids/0").asString();
        }
    },
    REPLICATE("replicate", 43, "/status", "processing", "succeeded", "failed") {
        @Override
        String submit(Client client) throws Exception {
            String body = "{'version':'acme/dub:abc123','input':{'video':'https://e.example/x.mp4'}}";
            return "/v1/predictions/" + client.post("/v1/predictions", body, "/id");
        }
    },
    AZURE_IMPORT("azure", 47, "/status", "Running", "Succeeded", "Failed") {
        @Override
        String submit(Client client) throws Exception {
            return client.azure(client.next(), AZURE_BODY.formatted(""));
        }
    },
    AZURE_FIRST_ITERATION("azure", 6 * 60, "/status", "Running", "Succeeded", "Failed") {
        @Override
        String submit(Client client) throws Exception {
            String first = ",'autoCreateFirstIteration':true,'speakerCount':2";
            return client.azure(client.next(), AZURE_BODY.formatted(first));
        }
    },
    AZURE_ITERATION("azure", 6 * 60, "/status", "Running", "Succeeded", "Failed") {
        @Override
        String submit(Client client) throws Exception {
            String translation = client.next();
            client.azure(translation, AZURE_BODY.formatted(""));
            client.simulator.job(translation).finish();
            return client.azure(translation + "/iterations/first", "{}");
        }

        @Override
        String job(Client client, String path) {
            return client.last();
        }
    },
    FAL("fal", 93, "", "IN_PROGRESS", "COMPLETED", "COMPLETED, error") {
        @Override
        String submit(Client client) throws Exception {
            String id = client.post(
                    "/fal/fal-ai/heygen/v2/translate/speed",
                    "{'video_url':'https://e.example/x.mp4','output_language':'Spanish'}",
                    "/request_id");
            return "/fal/fal-ai/heygen/requests/" + id + "/status";
        }

        @Override
        String word(JsonNode shown) {
            return shown.path("status").asString() + (shown.has("error") ? ", error" : "");
        }

        @Override
        String job(Client client, String path) {
            return path.split("/")[5];
        }
    },
    RUNWAY("runway", 63, "/status", "RUNNING", "SUCCEEDED", "FAILED") {
        @Override
        String submit(Client client) throws Exception {
            String body = "{'model':'eleven_voice_dubbing','audioUri':'https://e.example/a.mp3','targetLang':'es'}";
            return "/v1/tasks/" + client.post("/v1/voice_dubbing", body, "/id");
        }
    },
    OF_A_FILE("operations", 21, "", "running", "completed", "failed") {
        @Override
        String submit(Client client) throws Exception {
            return "/v1/" + client.post("/v1/videos:translate", "{'input':{'uri':'https://e.example/a'}}", "/name");
        }

        @Override
        String word(JsonNode shown) {
            return shown.has("error") ? "failed" : shown.path("done").asBoolean() ? "completed" : "running";
        }
    };

    private static final String HEYGEN = "/v3/video-translations";
    private static final String HEYGEN_BODY =
            "{'output_languages':['Spanish'],'video':{'type':'url','url':'https://e.example/x.mp4'}}";
    private static final String AZURE = "/videotranslation/%s/%s?api-version=2026-03-01";
    private static final String AZURE_BODY = "{'input':{'targetLocale':'es-ES','voiceKind':'PlatformVoice',"
            + "'videoFileUrl':'https://e.example/x.mp4'%s}}";

    final String dialect;
    final Duration usual;
    final String pointer;
    final String early;
    final String completed;
    final String failed;

    /**
     * @param usual about how many seconds it takes where nothing is set
     * @param pointer to the word that says what has become of it
     */
    JobKind(String dialect, int usual, String pointer, String early, String completed, String failed) {
        this.dialect = dialect;
        this.usual = Duration.ofSeconds(usual);
        this.pointer = pointer;
        this.early = early;
        this.completed = completed;
        this.failed = failed;
    }

    /** Returns the path that shows it. */
    abstract String submit(Client client) throws Exception;

    String word(JsonNode shown) {
        return shown.at(pointer).asString();
    }

    /** The id by which tests know it. */
    String job(Client client, String path) throws Exception {
        return path.replaceAll("\\?.*|.*/(?=[^/?]+($|\\?))", "");
    }

    /** A simulator whose time stands still, and a client of any of its APIs. */
    static final class Client implements AutoCloseable {

        final SimulatorClock clock = SimulatorClock.frozenAt(Instant.parse("2026-01-01T00:00:00Z"));
        final Simulator simulator;
        private final Requests requests;
        private int number;

        Client(UnaryOperator<SimulatorBuilder> settings) {
            SimulatorBuilder builder = Simulator.builder()
                    .port(0)
                    .seed(1)
                    .clock(clock)
                    .dialectFile(Path.of("../docs/dialects/operations.yaml"))
                    .dialectOption("heygen.legacy", true);
            simulator = settings.apply(builder).start();
            requests = new Requests(simulator.uri());
        }

        String next() {
            number++;
            return last();
        }

        String last() {
            return "t-" + number;
        }

        JsonNode get(String path) throws Exception {
            return shown(send("GET", path, null));
        }

        String post(String path, String json, String pointer) throws Exception {
            return shown(send("POST", path, json)).at(pointer).asString();
        }

        String form(String path, String language, String pointer) throws Exception {
            String form = "";
            for (String field : List.of("source_url\"\r\n\r\nhttps://e.example/a.mp4", language + "\"\r\n\r\nes")) {
                form += "--b\r\nContent-Disposition: form-data; name=\"" + field + "\r\n";
            }
            String type = "multipart/form-data; boundary=b";
            return shown(requests.send("POST", path, form + "--b--\r\n", "Content-Type", type))
                    .at(pointer)
                    .asString();
        }

        /** Puts a translation, or an iteration of one. Returns the path of the operation. */
        String azure(String path, String json) throws Exception {
            String operation = path.replace('/', '-');
            String body = json.replace('\'', '"');
            String resource = AZURE.formatted("translations", path);
            shown(requests.send("PUT", resource, body, "Operation-Id", operation));
            return AZURE.formatted("operations", operation);
        }

        private HttpResponse<String> send(String method, String path, @Nullable String json) throws Exception {
            String body = json == null ? null : json.replace('\'', '"');
            return requests.send(method, path, body, "X-Runway-Version", "2024-11-06");
        }

        private static JsonNode shown(HttpResponse<String> response) {
            assertThat(response.statusCode()).as(response.body()).isBetween(200, 202);
            return Requests.json(response);
        }

        @Override
        public void close() {
            simulator.close();
        }
    }
}
