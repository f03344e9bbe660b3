package dev.fermata.simulator.dialect.fal;

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

/** The queue of fal. */
public final class FalDialect extends VendorDialect<FalApi> {

    static final String NAME = "fal";

    public static final Vendor VENDOR = new Vendor(NAME, () -> FalOptions.ALL, FalDialect::new);

    private final Services services;
    private final SettingValues values;

    private FalDialect(Services services, SettingValues values) {
        this.services = services;
        this.values = values;
    }

    /** One endpoint for all calls, because each lambda would cost time at the start. */
    private record CallEndpoint(FalDialect dialect, FalCall call) implements Endpoint {

        @Override
        public Answer answer(Request request) {
            return dialect.api().answer(call, request);
        }
    }

    @Override
    protected FalApi create() {
        return new FalApi(services, new FalOptions(values));
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Its paths begin with any name, so without prefix they would be those of all other dialects. */
    @Override
    public List<String> prefixes() {
        return List.of(prefix());
    }

    @Override
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        for (FalCall call : FalCall.values()) {
            if (call != FalCall.KEYS) {
                routes.add(route(call));
            }
        }
        return routes;
    }

    /** Everybody may have the public keys. */
    @Override
    public List<Route> routesOfFiles() {
        return List.of(route(FalCall.KEYS));
    }

    private Route route(FalCall call) {
        return new Route(call.method, call.path, new CallEndpoint(this, call));
    }

    @Override
    public List<WebhookMessage> webhooks(Job job, long at) {
        return api().webhooks.at(job, at);
    }

    @Override
    public Problem.Format errors() {
        return FalErrors.FORMAT;
    }
}
