package dev.fermata.simulator.dialect.azure;

import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.Vendor;
import dev.fermata.simulator.dialect.VendorDialect;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Route;
import dev.fermata.simulator.setting.SettingValues;
import java.util.ArrayList;
import java.util.List;

/** Azure's API for video translations. */
public final class AzureDialect extends VendorDialect<AzureApi> {

    static final String NAME = "azure";

    public static final Vendor VENDOR = new Vendor(NAME, () -> AzureOptions.ALL, AzureDialect::new);

    private final Services services;
    private final SettingValues values;

    private AzureDialect(Services services, SettingValues values) {
        this.services = services;
        this.values = values;
    }

    /** One endpoint for all calls, because each lambda would cost time at the start. */
    private record CallEndpoint(AzureDialect dialect, AzureCall call) implements Endpoint {

        @Override
        public Answer answer(Request request) {
            return dialect.api().answer(call, request);
        }
    }

    @Override
    protected AzureApi create() {
        return new AzureApi(services, new AzureOptions(values));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        for (AzureCall call : AzureCall.values()) {
            routes.add(new Route(call.method, call.path, new CallEndpoint(this, call)));
        }
        return routes;
    }

    @Override
    public Problem.Format errors() {
        return problem -> api().errors.response(problem);
    }

    @Override
    public void reset() {
        AzureApi known = created();
        if (known != null) {
            known.reset();
        }
    }
}
