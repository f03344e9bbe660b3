package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.dialect.BoundedMap;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobIds.IdSequence;
import dev.fermata.simulator.job.store.JobListener;
import dev.fermata.simulator.setting.SettingValues;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The batches of translations. Their items are jobs, which a batch keeps also when the store forgets them. Thread-safe. */
final class Batches {

    /** Each with up to 100 jobs. */
    private static final int MOST = 1_000;

    /**
     * One of them.
     *
     * @param deleted the jobs that were removed before their end
     * @param reported whether its end was reported
     */
    record Batch(
            String id,
            @Nullable String title,
            @Nullable String callbackUrl,
            long createdAt,
            List<Job> items,
            Set<Job> deleted,
            AtomicBoolean reported) {

        /** The word for the status of an item; one that was deleted has failed. */
        String status(Job item, long at) {
            return deleted.contains(item)
                    ? StatusWords.FAILED
                    : StatusWords.item(item.at(at).state());
        }

        boolean isOver(long at) {
            return items.stream()
                    .allMatch(item ->
                            deleted.contains(item) || item.at(at).state().terminal());
        }
    }

    private final Services services;
    private final SettingValues options;
    private final IdSequence ids;
    private final BoundedMap<Batch> byId = new BoundedMap<>(MOST);

    Batches(Services services, SettingValues options) {
        this.services = services;
        this.options = options;
        ids = new IdSequence("vtb_", services.seed());
        services.jobs().subscribe(new JobListener() {
            @Override
            public void removed(Job job) {
                Batch batch = of(job);
                if (batch != null && !job.at(services.now()).state().terminal()) {
                    batch.deleted().add(job);
                }
            }
        });
    }

    String nextId() {
        return ids.next();
    }

    Batch add(String id, @Nullable String title, @Nullable String callbackUrl, List<Job> items) {
        Set<Job> deleted = ConcurrentHashMap.newKeySet();
        Batch batch = new Batch(id, title, callbackUrl, services.now(), items, deleted, new AtomicBoolean());
        byId.put(id, batch);
        return batch;
    }

    /** What is said of a batch as a whole. */
    ObjectNode summary(Batch batch, long at) {
        Map<String, Integer> counts = new TreeMap<>();
        batch.items().forEach(item -> counts.merge(batch.status(item, at), 1, Integer::sum));
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
