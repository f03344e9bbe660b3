package dev.fermata.simulator.dialect;

import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Route;
import dev.fermata.simulator.http.Route.LargeBody;
import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.setting.ValueType;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The dialect of a vendor: a table of calls, and what answers them. The latter is created when it is first needed, so that the start stays
 * fast. Its OpenAPI document is {@code openapi.yaml} beside its class.
 *
 * @param <A> what answers
 * @param <C> the calls
 */
public abstract class VendorDialect<A, C extends VendorDialect.VendorCall> implements Dialect {

    private final String name;
    private final Services services;
    private final SettingValues options;
    private volatile @Nullable A created;

    /** @param options the values of the options of all vendors */
    protected VendorDialect(String name, Services services, SettingValues options) {
        this.name = name;
        this.services = services;
        this.options = options;
    }

    /** One endpoint for all calls, because each lambda would cost time at the start. */
    private record CallEndpoint<A, C extends VendorCall>(VendorDialect<A, C> dialect, C call) implements Endpoint {

        @Override
        public Answer answer(Request request) {
            return dialect.answer(dialect.api(), call, request);
        }

        @Override
        public boolean listsJobs() {
            return call.listsJobs();
        }
    }

    /** Creates what answers. Called once. */
    protected abstract A create(Services services, SettingValues options);

    protected abstract Answer answer(A api, C call, Request request);

    /** The calls that need an API key, if the server has keys. */
    protected abstract List<C> calls(SettingValues options);

    /** Makes what answers forget everything. */
    protected void reset(A api) {}

    protected final A api() {
        A known = created;
        return known == null ? createOnce() : known;
    }

    private synchronized A createOnce() {
        A known = created;
        if (known == null) {
            known = create(services, options);
            created = known;
        }
        return known;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final List<Route> routes() {
        return routes(calls(options));
    }

    protected final List<Route> routes(List<C> calls) {
        List<Route> routes = new ArrayList<>();
        for (C call : calls) {
            routes.add(new Route(call.method(), call.path(), new CallEndpoint<>(this, call), call.largeBody()));
        }
        return routes;
    }

    @Override
    public final void reset() {
        A known = created;
        if (known != null) {
            reset(known);
        }
    }

    @Override
    public final byte[] openApi() {
        try (InputStream in = getClass().getResourceAsStream("openapi.yaml")) {
            return Objects.requireNonNull(in, "openapi.yaml is missing in the jar")
                    .readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** A call of a vendor's API: an entry of the vendor's table. */
    public interface VendorCall {

        HttpMethod method();

        /** With parameters in braces. */
        String path();

        /** Whether it shows several jobs. */
        default boolean listsJobs() {
            return false;
        }

        /** How long the body may be, if it may be longer than usual. */
        default LargeBody largeBody() {
            return LargeBody.NONE;
        }
    }

    /**
     * A dialect that comes with the simulator, before it is created.
     *
     * @param options what is adjustable in it, such as {@code heygen.legacy}; each path begins with the name. Asked for only if an
     *     option is set
     */
    public record Vendor(String name, Supplier<List<SettingKey<?>>> options, Maker maker) {

        /** Creates the dialect. */
        @FunctionalInterface
        public interface Maker {

            /** @param options the values of the options of all vendors */
            Dialect dialect(Services services, SettingValues options);
        }

        /** What is adjustable in the API of one vendor. A vendor declares each option once, as a constant. */
        public static final class OptionKeys {

            private final String vendor;
            private final List<SettingKey<?>> all = new ArrayList<>();

            /** @param vendor its name, with which the path of each option begins */
            public OptionKeys(String vendor) {
                this.vendor = vendor;
            }

            public <T> SettingKey<T> key(String name, ValueType<T> type, T byDefault, String meaning) {
                SettingKey<T> key = new SettingKey<>(vendor + "." + name, type, byDefault, meaning);
                all.add(key);
                return key;
            }

            public List<SettingKey<?>> all() {
                return Collections.unmodifiableList(all);
            }
        }
    }
}
