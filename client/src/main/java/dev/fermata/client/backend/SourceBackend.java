package dev.fermata.client.backend;

import dev.fermata.client.internal.text.Checks;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A backend that calls a vendor's SDK in place of sending requests; see {@link Backend#of}. Immutable. */
public final class SourceBackend implements Backend {

    private final SnapshotSource source;
    private final String name;
    private final Predicate<? super Exception> permanent;

    private SourceBackend(SnapshotSource source, String name, Predicate<? super Exception> permanent) {
        this.source = source;
        this.name = name;
        this.permanent = permanent;
    }

    static SourceBackend of(SnapshotSource source) {
        return new SourceBackend(Objects.requireNonNull(source, "source"), "source", failure -> false);
    }

    /**
     * The same, with a name. It is the kind of those jobs whose snapshot has none. Default: {@code source}.
     *
     * @throws IllegalArgumentException if the name is not 1 to 255 printable characters of ASCII
     */
    public SourceBackend withName(String name) {
        Checks.printable("name", name);
        return new SourceBackend(source, name, permanent);
    }

    /** The same, but exceptions for which this is true end the wait at once. Default: none does. */
    public SourceBackend withPermanentFailures(Predicate<? super Exception> permanent) {
        return new SourceBackend(source, name, Objects.requireNonNull(permanent, "permanent"));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean mayHold() {
        return false;
    }

    @Override
    public Optional<SnapshotSource> source() {
        return Optional.of(this::snapshot);
    }

    @Override
    public boolean isPermanent(Exception failure) {
        return permanent.test(failure);
    }

    @Override
    public HttpRequest statusRequest(String id) {
        throw new UnsupportedOperationException(
                "the backend '" + name + "' sends no requests itself; call its source()");
    }

    @Override
    public Snapshot read(String id, HttpHeaders headers, byte[] body) {
        throw new UnsupportedOperationException("the backend '" + name + "' reads no responses; call its source()");
    }

    @Override
    public String toString() {
        return "SourceBackend[" + name + "]";
    }

    /** The caller's code may not be null-marked, and leaves the kind to the name. */
    private Snapshot snapshot(String id) throws Exception {
        @Nullable Snapshot snapshot = source.snapshot(id);
        if (snapshot == null) {
            throw new MalformedResponseException("the source of the backend '" + name + "' returned null");
        }
        return snapshot.kind().isEmpty() ? snapshot.toBuilder().kind(name).build() : snapshot;
    }
}
