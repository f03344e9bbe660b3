package dev.fermata.it;

import static dev.fermata.it.ThirdPartyPrograms.npm;
import static dev.fermata.it.ThirdPartyPrograms.pypi;

import com.azure.core.util.CoreUtils;
import dev.fermata.it.ThirdPartyClient.Call;
import dev.fermata.it.ThirdPartyClient.LostResponse;
import dev.fermata.it.ThirdPartyClient.Repetition;
import dev.fermata.it.ThirdPartyClient.WebhookCheck;
import dev.fermata.simulator.Simulator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The clients that run against the simulator, in the order of the tables. */
final class ThirdPartyClients {

    private static final String NOT_IN_THE_CLIENT = "not in the client";

    static final List<ThirdPartyClient> ALL = Stream.of(heyGen(), elevenLabs(), replicate(), azure(), fal(), runway())
            .flatMap(List::stream)
            .toList();

    private ThirdPartyClients() {}

    private static List<ThirdPartyClient> heyGen() {
        String node = "@heygenofficial/n8n-nodes-heygen-official";
        return List.of(javaScript(VendorRoutes.HEYGEN, node, "", "n8n-heygen")
                .lacks(Call.WAIT, "no; it asks for the status of other videos only")
                .lacks(Call.FAILED_JOB, NOT_IN_THE_CLIENT)
                .lacks(Call.LIST, NOT_IN_THE_CLIENT)
                .lacks(Call.CANCEL, NOT_IN_THE_CLIENT)
                .lacks(Call.AFTER_429, NOT_IN_THE_CLIENT)
                .lacks(Call.AFTER_503, NOT_IN_THE_CLIENT)
                .webhookCheck(WebhookCheck.TAKES_FORGED));
    }

    private static List<ThirdPartyClient> elevenLabs() {
        String client = "@elevenlabs/elevenlabs-js";
        String commandLine = "@elevenlabs/cli-linux-x64";
        return List.of(
                dubs(javaScript(VendorRoutes.ELEVENLABS_DUBS, client, ", dubs", "elevenlabs-js")),
                javaScript(VendorRoutes.ELEVENLABS_PROJECTS, client, ", projects", "elevenlabs-js-projects")
                        .lostResponse(LostResponse.SECOND_JOB),
                dubs(javaScript(VendorRoutes.ELEVENLABS_DUBS, "elevenlabs", " for JavaScript", "elevenlabs"))
                        .repeats(Repetition.EARLIER, Repetition.EARLIER)
                        .lostResponse(LostResponse.FAILED_RETRY)
                        .lacks(Call.LIST, NOT_IN_THE_CLIENT),
                dubs(javaScript(VendorRoutes.ELEVENLABS_DUBS, commandLine, "", "elevenlabs-cli"))
                        .lostResponse(LostResponse.SAME_JOB),
                dubs(python(VendorRoutes.ELEVENLABS_DUBS, "elevenlabs", ", dubs", "elevenlabs_client"))
                        .lostResponse(LostResponse.FAILED_RETRY),
                python(VendorRoutes.ELEVENLABS_PROJECTS, "elevenlabs", ", projects", "elevenlabs_projects")
                        .lostResponse(LostResponse.FAILED_RETRY));
    }

    private static ThirdPartyClient dubs(ThirdPartyClient client) {
        return client.lostResponse(LostResponse.SECOND_JOB).lacks(Call.WEBHOOK, "projects only");
    }

    private static List<ThirdPartyClient> replicate() {
        return List.of(
                javaScript(VendorRoutes.REPLICATE, "replicate", " for JavaScript", "replicate")
                        .repeats(Repetition.EARLIER, Repetition.EARLIER),
                python(VendorRoutes.REPLICATE, "replicate", "", "replicate_client"));
    }

    private static List<ThirdPartyClient> azure() {
        String version = CoreUtils.getProperties("azure-core.properties").getOrDefault("version", "");
        return Stream.of(
                        javaScript(VendorRoutes.AZURE, "@azure/core-lro", "", "core-lro")
                                .failure("failed"),
                        python(VendorRoutes.AZURE, "azure-core", "", "azure_client")
                                .failure("invalid status 'OK'"),
                        ThirdPartyClient.of(
                                        VendorRoutes.AZURE,
                                        "`azure-core` " + version + " for Java",
                                        server -> new AzureCoreSession())
                                .failure("FAILED"))
                .map(client -> client.lostResponse(LostResponse.SAME_JOB).lacks(Call.WEBHOOK, "Azure has none"))
                .toList();
    }

    private static List<ThirdPartyClient> fal() {
        return Stream.of(
                        javaScript(VendorRoutes.FAL, "@fal-ai/client", "", "fal")
                                .repeats(Repetition.EARLIER, Repetition.EARLIER)
                                .lostResponse(LostResponse.SECOND_JOB),
                        ThirdPartyClient.of(
                                        VendorRoutes.FAL,
                                        "`fal-client` " + pypi("fal_client") + " for Python",
                                        ThirdPartyClients::falForPython)
                                .withTls()
                                .repeats(Repetition.EARLIER, Repetition.NEVER))
                .map(client -> client.lacks(Call.LIST, "fal has no list").lacks(Call.WEBHOOK, NOT_IN_THE_CLIENT))
                .toList();
    }

    private static List<ThirdPartyClient> runway() {
        return List.of(javaScript(VendorRoutes.RUNWAY, "@runwayml/sdk", "", "runway")
                .lostResponse(LostResponse.SECOND_JOB)
                .lacks(Call.LIST, "Runway has no list")
                .lacks(Call.WEBHOOK, "Runway has none"));
    }

    static ClientSession falForPython(Simulator simulator) throws IOException {
        Map<String, String> environment = Map.of(
                "FAL_KEY",
                "key",
                "FAL_QUEUE_RUN_HOST",
                simulator.tlsUri().orElseThrow().getAuthority() + "/fal",
                "SSL_CERT_FILE",
                simulator.tlsCertificate().orElseThrow().toString());
        return new ScriptSession("python/fal_queue.py", environment);
    }

    private static ThirdPartyClient javaScript(VendorRoutes vendor, String name, String rest, String script) {
        String title = "`" + name.replace("-linux-x64", "") + "` " + npm(name) + rest;
        return ThirdPartyClient.of(vendor, title, server -> new ScriptSession("js/" + script + ".mjs"));
    }

    private static ThirdPartyClient python(VendorRoutes vendor, String name, String rest, String script) {
        String title = "`" + name + "` " + pypi(name) + " for Python" + rest;
        return ThirdPartyClient.of(vendor, title, server -> new ScriptSession("python/" + script + ".py"));
    }
}
