package dev.fermata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.cli.vendor.Vendor;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code fermata submit} and {@code fermata wait} with the name of a vendor. */
@Timeout(60)
class VendorCommandsTest {

    private static final Map<String, String> NONE = Map.of();
    private static final String VIDEO = "https://example.com/talk.mp4";

    private CannedServer server;

    @BeforeEach
    void startTheServer() throws IOException {
        server = new CannedServer();
    }

    @AfterEach
    void stopTheServer() {
        server.close();
    }

    @ParameterizedTest
    @MethodSource("dev.fermata.cli.VendorJob#each")
    void submitsAJobAndWaitsForItWithTheKeyOfTheVendorsVariable(VendorJob job) {
        job.playedBy(server);
        Map<String, String> environment = Map.of(job.vendor().keyVariables().get(0), "sesame");
        CapturedRun submitted = CapturedRun.of(
                environment,
                job.command("submit", server.url(), "--source", VIDEO, "--language", "es", "--key", "order-1"));
        assertThat(submitted.exitCode()).as(submitted.err()).isZero();
        assertThat(submitted.out().lines()).containsExactly(job.id());
        CapturedRun waited = CapturedRun.of(environment, job.command("wait", server.url(), "-v", "--json", job.id()));
        assertThat(waited.exitCode()).as(waited.err()).isZero();
        assertThat(waited.out()).contains("\"result\":\"completed\"", "\"id\":\"" + job.id() + "\"", "\"parts\":{");
        assertThat(server.lines())
                .startsWith(job.submission())
                .endsWith(job.polls().toArray(String[]::new));
        assertThat(server.requests().get(0).body()).contains(VIDEO);
        assertThatEachRequestHasTheKey(job);
        assertThat(submitted.everything() + waited.everything()).doesNotContain("sesame");
    }

    @ParameterizedTest
    @MethodSource("dev.fermata.cli.VendorJob#each")
    void prefersTheKeyOfTheOption(VendorJob job) {
        job.playedBy(server);
        CapturedRun waited = CapturedRun.of(
                Map.of(job.vendor().keyVariables().get(0), "other"),
                job.command("wait", server.url(), job.id(), "--api-key", "sesame"));
        assertThat(waited.exitCode()).as(waited.err()).isZero();
        assertThat(waited.out()).isEqualTo("completed" + System.lineSeparator());
        assertThatEachRequestHasTheKey(job);
    }

    @ParameterizedTest
    @MethodSource("dev.fermata.cli.VendorJob#each")
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the command is one of a POSIX shell")
    void takesTheKeyFromACommand(VendorJob job) {
        job.playedBy(server);
        CapturedRun waited =
                CapturedRun.of(NONE, job.command("wait", server.url(), job.id(), "--token-command", "echo sesame"));
        assertThat(waited.exitCode()).as(waited.err()).isZero();
        assertThatEachRequestHasTheKey(job);
    }

    @ParameterizedTest
    @MethodSource("dev.fermata.cli.VendorJob#each")
    void neverShowsTheKeyThatAServerRepeats(VendorJob job) {
        server.answer(job.submission(), 401, "{'error':{'message':'the key sesame is not valid'}}");
        job.polls().forEach(poll -> server.answer(poll, 401, "{'error':{'message':'the key sesame is not valid'}}"));
        Map<String, String> environment = Map.of(job.vendor().keyVariables().get(0), "sesame");
        CapturedRun submitted = CapturedRun.of(
                environment,
                job.command(
                        "submit", server.url(), "--source", VIDEO, "--language", "es", "--key", "order-1", "--json"));
        CapturedRun waited = CapturedRun.of(environment, job.command("wait", server.url(), job.id(), "-v"));
        assertThat(submitted.exitCode()).isEqualTo(3);
        assertThat(submitted.out()).contains("\"result\":\"refused\"", "answered 401");
        assertThat(submitted.err()).contains("fermata submit: ", "answered 401");
        assertThat(waited.exitCode()).isEqualTo(3);
        assertThat(waited.out()).isEqualTo("refused" + System.lineSeparator());
        assertThat(submitted.everything() + waited.everything()).doesNotContain("sesame");
    }

