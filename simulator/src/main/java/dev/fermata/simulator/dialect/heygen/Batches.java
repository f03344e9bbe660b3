package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.dialect.BoundedMap;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.Snapshot;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobIds.IdSequence;
import dev.fermata.simulator.job.store.JobListener;
import dev.fermata.simulator.setting.SettingValues;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The batches of translations. Their items are jobs. A batch knows what became of a job when the store has forgotten it. Thread-safe. */
final class Batches {

    private static final int MOST = 1_000;

    /**
     * One of them.
     *
     * @param reported whether its end was reported
     */
    record Batch(
            String id,
            @Nullable String title,
            @Nullable String callbackUrl,
            long createdAt,
            List<Item> items,
            AtomicBoolean reported) {

        private static final long BYTES = 300;
        private static final long ITEM_BYTES = 160;

        boolean isOver(long at) {
            return items.stream().allMatch(item -> item.isOver(at));
        }

        long bytes() {
            return BYTES + JobSpec.bytes(title) + JobSpec.bytes(callbackUrl) + ITEM_BYTES * items.size();
        }
    }

    /** What became of a job: its status and error when it was removed. One that was deleted has failed. */
    private record Left(String status, @Nullable String error) {}

    /** An item of a batch. */
    static final class Item {

        private static final String DELETED = "deleted";

        final long number;
        final String id;
        final int index;
        /** Null if the store has forgotten it. A job has long texts, and nobody counts their memory then. */
        private volatile @Nullable Job job;

        private volatile Left left = new Left(StatusWords.FAILED, DELETED);

        Item(Job job) {
            this.job = job;
            number = job.number();
            id = job.id();
            index = Integer.parseInt(job.spec().metadata().getOrDefault(HeyGenJobs.INDEX, "0"));
        }

        private Left at(long at) {
            Job known = job;
            return known == null ? left : left(known.at(at));
        }

        private static Left left(Snapshot snapshot) {
            return new Left(StatusWords.item(snapshot.state()), TranslationJson.failure(snapshot));
        }

        String status(long at) {
            return at(at).status();
        }

        @Nullable
        String error(long at) {
            return at(at).error();
        }

        boolean isOver(long at) {
            Job known = job;
            return known == null || known.at(at).state().terminal();
        }

        private void removed(Snapshot last) {
            if (last.state().terminal()) {
                left = left(last);
            }
            job = null;
        }
    }

    private final Services services;
    private final SettingValues options;
    private final IdSequence ids;
    private final BoundedMap<Batch> byId = new BoundedMap<>(MOST, Batch::bytes);

    Batches(Services services, SettingValues options) {
        this.services = services;
        this.options = options;
        ids = new IdSequence("vtb_", services.seed());
        services.jobs().subscribe(new JobListener() {
            @Override
            public void removed(Job job) {
                Batch batch = of(job);
                if (batch != null) {
                    batch.items().stream()
                            .filter(item -> item.number == job.number())
                            .forEach(item -> item.removed(job.at(services.now())));
                }
            }
        });
    }

    String nextId() {
        return ids.next();
    }

    Batch add(String id, @Nullable String title, @Nullable String callbackUrl, List<Job> jobs) {
        List<Item> items = jobs.stream().map(Item::new).toList();
        Batch batch = new Batch(id, title, callbackUrl, services.now(), items, new AtomicBoolean());
        byId.put(id, batch);
        return batch;
    }

    /** What is said of a batch as a whole. */
    ObjectNode summary(Batch batch, long at) {
        Map<String, Integer> counts = new TreeMap<>();
        batch.items().forEach(item -> counts.merge(item.status(at), 1, Integer::sum));
        ObjectNode json = Replies.object()
                .put("batch_id", batch.id())
                .put("title", batch.title())
                .put("status", StatusWords.whole(counts.keySet(), options.get(HeyGenOptions.MIXED_BATCH)))
                .put("total_items", batch.items().size());
        ObjectNode byStatus = json.putObject("counts_by_status");
        counts.forEach(byStatus::put);
        return json.put("created_at", batch.createdAt() / 1_000_000);
    }

    @Nullable
    Batch find(String id) {
        return byId.get(id);
    }

    private @Nullable Batch of(Job job) {
        String id = job.spec().metadata().get(HeyGenJobs.BATCH);
        return id == null ? null : find(id);
    }

    /** The batch of a job, if all of its items are over at that time and this was not noticed before. */
    @Nullable
    Batch finishedWith(Job job, long at) {
        Batch batch = of(job);
        return batch != null && batch.isOver(at) && batch.reported().compareAndSet(false, true) ? batch : null;
    }

    void reset() {
        byId.clear();
        ids.reset();
    }
}
