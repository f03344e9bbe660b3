package dev.fermata.simulator.dialect.azure;

import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.VendorDialect;
import dev.fermata.simulator.dialect.VendorDialect.Vendor;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.setting.SettingValues;
import java.util.List;

/** Azure's API for video translations. */
public final class AzureDialect extends VendorDialect<AzureApi, AzureCall> {

    static final String NAME = "azure";

    public static final Vendor VENDOR = new Vendor(NAME, () -> AzureOptions.ALL, AzureDialect::new);

    private AzureDialect(Services services, SettingValues options) {
        super(NAME, services, options);
    }

    @Override
    protected AzureApi create(Services services, SettingValues options) {
        return new AzureApi(services, options);
    }

    @Override
    protected Answer answer(AzureApi api, AzureCall call, Request request) {
        return api.answer(call, request);
    }

    @Override
    protected List<AzureCall> calls(SettingValues options) {
        return List.of(AzureCall.values());
    }

    @Override
    public Problem.Format errors() {
        return problem -> api().errors.response(problem);
    }

    @Override
    protected void reset(AzureApi api) {
        api.reset();
    }
}
