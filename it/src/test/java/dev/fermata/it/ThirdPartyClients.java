package dev.fermata.it;

import dev.fermata.it.ThirdPartyClient.Call;
import dev.fermata.it.ThirdPartyClient.LostResponse;
import dev.fermata.it.ThirdPartyClient.Repetition;
import dev.fermata.it.ThirdPartyClient.WebhookCheck;
import java.util.List;

/** The clients that run against the simulator. */
final class ThirdPartyClients {

    private static final String CALLERS_LOOP = "not in the client";

    static final List<ThirdPartyClient> ALL = List.of(
            ThirdPartyClient.of(VendorRoutes.HEYGEN, "HeyGen's node of n8n", "js/n8n-heygen.mjs")
                    .lacks(Call.WAIT, "no; it asks for the status of other videos only")
                    .lacks(Call.FAILED_JOB, CALLERS_LOOP)
                    .lacks(Call.LIST, CALLERS_LOOP)
                    .lacks(Call.CANCEL, CALLERS_LOOP)
                    .lacks(Call.AFTER_429, CALLERS_LOOP)
                    .lacks(Call.AFTER_503, CALLERS_LOOP)
                    .webhookCheck(WebhookCheck.TAKES_FORGED),
            ThirdPartyClient.of(VendorRoutes.REPLICATE, "`replicate` for JavaScript", "js/replicate.mjs")
                    .repeats(Repetition.EARLIER, Repetition.EARLIER),
            ThirdPartyClient.of(VendorRoutes.REPLICATE, "`replicate` for Python", "python/replicate_client.py"),
            ThirdPartyClient.of(VendorRoutes.AZURE, "`@azure/core-lro`", "js/core-lro.mjs")
                    .failure("failed")
                    .lostResponse(LostResponse.SAME_JOB)
                    .lacks(Call.WEBHOOK, "Azure has none"),
            ThirdPartyClient.of(VendorRoutes.AZURE, "`azure-core` for Python", "python/azure_client.py")
                    .failure("invalid status 'OK'")
                    .lostResponse(LostResponse.SAME_JOB)
                    .lacks(Call.WEBHOOK, "Azure has none"));

    private ThirdPartyClients() {}
}
