package dev.fermata.bench.scale;

import dev.fermata.client.Backend;
import dev.fermata.client.Snapshot;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the requests for looks. */
final class Counted implements Backend {

    private final Backend backend;
    private final boolean many;
    private final AtomicLong requests = new AtomicLong();

    /** @param many whether it can be asked for many jobs at once, and held; else for one job at a time, at once */
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
    public HttpRequest look(String id) {
        requests.incrementAndGet();
        return backend.look(id);
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
        public int most() {
            return bulk.most();
        }

        @Override
        public HttpRequest look(List<String> ids) {
            requests.incrementAndGet();
            return bulk.look(ids);
        }

        @Override
        public Jobs read(List<String> ids, HttpHeaders headers, byte[] body) {
            return bulk.read(ids, headers, body);
        }
    }
}
