package dev.fermata.simulator.dialect.replicate;

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

/** Replicate's API for predictions. */
public final class ReplicateDialect extends VendorDialect<ReplicateApi> {

    static final String NAME = "replicate";

    public static final Vendor VENDOR = new Vendor(NAME, () -> ReplicateOptions.ALL, ReplicateDialect::new);

    private final Services services;
    private final SettingValues values;

    private ReplicateDialect(Services services, SettingValues values) {
        this.services = services;
        this.values = values;
    }

    /** One endpoint for all calls, because each lambda would cost time at the start. */
    private record CallEndpoint(ReplicateDialect dialect, ReplicateCall call) implements Endpoint {

        @Override
        public Answer answer(Request request) {
            return dialect.api().answer(call, request);
        }
    }

    @Override
    protected ReplicateApi create() {
        return new ReplicateApi(services, new ReplicateOptions(values));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        for (ReplicateCall call : ReplicateCall.values()) {
            routes.add(new Route(call.method, call.path, new CallEndpoint(this, call)));
        }
        return routes;
    }

    @Override
    public long nextWebhooksAfter(Job job, long after) {
        return PredictionEvents.nextAfter(job, after);
    }

    @Override
    public List<WebhookMessage> webhooks(Job job, long at) {
        return api().events.at(job, at);
    }

    @Override
    public Problem.Format errors() {
        return ReplicateErrors.FORMAT;
    }
}