    @ParameterizedTest
    @EnumSource(Vendor.class)
    void namesTheVariableAndTheOptionOfAMissingKey(Vendor vendor) {
        CapturedRun run = CapturedRun.of(Map.of(vendor.keyVariables().get(0), " "), "wait", vendor.toString(), "job-1");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines().toList())
                .containsExactly(
                        "fermata wait: the key of " + vendor + " is missing; set "
                                + vendor.keyVariables().get(0) + ", or give --api-key or --token-command",
                        "Try 'fermata wait --help'.");
    }

    @ParameterizedTest
    @CsvSource({
        "heygen, HEYGEN_API_BASE, vt_1",
        "elevenlabs, ELEVENLABS_BASE_URL, dub_1",
        "elevenlabs, ELEVENLABS_BASE_URL, proj_1/lang_1",
        "replicate, REPLICATE_BASE_URL, p1"
    })
    void takesTheUrlFromTheVendorsVariable(String vendor, String variable, String id) {
        VendorJob.each().forEach(job -> job.playedBy(server));
        CapturedRun run = CapturedRun.of(Map.of(variable, server.url()), "wait", vendor, id, "--api-key=k");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void takesTheNameOfTheVendorFromTheOptionToo() {
        VendorJob.each().forEach(job -> job.playedBy(server));
        for (String line : new String[] {"--backend heygen vt_1", "--backend HeyGen heygen vt_1", "HEYGEN vt_1"}) {
            CapturedRun run = CapturedRun.of(NONE, ("wait " + server.url() + " --api-key k " + line).split(" "));
            assertThat(run.exitCode()).as(line + run.err()).isZero();
        }
        assertThat(server.lines())
                .containsOnly("GET /v3/video-translations/vt_1")
                .hasSize(3);
    }

    @Test
    void readsTheVariablesOfMicrosoftsSamplesToo() {
        VendorJob.each().forEach(job -> job.playedBy(server));
        CapturedRun run =
                CapturedRun.of(Map.of("SPEECH_KEY", "second"), "wait", "azure", "order-1", "--url", server.url());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(server.requests().get(0).headers().getFirst("Ocp-Apim-Subscription-Key"))
                .isEqualTo("second");
        CapturedRun region = CapturedRun.of(
                Map.of("SPEECH_KEY", "second", "SPEECH_REGION", "West Europe"), "wait", "azure", "order-1");
        assertThat(region.err()).contains("region is 'West Europe'; allowed is the short name");
    }

    @Test
    void waitsForPredictionsOfAnyModel() {
        VendorJob.each().forEach(job -> job.playedBy(server));
        CapturedRun run = CapturedRun.of(NONE, "wait", "replicate", "p1", "--api-key=k", "--url=" + server.url());
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    @Test
    void waitsForAllLanguagesOfAProject() {
        server.answer(
                "GET /v1/dubbing/project/proj_1/language",
                200,
                "{'languages':[{'status':'completed','target_language':'es'},{'status':'failed','error':{'code':'bad'}}]}");
        CapturedRun run =
                CapturedRun.of(NONE, "wait", "elevenlabs-project", "proj_1", "--api-key=k", "--url=" + server.url());
        assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("failed" + System.lineSeparator());
    }

    @Test
    void printsWhyAJobFailed() {
        server.answer(
                "GET /v3/video-translations/vt_1",
                200,
                "{'data':{'status':'failed','failure_message':'the video has no voice'}}");
        CapturedRun run = CapturedRun.of(NONE, "wait", "heygen", "vt_1", "--api-key=k", "--url=" + server.url());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("failed" + System.lineSeparator());
        assertThat(run.err()).isEqualTo("fermata wait: the video has no voice" + System.lineSeparator());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wait heygen|the id of a job is missing",
                "wait heygen vt_1 --region westeurope|--region is not for heygen; leave it out: it is for azure",
                "wait http://localhost:8000 job-1 --model a/b|--model is not for this server; leave it out: it is for replicate, fal",
                "wait fal r1|--model is missing: fal keeps its jobs by model",
                "wait fal r1 --model dub|app is 'dub'; allowed is owner/name",
                "wait azure job-1|the region is missing; set AZURE_SPEECH_REGION, or give --region, such as westeurope",
                "wait elevenlabs dub_1 proj_1/lang_1|some ids have a slash",
                "wait heygen vt_1 --url localhost:9|--url: server URL is 'localhost:9'; it has no scheme",
                "wait --backend heygen vt_1 --state /x|describe a server that is no vendor's",
                "wait --backend heygn vt_1|unknown backend 'heygn'; did you mean heygen?",
                "wait heygn vt_1|unknown vendor 'heygn'; did you mean heygen? If it is the id of a job, choose --backend fermata",
                "submit heygn --source https://v/1.mp4 --language es|unknown vendor 'heygn'; did you mean heygen?",
                "submit nobody --source https://v/1.mp4 --language es|unknown vendor 'nobody'; allowed are heygen, elevenlabs,",
                "submit heygen fal --source https://v/1.mp4 --language es|unexpected argument 'fal'",
                "submit --backend status --source https://v/1.mp4 --language es|--backend status cannot submit",
                "submit heygen --language es|--source is missing: the URL of the video",
                "submit heygen --source https://v/1.mp4|--language is missing: the target language",
                "submit heygen --source talk.mp4 --language es|--source has no scheme",
                "submit heygen --source https://v/1.mp4 --language es --callback x|--callback has no scheme",
                "submit azure --region x1 --source https://v/1.mp4 --language es --callback https://me|--callback is not for azure",
                "submit replicate --source https://v/1.mp4 --language es|--model is missing: the model that gets the submission",
                "submit replicate --model x/y --fields video --source https://v/1.mp4 --language es|--language is of no use",
                "submit replicate --model x/y --fields a,b,c --source https://v/1.mp4 --language es|--fields is 'a,b,c'; allowed are",
                "submit replicate --model /y --source https://v/1.mp4 --language es|model is '/y'; allowed are owner/name",
                "submit heygen --source https://v/1.mp4 --language es --input mode|has no name; allowed is name=value",
                "submit heygen --source https://v/1.mp4 --language es --input mode=null|mode is null",
                "submit heygen --source https://v/1.mp4 --language es --key ä|--key is not allowed",
                "submit heygen --config x --source https://v/1.mp4 --language es|--config stands for the vendor",
                "submit --config /nowhere --source https://v/1.mp4 --language es|--config /nowhere cannot be read"
            })
    void saysInALineWhatIsWrongWithAnArgument(String line, String problem) {
        String[] arguments = line.split(" ");
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--api-key";
        all[arguments.length + 1] = "sesame";
        CapturedRun run = CapturedRun.of(NONE, all);
        assertThat(run.exitCode()).as(run.everything()).isEqualTo(2);
        assertThat(run.err().lines().findFirst().orElseThrow())
                .startsWith("fermata " + arguments[0] + ": ")
                .contains(problem);
        assertThat(run.err().lines()).hasSize(2);
        assertThat(run.everything()).doesNotContain("sesame", "Exception");
    }

    @ParameterizedTest
    @CsvSource({
        "heygen vt_1, HEYGEN_API_BASE, localhost:9, HEYGEN_API_BASE: server URL is 'localhost:9'; it has no scheme",
        "heygen vt_1, HEYGEN_API_BASE, http://[, HEYGEN_API_BASE cannot be read: ",
        "fal r1 --model a/b, FAL_QUEUE_RUN_HOST, my_host, FAL_QUEUE_RUN_HOST: server URL is 'https://my_host'"
    })
    void namesTheVariableThatHasAWrongUrl(String line, String variable, String value, String problem) {
        CapturedRun run = CapturedRun.of(Map.of(variable, value), ("wait --api-key k " + line).split(" "));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("fermata wait: " + problem);
    }

    @Test
    void doesNotShowAKeyThatNoHeaderCanHave() {
        CapturedRun run = CapturedRun.of(Map.of("HEYGEN_API_KEY", "ses\u0001ame"), "wait", "heygen", "vt_1");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("the value of the header X-Api-Key").doesNotContain("ame\n", "ses\u0001");
    }

    @ParameterizedTest
    @EnumSource(Vendor.class)
    void helpNamesEachVendorAndItsVariables(Vendor vendor) {
        assertThat(words(CapturedRun.of(NONE, "help", "wait").out()))
                .contains(vendor.toString())
                .contains(vendor.keyVariables());
        assertThat(CapturedRun.of(NONE, "completion").out()).contains("\"" + vendor + "\"");
        assertThat(CapturedRun.of(NONE, "man").out()).contains(".SS fermata submit");
    }

    /** Where the vendor wants it, and not in the header of other servers. */
    private void assertThatEachRequestHasTheKey(VendorJob job) {
        assertThat(server.requests())
                .isNotEmpty()
                .allMatch(request -> job.keyValue().equals(request.headers().getFirst(job.keyHeader())))
                .noneMatch(request -> !job.keyHeader().equals("X-Api-Key")
                        && request.headers().containsKey("X-Api-Key"));
    }

    /** Lines break anywhere. */
    private static String words(String help) {
        return help.replaceAll("\\s+", " ");
    }
}
