package dev.fermata.simulator.dialect.azure;

import static dev.fermata.simulator.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code /translations/{id}/iterations}: the first one by hand, and later ones. */
@Timeout(60)
class AzureIterationsTest {

    private static final String ALL = "/translations/t-1/iterations";

    private Azure api = new Azure();

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void comesAfterTheImportIfItIsNotCreatedByItself() throws Exception {
        api.create("t-1", Azure.body(""));
        assertThat(api.json("/translations/t-1").has("latestIteration")).isFalse();
        assertThat(api.put(ALL + "/first", "{}", "op-1").statusCode()).isEqualTo(400);
        api.clock.advance(Duration.ofMinutes(5));
        assertThat(api.status("/operations/t-1")).isEqualTo("Succeeded");
        HttpResponse<String> created = api.put(ALL + "/first", "{\"input\":{\"subtitleFontSize\":12}}", "op-1");
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("operation-location").orElseThrow())
                .endsWith("/videotranslation/operations/op-1?api-version=2026-03-01");
        assertThat(json(created).path("status").asString()).isEqualTo("NotStarted");
        assertThat(api.status("/operations/t-1")).isEqualTo("Succeeded");
        api.hours(1);
        JsonNode iteration = api.json(ALL + "/first");
        assertThat(iteration.path("status").asString()).isEqualTo("Succeeded");
        assertThat(iteration.at("/input/subtitleFontSize").asInt()).isEqualTo(12);
        assertThat(iteration.at("/result/translatedVideoFileUrl").asString()).contains("/files/");
        assertThat(api.json("/translations/t-1").path("latestIteration")).isEqualTo(iteration);
    }

    @Test
    void needsChangedSubtitlesIfItIsNotTheFirstOne() throws Exception {
        api.create("t-1", Azure.auto());
        api.hours(1);
        for (String without : new String[] {"{}", "{\"input\":{}}"}) {
            assertThat(json(api.put(ALL + "/second", without, "op-2"))
                            .at("/error/target")
                            .asString())
                    .isEqualTo("input.webvttFile");
        }
        assertThat(api.put(ALL + "/second", Azure.SUBTITLES, "op-2").statusCode())
                .isEqualTo(201);
        api.simulator.job("t-1").fail("x", "The subtitles are wrong.");
        JsonNode translation = api.json("/translations/t-1");
        assertThat(translation.at("/latestIteration/failureReason").asString()).isEqualTo("The subtitles are wrong.");
        assertThat(translation.at("/latestSucceededIteration/id").asString()).isEqualTo("Initial");
        assertThat(translation.has("failureReason")).isFalse();
        assertThat(api.json(ALL)
                        .path("value")
                        .valueStream()
                        .map(one -> one.path("id").asString()))
                .containsExactly("second", "Initial");
    }

    @Test
    void isOneForARepeatedRequest() throws Exception {
        api.create("t-1", Azure.auto());
        api.hours(1);
        String first = api.put(ALL + "/second", Azure.SUBTITLES, "op-2").body();
        HttpResponse<String> again = api.put(ALL + "/second", Azure.SUBTITLES, "op-2");
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first);
        String other = Azure.SUBTITLES.replace("a.vtt", "b.vtt");
        assertThat(json(api.put(ALL + "/second", other, "op-3"))
                        .at("/error/target")
                        .asString())
                .isEqualTo("iterationId");
        assertThat(json(api.put(ALL + "/third", other, "t-1"))
                        .at("/error/target")
                        .asString())
                .isEqualTo("Operation-Id");
        assertThat(api.json(ALL).path("value")).hasSize(2);
    }

    @Test
    void isRefusedIfTheImportFailed() throws Exception {
        api.create("t-1", Azure.body(""));
        api.simulator.job("t-1").fail("x", "There is no such file.");
        JsonNode translation = api.json("/translations/t-1");
        assertThat(translation.path("failureReason").asString()).isEqualTo("There is no such file.");
        assertThat(api.put(ALL + "/first", "{}", "op-1").statusCode()).isEqualTo(400);
    }

    @Test
    void isCreatedEarlyIfThatIsSet() throws Exception {
        restart(Azure.with("azure.early_iteration", true));
        api.create("t-1", Azure.body(""));
        assertThat(api.put(ALL + "/first", "{}", "op-1").statusCode()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"webvttFile\":{\"url\":\"https://e/x\"}|input.webvttFile.kind",
                "\"webvttFile\":{\"kind\":\"MetadataJson\"}|input.webvttFile.url",
                "\"subtitleFontSize\":31|input.subtitleFontSize",
                "\"subtitleVerticalMargin\":-1|input.subtitleVerticalMargin",
                "\"subtitlePrimaryColor\":\"red\"|input.subtitlePrimaryColor",
                "\"subtitleOutlineColor\":\"#12345\"|input.subtitleOutlineColor",
                "\"adjustBackgroundVolumeMultiplier\":0|input.adjustBackgroundVolumeMultiplier",
                "\"adjustBackgroundVolumeMultiplier\":1.1|input.adjustBackgroundVolumeMultiplier",
                "\"enableEmotionalPlatformVoice\":\"Yes\"|input.enableEmotionalPlatformVoice",
                "\"ttsCustomLexiconFileUrl\":\"https://e/x\",\"ttsCustomLexiconFileIdInAudioContentCreation\":\"i\""
                        + "|input.ttsCustomLexiconFileUrl"
            })
    void saysWhichFieldIsWrong(String input, String target) throws Exception {
        api.create("t-1", Azure.body(""));
        api.hours(1);
        HttpResponse<String> refused = api.put(ALL + "/first", "{\"input\":{" + input + "}}", "op-1");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(json(refused).at("/error/target").asString()).isEqualTo(target);
    }

    @Test
    void hasNoVideoIfThereWasOnlySound() throws Exception {
        api.create("t-1", Azure.auto().replace("videoFileUrl", "audioFileUrl"));
        api.hours(1);
        assertThat(api.json(ALL + "/Initial").path("result").propertyNames())
                .contains("translatedAudioFileUrl")
                .doesNotContain("translatedVideoFileUrl");
    }

    private void restart(Azure other) {
        api.close();
        api = other;
    }
}
