package dev.fermata.simulator.dialect.heygen;

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

/** HeyGen's API for video translations. */
public final class HeyGenDialect extends VendorDialect<HeyGenApi> {

    public static final Vendor VENDOR = new Vendor(HeyGenJobs.DIALECT, () -> HeyGenOptions.ALL, HeyGenDialect::new);

    private final Services services;
    private final SettingValues values;

    private HeyGenDialect(Services services, SettingValues values) {
        this.services = services;
        this.values = values;
    }

    /** One endpoint for all calls, because each lambda would cost time at the start. */
    private record CallEndpoint(HeyGenDialect dialect, HeyGenCall call) implements Endpoint {

        @Override
        public Answer answer(Request request) {
            return dialect.api().answer(call, request);
        }
    }

    @Override
    protected HeyGenApi create() {
        return new HeyGenApi(services, new HeyGenOptions(values));
    }

    @Override
    public String name() {
        return HeyGenJobs.DIALECT;
    }

    @Override
    public List<Route> routes() {
        boolean legacy = !values.isEmpty() && values.get(HeyGenOptions.LEGACY);
        List<Route> routes = new ArrayList<>();
        for (HeyGenCall call : HeyGenCall.values()) {
            if (!call.isOfFiles() && (legacy || !call.isLegacy())) {
                routes.add(route(call));
            }
        }
        return routes;
    }

    /** The URLs of assets are for everybody who knows them. */
    @Override
    public List<Route> routesOfFiles() {
        return List.of(route(HeyGenCall.PUT_CONTENT), route(HeyGenCall.GET_CONTENT));
    }

    private Route route(HeyGenCall call) {
        return new Route(call.method, call.path, new CallEndpoint(this, call), call.largestBody);
    }

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
        HeyGenApi known = created();
        if (known != null) {
            known.reset();
        }
    }
}
