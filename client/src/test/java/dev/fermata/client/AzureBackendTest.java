package dev.fermata.client;

import static dev.fermata.client.VendorWorld.json;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.backend.RequestBodies;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.vendor.AzureBackend;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AzureBackendTest {

    private static final Duration END = ofMinutes(5);
    private static final AzureBackend AZURE = AzureBackend.of("secret", "westeurope");

    private static VendorWorld translation(String ended) {
        return new VendorWorld(
                AZURE,
                (request, now) -> json(
                        now.compareTo(END) < 0
                                ? "{'id':'t1','input':{'targetLocale':'es-ES'},'latestIteration':{'id':'Initial','status':'Running'}}"
                                : ended));
    }

    @Test
    void theLatestIterationSaysHowItStands() {
        VendorWorld azure = translation("{'id':'t1','input':{'targetLocale':'es-ES'},'latestIteration':{'id':'Initial',"
                + "'status':'Succeeded','result':{'translatedVideoFileUrl':'https://a/1.mp4'}}}");
        assertThat(azure.await("t1")).isInstanceOfSatisfying(Outcome.Completed.class, completed -> {
            assertThat(completed.snapshot().result()).containsEntry("translatedVideoFileUrl", "https://a/1.mp4");
            assertThat(completed.snapshot().kind()).isEqualTo("azure/es-ES");
        });
        assertThat(azure.paths().get(0)).isEqualTo("GET /videotranslation/translations/t1?api-version=2026-03-01");
        assertThat(azure.world.sent().get(0).header("Ocp-Apim-Subscription-Key"))
                .hasValue("secret");
    }

    @Test
    void aResultThatTheTranslationDoesNotShowIsReadFromTheIteration() {
        VendorWorld azure = new VendorWorld(
                AZURE,
                (request, now) -> json(
                        request.uri().getPath().endsWith("/iterations/Initial")
                                ? "{'id':'Initial','status':'Succeeded','result':{'translatedVideoFileUrl':'https://a/1.mp4'}}"
                                : "{'id':'t1','latestIteration':{'id':'Initial','status':'Succeeded'}}"));
        assertThat(azure.await("t1"))
                .isInstanceOfSatisfying(
                        Outcome.Completed.class,
                        completed -> assertThat(completed.snapshot().result()).containsKey("translatedVideoFileUrl"));
        assertThat(azure.paths()).hasSize(2);
    }

    @Test
    void aVideoThatCannotBeImportedIsAFailure() {
        assertThat(translation("{'id':'t1','failureReason':'The file is not a video','latestIteration':null}")
                        .await("t1"))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.message()).isEqualTo("The file is not a video"));
    }

    @Test
    void anIterationThatFailedSaysWhy() {
        assertThat(translation(
                                "{'id':'t1','latestIteration':{'id':'Initial','status':'Failed','failureReason':'No speech'}}")
                        .await("t1"))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.message()).isEqualTo("No speech"));
    }

    @Test
    void aRepeatedSubmissionIsTheSameTranslation() {
        int[] requests = {0};
        VendorWorld azure = new VendorWorld(
                AZURE,
                (request, now) -> requests[0]++ == 0
                        ? World.Reply.broken()
                        : json(201, "{'id':'key-1','input':{'targetLocale':'es-ES'}}"));
        assertThat(azure.submit(Submission.of(URI.create("https://v/1.mp4"), "es-ES")))
                .extracting(Snapshot::id)
                .containsExactly("key-1");
        assertThat(azure.paths())
                .hasSize(2)
                .allMatch("PUT /videotranslation/translations/key-1?api-version=2026-03-01"::equals);
        assertThat(azure.world.sent().get(1).header("Operation-Id")).hasValue("key-1");
        assertThat(RequestBodies.text(azure.world.sent().get(1).request()))
                .contains("\"targetLocale\":\"es-ES\"", "\"autoCreateFirstIteration\":true", "\"voiceKind\":");
    }
}
