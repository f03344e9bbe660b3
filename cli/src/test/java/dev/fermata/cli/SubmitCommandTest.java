package dev.fermata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What {@code fermata submit} sends and prints. */
@Timeout(60)
class SubmitCommandTest {

    private static final String HEYGEN = "POST /v3/video-translations";

    private CannedServer server;

    @BeforeEach
    void startTheServer() throws IOException {
        server = new CannedServer();
    }

    @AfterEach
    void stopTheServer() {
        server.close();
    }

    @Test
    void sendsSeveralLanguagesInOneRequestWhereTheVendorTakesThem() {
        server.answer(HEYGEN, 200, "{'data':{'video_translation_ids':['vt_1','vt_2']}}");
        CapturedRun run = submit("heygen", "--language", "es", "--language", "fr", "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "{\"id\":\"vt_1\",\"language\":\"es\",\"state\":\"pending\"}",
                        "{\"id\":\"vt_2\",\"language\":\"fr\",\"state\":\"pending\"}");
        assertThat(server.requests()).hasSize(1);
        assertThat(server.requests().get(0).body()).contains("\"output_languages\":[\"es\",\"fr\"]");
    }

    @Test
    void sendsARequestWithAKeyOfItsOwnForEachLanguageElsewhere() {
        server.answer("PUT /translations/order-7-es", 200, "{'id':'order-7-es'}")
                .answer("PUT /translations/order-7-fr", 403, "{}");
        CapturedRun run = submit("azure", "--language", "es", "--language", "fr", "--key", "order-7");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out().lines()).containsExactly("order-7-es");
        assertThat(run.err()).startsWith("fermata submit: fr: ").contains("answered 403");
        assertThat(server.lines())
                .containsExactlyInAnyOrder("PUT /translations/order-7-es", "PUT /translations/order-7-fr");
    }

    @Test
    void sendsInputsAsTheJsonThatTheyAre() {
        server.answer(HEYGEN, 200, "{'data':{'video_translation_ids':['vt_1']}}");
        CapturedRun run = submit(
                "heygen",
                "--language=es",
                "--title=A talk",
                "--source-language=en",
                "--callback=https://me.example/hook",
                "--input=speaker_num=2",
                "--input=translate_audio_only=true",
                "--input=words=[\"a\", {\"b\": 1.5}]",
                "--input=mode=precision",
                "--input=note=1 of 2",
                "--input=quoted=\"2\"");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(server.requests().get(0).body())
                .contains("\"title\":\"A talk\"", "\"input_language\":\"en\"", "\"https://me.example/hook\"")
                .contains("\"speaker_num\":2", "\"translate_audio_only\":true", "\"words\":[\"a\",{\"b\":1.5}]")
                .contains("\"mode\":\"precision\"", "\"note\":\"1 of 2\"", "\"quoted\":\"2\"");
    }

    @Test
    void namesTheInputsOfAModelAsTheModelDoes() {
        server.answer("POST /v1/models/acme/lipsync/predictions", 201, "{'id':'p1','status':'starting'}");
        assertThat(submit("replicate", "--model=acme/lipsync", "--fields=clip,to", "--language=es")
                        .exitCode())
                .isZero();
        assertThat(submit("replicate", "--model=acme/lipsync", "--fields=clip").exitCode())
                .isZero();
        assertThat(server.requests())
                .extracting(CannedServer.Request::body)
                .containsExactly(
                        "{\"input\":{\"clip\":\"https://v/1.mp4\",\"to\":\"es\"}}",
                        "{\"input\":{\"clip\":\"https://v/1.mp4\"}}");
    }

    @Test
    void printsTheKeyThatItChoseOnStandardError() {
        server.answer(HEYGEN, 200, "{'data':{'video_translation_ids':['vt_1']}}");
        CapturedRun chosen = submit("heygen", "--language=es");
        CapturedRun given = submit("heygen", "--language=es", "--key=order-7");
        String key = server.requests().get(0).headers().getFirst("Idempotency-Key");
        assertThat(chosen.err())
                .isEqualTo("fermata submit: the idempotency key is " + key + "; with --key " + key
                        + ", the same submission makes no second job" + System.lineSeparator());
        assertThat(server.requests().get(1).headers().getFirst("Idempotency-Key"))
                .isEqualTo("order-7");
        assertThat(given.err()).isEmpty();
    }

