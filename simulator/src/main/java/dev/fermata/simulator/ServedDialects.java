package dev.fermata.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.admin.page.WebPage;
import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.dialect.Dialect;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.VendorDialect.Vendor;
import dev.fermata.simulator.dialect.azure.AzureDialect;
import dev.fermata.simulator.dialect.custom.DialectFile;
import dev.fermata.simulator.dialect.elevenlabs.ElevenLabsDialect;
import dev.fermata.simulator.dialect.fal.FalDialect;
import dev.fermata.simulator.dialect.fermata.FermataDialect;
import dev.fermata.simulator.dialect.heygen.HeyGenDialect;
import dev.fermata.simulator.dialect.replicate.ReplicateDialect;
import dev.fermata.simulator.dialect.runway.RunwayDialect;
import dev.fermata.simulator.dialect.status.StatusDialect;
import dev.fermata.simulator.files.ResultFiles;
import dev.fermata.simulator.files.ResultUrls;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.Route;
import dev.fermata.simulator.http.Router;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.setting.InvalidSettingsException;
import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.SettingTree;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.webhook.WebhookMessage;
import dev.fermata.simulator.webhook.Webhooks;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The dialects that a simulator serves, and what belongs to none of them. A path that several have belongs to the first one; the others
 * have it under their prefix.
 */
final class ServedDialects implements Webhooks.JobMessages {

    /** A new vendor is one more entry here, and a package of its own. */
    static final List<Vendor> VENDORS = List.of(
            HeyGenDialect.VENDOR,
            ElevenLabsDialect.VENDOR,
            ReplicateDialect.VENDOR,
            AzureDialect.VENDOR,
            FalDialect.VENDOR,
            RunwayDialect.VENDOR);

    private static final String STATUS = "status";
    private static final String FERMATA = "fermata";

    /** What {@code --dialects} takes. */
    static final List<String> NAMES = Stream.concat(
                    Stream.of(STATUS, FERMATA), VENDORS.stream().map(Vendor::name))
            .toList();

    private static final Response HEALTHY =
            Response.of(HttpResponseStatus.OK, "application/json", "{\"status\":\"ok\"}".getBytes(US_ASCII));
    /** The address that the OpenAPI documents name where they are written. */
    private static final String EXAMPLE = "http://127.0.0.1:8000";

    private final List<Dialect> dialects = new ArrayList<>();
    /** Those of them that are no part of this project's own API. */
    private final List<Dialect> vendors = new ArrayList<>();

    private final Map<String, Dialect> byName = new LinkedHashMap<>();

    /** Sets which dialects there are. To be called once, before the first request. */
    void create(SimulatorBuilder settings, Services services, StatusDialect status) {
        SettingValues options = options(settings.get(ServerSetting.DIALECT_OPTIONS));
        List<Dialect> others = new ArrayList<>();
        settings.dialects.forEach(more -> others.add(more.apply(services)));
        // A lambda would load the class also when there are none, as usual.
        for (DialectFile file : settings.dialectFiles) {
            others.add(file.dialect(services));
        }
        Set<String> described = new HashSet<>();
        others.forEach(other -> described.add(other.name()));
        boolean chosen = settings.values.isSet(ServerSetting.DIALECTS);
        for (String name : new LinkedHashSet<>(settings.get(ServerSetting.DIALECTS))) {
            Vendor vendor = vendor(name);
            if (vendor == null) {
                dialects.add(name.equals(STATUS) ? status : new FermataDialect(services));
            } else if (chosen || !described.contains(name)) {
                vendors.add(vendor.maker().dialect(services, options));
                dialects.add(vendors.get(vendors.size() - 1));
            }
        }
        // What somebody has described goes before the vendors that are there anyway.
        dialects.addAll(chosen ? dialects.size() : dialects.size() - vendors.size(), others);
        for (Dialect dialect : dialects) {
            if (byName.put(dialect.name(), dialect) != null) {
                throw new InvalidSettingsException(
                        "two dialects have the name '" + dialect.name() + "'; give the one of your file another name");
            }
        }
    }

    /** Reads options such as {@code heygen.legacy=true}. */
    static SettingValues options(List<String> texts) {
        if (texts.isEmpty()) {
            return SettingValues.defaults();
        }
        SettingValues values = SettingValues.defaults();
        for (String text : texts) {
            String[] both = text.split("=", 2);
            values = with(option(both[0]), both[1], values);
        }
        return values;
    }

    /** If it does not exist, an option of the same dialect is meant, and of any if there is no such dialect. */
    private static SettingKey<?> option(String name) {
        Vendor named = vendor(dialectOf(name));
        List<SettingKey<?>> keys = (named == null ? VENDORS : List.of(named))
                .stream().flatMap(vendor -> vendor.options().get().stream()).toList();
        return new SettingTree(keys, List.of()).key(name);
    }

    private static String dialectOf(String option) {
        return option.split("[.=]", 2)[0];
    }

