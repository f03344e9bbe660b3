package dev.fermata.simulator.dialect.fal;

import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.VendorDialect;
import dev.fermata.simulator.dialect.VendorDialect.Vendor;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Route;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.webhook.WebhookMessage;
import java.util.List;
import java.util.stream.Stream;

/** The queue of fal. */
public final class FalDialect extends VendorDialect<FalApi, FalCall> {

    static final String NAME = "fal";

    public static final Vendor VENDOR = new Vendor(NAME, () -> FalOptions.ALL, FalDialect::new);

    private FalDialect(Services services, SettingValues options) {
        super(NAME, services, options);
    }

    @Override
    protected FalApi create(Services services, SettingValues options) {
        return new FalApi(services, options);
    }

    @Override
    protected Answer answer(FalApi api, FalCall call, Request request) {
        return api.answer(call, request);
    }

    /** Its paths begin with any name, so without prefix they would be those of all other dialects. */
    @Override
    public List<String> prefixes() {
        return List.of(prefix());
    }

    @Override
    protected List<FalCall> calls(SettingValues options) {
        return Stream.of(FalCall.values()).filter(call -> call != FalCall.KEYS).toList();
    }

    /** Everybody may have the public keys. */
    @Override
    public List<Route> routesOfFiles() {
        return routes(List.of(FalCall.KEYS));
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
