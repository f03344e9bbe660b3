package dev.fermata.simulator.dialect.heygen;

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

/** HeyGen's API for video translations. */
public final class HeyGenDialect extends VendorDialect<HeyGenApi, HeyGenCall> {

    public static final Vendor VENDOR = new Vendor(HeyGenJobs.DIALECT, () -> HeyGenOptions.ALL, HeyGenDialect::new);

    private HeyGenDialect(Services services, SettingValues options) {
        super(HeyGenJobs.DIALECT, services, options);
    }

    @Override
    protected HeyGenApi create(Services services, SettingValues options) {
        return new HeyGenApi(services, options);
    }

    @Override
    protected Answer answer(HeyGenApi api, HeyGenCall call, Request request) {
        return api.answer(call, request);
    }

    @Override
    protected List<HeyGenCall> calls(SettingValues options) {
        boolean legacy = !options.isEmpty() && options.get(HeyGenOptions.LEGACY);
        return Stream.of(HeyGenCall.values())
                .filter(call -> !call.isOfFiles() && (legacy || !call.isLegacy()))
                .toList();
    }

    /** The URLs of assets are for everybody who knows them. */
    @Override
    public List<Route> routesOfFiles() {
        return routes(List.of(HeyGenCall.PUT_CONTENT, HeyGenCall.GET_CONTENT));
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
    protected void reset(HeyGenApi api) {
        api.reset();
    }
}
