package dev.fermata.simulator.dialect.elevenlabs;

import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.Vendor;
import dev.fermata.simulator.dialect.VendorDialect;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Route;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.webhook.WebhookMessage;
import java.util.ArrayList;
import java.util.List;

/** ElevenLabs' APIs for dubbing: the older one for single dubs, and the one for projects. */
public final class ElevenLabsDialect extends VendorDialect<ElevenLabsApi> {

    static final String NAME = "elevenlabs";

    public static final Vendor VENDOR = new Vendor(NAME, () -> ElevenLabsOptions.ALL, ElevenLabsDialect::new);

    private final Services services;
    private final SettingValues values;

    private ElevenLabsDialect(Services services, SettingValues values) {
        this.services = services;
        this.values = values;
    }

    /** One endpoint for all calls, because each lambda would cost time at the start. */
    private record CallEndpoint(ElevenLabsDialect dialect, ElevenLabsCall call) implements Endpoint {

        @Override
        public Answer answer(Request request) {
            return dialect.api().answer(call, request);
        }
    }

    @Override
    protected ElevenLabsApi create() {
        return new ElevenLabsApi(services, new ElevenLabsOptions(values));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        for (ElevenLabsCall call : ElevenLabsCall.values()) {
            routes.add(new Route(call.method, call.path, new CallEndpoint(this, call), call.largestBody));
        }
        return routes;
    }

    /** Webhooks belong to projects, and not to the callback URL of a job. */
    @Override
    public boolean hasOtherReceivers() {
        return true;
    }

    @Override
    public List<WebhookMessage> webhooks(Job job, long at) {
        return api().events.ended(job, at);
    }

    @Override
    public Problem.Format errors() {
        return problem -> api().errors.response(problem);
    }

    @Override
    public void reset() {
        ElevenLabsApi known = created();
        if (known != null) {
            known.reset();
        }
    }
}
