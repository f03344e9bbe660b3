package dev.fermata.bench.scale;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.Snapshot;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the polls. */
final class Counted implements Backend {

    private final Backend backend;
    private final boolean many;
    private final AtomicLong requests = new AtomicLong();

    /** @param many whether one request may name many jobs and may be held; if not, each request names one job and is answered at once */
    Counted(Backend backend, boolean many) {
        this.backend = backend;
        this.many = many;
    }

    long requests() {
        return requests.get();
    }

    @Override
    public String name() {
        return backend.name();
    }

    @Override
    public HttpRequest statusRequest(String id) {
        requests.incrementAndGet();
        return backend.statusRequest(id);
    }

    @Override
    public Snapshot read(String id, HttpHeaders headers, byte[] body) {
        return backend.read(id, headers, body);
    }

    @Override
    public boolean mayHold() {
        return many;
    }

    @Override
    public Optional<Bulk> bulk() {
        return many ? backend.bulk().map(Group::new) : Optional.empty();
    }

    private final class Group implements Bulk {
        private final Bulk bulk;

        Group(Bulk bulk) {
            this.bulk = bulk;
        }

        @Override
        public int maxIds() {
            return bulk.maxIds();
        }

        @Override
        public HttpRequest statusRequest(List<String> ids) {
            requests.incrementAndGet();
            return bulk.statusRequest(ids);
        }

        @Override
        public BulkSnapshots read(List<String> ids, HttpHeaders headers, byte[] body) {
            return bulk.read(ids, headers, body);
        }
    }
}