    /** A sentence for each dialect that has options, and is not served. */
    static List<String> ignoredOptions(SimulatorBuilder settings) {
        List<String> options = settings.get(ServerSetting.DIALECT_OPTIONS);
        if (options.isEmpty()) {
            return List.of();
        }
        Set<String> served = new HashSet<>(settings.get(ServerSetting.DIALECTS));
        if (!settings.values.isSet(ServerSetting.DIALECTS)) {
            settings.dialectFiles.forEach(file -> served.remove(file.name()));
        }
        return options.stream()
                .map(ServedDialects::dialectOf)
                .filter(dialect -> !served.contains(dialect))
                .distinct()
                .map(dialect -> "the options " + dialect + ".* (--dialect-option) are ignored, because the dialect '"
                        + dialect + "' is not served")
                .toList();
    }

    private static <T> SettingValues with(SettingKey<T> key, String text, SettingValues values) {
        return values.with(key, key.read(StringNode.valueOf(text)), ServerSetting.DIALECT_OPTIONS.path());
    }

    /** What needs no key: {@code /healthz}, and the contract of all routes, {@code /openapi.yaml}. */
    static List<Route> openRoutes(ResultUrls urls) {
        return List.of(
                Route.get("/healthz", request -> HEALTHY),
                Route.get("/openapi.yaml", request -> openApi(Contract.YAML, urls.in(request))));
    }

    /**
     * @param urls know the address of the server
     * @param page what browsers get instead of the list of what is served
     */
    void addTo(Router routes, ResultUrls urls, List<Route> files, WebPage page) {
        for (Dialect dialect : dialects) {
            routes.dialect(dialect.name(), dialect.prefixes(), dialect.errors());
            if (vendors.contains(dialect)) {
                routes.unlisted();
            }
            dialect.routes().forEach(routes::add);
            routes.dialect(ResultFiles.DIALECT, dialect.prefixes(), dialect.errors())
                    .unlisted();
            dialect.routesOfFiles().forEach(routes::add);
            // Where its links to results lead.
            routes.dialect(ResultFiles.DIALECT, List.of(dialect.prefix()), dialect.errors());
            files.forEach(routes::add);
        }
        routes.dialect(Router.OPEN).add(Route.get("/", page.orElse(request -> index())));
        routes.dialect(Router.UNLISTED);
        vendors.forEach(vendor ->
                routes.add(Route.get(contractOf(vendor), request -> openApi(vendor.openApi(), urls.in(request)))));
        dialects.forEach(dialect -> dialect.check(routes));
    }

    private static @Nullable Vendor vendor(String name) {
        return VENDORS.stream()
                .filter(vendor -> vendor.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static String contractOf(Dialect vendor) {
        return "/openapi/" + vendor.name() + ".yaml";
    }

    /** What is served, by dialect. */
    private Response index() {
        ObjectNode all = JsonMapper.shared().createObjectNode();
        ArrayNode list = all.putArray("dialects");
        for (Dialect dialect : dialects) {
            ObjectNode one = list.addObject().put("name", dialect.name()).put("prefix", dialect.prefix());
            if (vendors.contains(dialect)) {
                one.put("openapi", contractOf(dialect));
            }
            ArrayNode paths = one.putArray("routes");
            Stream.concat(dialect.routes().stream(), dialect.routesOfFiles().stream())
                    .forEach(route -> paths.add(route.method() + " " + route.path()));
        }
        return Response.of(
                HttpResponseStatus.OK,
                "application/json",
                JsonMapper.shared().writeValueAsBytes(all),
                "vary",
                "accept");
    }

    void reset() {
        dialects.forEach(Dialect::reset);
    }

    void close() {
        dialects.forEach(Dialect::close);
    }

    @Override
    public boolean concerns(Job job) {
        Dialect dialect = byName.get(job.spec().dialect());
        return dialect != null && (job.spec().callbackUrl() != null || dialect.hasOtherReceivers());
    }

    @Override
    public long nextAfter(Job job, long after) {
        Dialect dialect = byName.get(job.spec().dialect());
        return dialect == null ? Micros.NEVER : dialect.nextWebhooksAfter(job, after);
    }

    @Override
    public List<WebhookMessage> of(Job job, long at) {
        Dialect dialect = byName.get(job.spec().dialect());
        return dialect == null ? List.of() : dialect.webhooks(job, at);
    }

    /** An OpenAPI document that names the address that the client used, or the public one. */
    private static Response openApi(byte[] document, ResultUrls urls) {
        String text = new String(document, UTF_8).replace(EXAMPLE, urls.root());
        return Response.of(HttpResponseStatus.OK, "application/yaml", text.getBytes(UTF_8));
    }

    /** Read when it is first asked for, which few do. */
    private static final class Contract {
        static final byte[] YAML = read();

        private static byte[] read() {
            try (InputStream in = ServedDialects.class.getResourceAsStream("/openapi.yaml")) {
                if (in == null) {
                    throw new IllegalStateException("openapi.yaml is missing in the jar");
                }
                return in.readAllBytes();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }
}
