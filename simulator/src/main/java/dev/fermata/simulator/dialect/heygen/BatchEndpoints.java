package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.dialect.Page;
import dev.fermata.simulator.dialect.RequestFields;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.heygen.Batches.Batch;
import dev.fermata.simulator.dialect.heygen.Batches.Item;
import dev.fermata.simulator.dialect.heygen.HeyGenOptions.BatchCreated;
import dev.fermata.simulator.dialect.heygen.HeyGenOptions.ItemIndex;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Batches of translations, and the statuses of many translations at once. */
record BatchEndpoints(
        Services services,
        SettingValues options,
        HeyGenJobs jobs,
        Batches batches,
        LanguageNames names,
        Assets assets,
        IdempotentCalls calls,
        Replies replies) {

    private static final int MOST = 100;

    Answer create(Request request, ObjectNode body) {
        return calls.once(request, () -> created(request, body));
    }

    private Response created(Request request, ObjectNode body) {
        RequestFields fields = RequestFields.ignoringOthers(body, "");
        String title = fields.text("title", 1_000);
        String callback = fields.url("callback_url");
        jobs.refuseBadTarget("callback_url", callback);
        String id = batches.nextId();
        List<JobSpec> specs = new ArrayList<>();
        boolean ofEntries = options.get(HeyGenOptions.ITEM_INDEX) == ItemIndex.ENTRIES;
        int entries = 0;
        for (RequestFields one : fields.objects("video_translations", MOST)) {
            TranslationRequest entry = TranslationRequest.of(one, names, assets);
            specs.addAll(ofEntries ? entry.specs(id, entries++, 0) : entry.specs(id, specs.size(), 1));
        }
        if (specs.size() > MOST) {
            throw HeyGenErrors.invalid(
                    "video_translations",
                    "video_translations has " + specs.size() + " items, one for each language; allowed are " + MOST
                            + ".");
        }
        Batch batch = batches.add(id, title, callback, jobs.submitBatch(request, specs));
        boolean whole = options.get(HeyGenOptions.BATCH_CREATED) == BatchCreated.SUMMARY;
        return replies.data(
                HttpResponseStatus.ACCEPTED,
                whole
                        ? batches.summary(batch, services.now())
                        : Replies.object().put("batch_id", id));
    }

    Response get(Request request) {
        Batch batch = batches.find(request.value(0));
        if (batch == null) {
            throw HeyGenErrors.notFound("There is no batch '" + Printable.value(request.value(0)) + "'.");
        }
        Page.Wanted wanted = Page.Wanted.of(request, "limit", MOST, MOST, "token");
        List<Item> all = batch.items();
        Page<Item> page = Page.of(all, wanted, item -> String.valueOf(all.indexOf(item)));
        ObjectNode data = batches.summary(batch, services.now());
        ArrayNode items = data.putArray("items");
        page.items().forEach(item -> items.add(item(item)));
        return replies.data(Replies.more(data, page));
    }

    /** An item has a translation from when it runs. */
    private ObjectNode item(Item item) {
        long now = services.now();
        // Asks for the job too, because the client looks at it.
        boolean queued = services.jobs().find(item.number, now).isPresent()
                && item.status(now).equals(StatusWords.QUEUED);
        return Replies.object()
                .put("item_index", item.index)
                .put("status", item.status(now))
                .put("video_id", queued ? null : item.id)
                .put("error", item.error(now));
    }

    Response statuses(Request request) {
        List<String> ids = ids(request, "video_translation_ids");
        List<String> ofBatches = ids(request, "batch_ids");
        int all = ids.size() + ofBatches.size();
        if (all < 1 || all > MOST) {
            throw HeyGenErrors.invalid(
                    "video_translation_ids",
                    "There are " + all + " ids; allowed are 1 to " + MOST
                            + " in video_translation_ids and batch_ids, with commas between them.");
        }
        ObjectNode body = Replies.object();
        ArrayNode data = body.putArray("data");
        ids.forEach(id -> data.add(status(id)));
        for (String id : ofBatches) {
            Batch batch = batches.find(id);
            if (batch == null) {
                data.add(row(null, StatusWords.NOT_FOUND, id, null, null));
            } else {
                batch.items().forEach(item -> data.add(status(id, item)));
            }
        }
        return replies.response(HttpResponseStatus.OK, Replies.more(body, new Page<>(List.of(), null)));
    }

    /** Each once. */
    private static List<String> ids(Request request, String name) {
        String text = request.query(name);
        return text == null
                ? List.of()
                : Arrays.stream(text.split(","))
                        .filter(id -> !id.isEmpty())
                        .distinct()
                        .toList();
    }

    private ObjectNode status(String id) {
        Job job = jobs.findOrNull(id);
        if (job == null) {
            return row(id, StatusWords.NOT_FOUND, null, null, null);
        }
        return row(
                id,
                StatusWords.item(job.at(services.now()).state()),
                job.spec().metadata().get(HeyGenJobs.BATCH),
                index(job),
                TranslationJson.failure(job.at(services.now())));
    }

    /** Null for a job of no batch. */
    private static @Nullable Integer index(Job job) {
        String index = job.spec().metadata().get(HeyGenJobs.INDEX);
        return index == null ? null : Integer.valueOf(index);
    }

    private ObjectNode status(String batch, Item item) {
        long now = services.now();
        if (isHidden(item)) {
            return row(item.id, StatusWords.NOT_FOUND, batch, null, null);
        }
        return row(item.id, item.status(now), batch, item.index, item.error(now));
    }

    /** Whether a fault hides it. One that was deleted is in no store. */
    private boolean isHidden(Item item) {
        long now = services.now();
        return services.jobs().find(item.number, now).isEmpty()
                && services.chosenIds().find(item.number, now).isPresent();
    }

    private static ObjectNode row(
            @Nullable String id,
            String status,
            @Nullable String batch,
            @Nullable Integer index,
            @Nullable String error) {
        return Replies.object()
                .put("video_id", id)
                .put("status", status)
                .put("batch_id", batch)
                .put("item_index", index)
                .put("error", error);
    }
}
