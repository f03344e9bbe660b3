package dev.fermata.simulator.dialect.runway;

import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.VendorDialect;
import dev.fermata.simulator.dialect.VendorDialect.Vendor;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.setting.SettingValues;
import java.util.List;

/** Runway's API, as far as it dubs speech. */
public final class RunwayDialect extends VendorDialect<RunwayApi, RunwayCall> {

    static final String NAME = "runway";

    public static final Vendor VENDOR = new Vendor(NAME, () -> RunwayOptions.ALL, RunwayDialect::new);

    private RunwayDialect(Services services, SettingValues options) {
        super(NAME, services, options);
    }

    @Override
    protected RunwayApi create(Services services, SettingValues options) {
        return new RunwayApi(services, options);
    }

    @Override
    protected Answer answer(RunwayApi api, RunwayCall call, Request request) {
        return api.answer(call, request);
    }

    @Override
    protected List<RunwayCall> calls(SettingValues options) {
        return List.of(RunwayCall.values());
    }

    @Override
    public Problem.Format errors() {
        return RunwayErrors.FORMAT;
    }
}