    @Test
    void saysThatAKeyMayBeOfNoUse() {
        server.answer("POST /v1/predictions", 201, "{'id':'p1','status':'starting'}");
        CapturedRun run = submit("replicate", "--model=v9", "--language=es", "--key=order-7");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err())
                .startsWith("fermata submit: --key: it is not known that replicate heeds an idempotency key");
        assertThat(submit("replicate", "--model=v9", "--language=es").err()).isEmpty();
    }

    @Test
    void printsTheIdBeforeItWaits() {
        server.answer("POST /v1/predictions", 201, "{'id':'p1','status':'failed','error':'no voice'}");
        CapturedRun run = submit("replicate", "--model=v9", "--language=es", "--wait");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out().lines()).containsExactly("p1", "failed");
        assertThat(run.err()).isEqualTo("fermata submit: no voice" + System.lineSeparator());
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void waitsForNothingIfNothingWasSubmitted() {
        server.answer(HEYGEN, 400, "{'error':{'code':'invalid_parameter','message':'no such language'}}");
        CapturedRun run = submit("heygen", "--language=xx", "--wait", "--key=1");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("no such language");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void submitsToFermatasOwnApiAndWaits() {
        try (Simulator simulator = Simulator.builder().port(0).seed(1).start()) {
            CapturedRun run = CapturedRun.of(
                    Map.of(),
                    "submit",
                    simulator.uri().toString(),
                    "--source=https://v/1.mp4",
                    "--language=es",
                    "--language=fr",
                    "--input=duration=0.05",
                    "--input=outcome=failed",
                    "--wait");
            assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
            List<String> lines = run.out().lines().toList();
            assertThat(lines).hasSize(4);
            assertThat(lines.subList(2, 4))
                    .containsExactlyInAnyOrder(lines.get(0) + " failed", lines.get(1) + " failed");
        }
    }

    @Test
    void submitsAsAFileDescribes(@TempDir Path folder) throws IOException {
        server.answer("POST /jobs", 201, "{'job':{'id':'j1'}}").answer("GET /jobs/j1", 200, "{'state':'done'}");
        Path config = Files.writeString(
                folder.resolve("server.json"),
                ("{'url':'" + server.url()
                                + "/jobs/{id}','state':'/state','completed':'done','failed':'broken',"
                                + "'submit':{'method':'POST','url':'" + server.url()
                                + "/jobs','body':{'video':'{source}','to':'{language}'},'id':'/job/id'}}")
                        .replace('\'', '"'));
        CapturedRun run = CapturedRun.of(
                Map.of(), "submit", "--config=" + config, "--source=https://v/1.mp4", "--language=es", "--wait");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines()).containsExactly("j1", "completed");
        assertThat(server.requests().get(0).body()).isEqualTo("{\"video\":\"https://v/1.mp4\",\"to\":\"es\"}");
    }

    @Test
    void saysThatAFileDescribesNoSubmission(@TempDir Path folder) throws IOException {
        Path config = Files.writeString(
                folder.resolve("server.json"),
                "{'url':'https://api.example.com/jobs/{id}','state':'/state','completed':'done','failed':'broken'}"
                        .replace('\'', '"'));
        CapturedRun run = CapturedRun.of(
                Map.of(), "submit", "--config=" + config, "--source=https://v/1.mp4", "--language=es", "--json");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("fermata submit: --config has no submit");
        assertThat(run.out()).startsWith("{\"result\":\"usage\",\"exit_code\":2,");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the command is one of a POSIX shell")
    void saysThatTheCommandForTheKeyFailed() {
        CapturedRun run = submit("heygen", "--language=es", "--token-command=exit 7", "--key=order-7");
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err())
                .isEqualTo("fermata submit: --token-command ended with exit code 7" + System.lineSeparator());
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void saysThatTheJobMayExistIfThereIsNoAnswer() {
        server.close();
        CapturedRun run = submit("heygen", "--language=es", "--key=order-7", "--max-wait=100ms", "--json");
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.out()).startsWith("{\"result\":\"unreachable\",\"exit_code\":5,");
        assertThat(run.err())
                .contains("cannot connect to 127.0.0.1")
                .endsWith("; the job may exist all the same" + System.lineSeparator());
    }

    private CapturedRun submit(String vendor, String... more) {
        String[] first = {"submit", vendor, "--url", server.url(), "--api-key", "k", "--source", "https://v/1.mp4"};
        return CapturedRun.of(
                Map.of(),
                Stream.concat(Arrays.stream(first), Arrays.stream(more)).toArray(String[]::new));
    }
}
