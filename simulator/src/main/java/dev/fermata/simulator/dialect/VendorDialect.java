package dev.fermata.simulator.dialect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The dialect of a vendor. What answers is created when it is first needed, so that the start stays fast. Its OpenAPI document is {@code
 * openapi.yaml} beside its class.
 *
 * @param <A> what answers
 */
public abstract class VendorDialect<A> implements Dialect {

    private volatile @Nullable A created;

    /** Creates what answers. Called once. */
    protected abstract A create();

    protected final A api() {
        A known = created;
        return known == null ? createOnce() : known;
    }

    private synchronized A createOnce() {
        A known = created;
        if (known == null) {
            known = create();
            created = known;
        }
        return known;
    }

    /** What answers, if it was needed already. */
    protected final @Nullable A created() {
        return created;
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
}
