package dev.fermata.simulator.dialect.replicate;

import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.VendorDialect;
import dev.fermata.simulator.dialect.VendorDialect.Vendor;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.webhook.WebhookMessage;
import java.util.List;

/** Replicate's API for predictions. */
public final class ReplicateDialect extends VendorDialect<ReplicateApi, ReplicateCall> {

    static final String NAME = "replicate";

    public static final Vendor VENDOR = new Vendor(NAME, () -> ReplicateOptions.ALL, ReplicateDialect::new);

    private ReplicateDialect(Services services, SettingValues options) {
        super(NAME, services, options);
    }

    @Override
    protected ReplicateApi create(Services services, SettingValues options) {
        return new ReplicateApi(services, options);
    }

    @Override
    protected Answer answer(ReplicateApi api, ReplicateCall call, Request request) {
        return api.answer(call, request);
    }

    @Override
    protected List<ReplicateCall> calls(SettingValues options) {
        return List.of(ReplicateCall.values());
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
