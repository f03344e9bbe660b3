package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.dialect.BoundedMap;
import dev.fermata.simulator.dialect.RequestFields;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.files.ResultUrls;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.store.JobIds.IdSequence;
import dev.fermata.simulator.text.Printable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files that clients have uploaded. Only the beginning of each is kept. */
final class Assets {

    static final String CONTENT = "/v3/assets/uploads/";
    private static final List<String> REFERENCES = List.of("url", "asset_id");
    /** With at most 64 KiB each. */
    private static final int MOST = 500;

    /**
     * One of them.
     *
     * @param size that was stated, or uploaded
     * @param uploaded whether it is there; else it is only announced
     * @param content its first bytes
     */
    record Asset(String id, String name, String mimeType, long size, long createdAt, boolean uploaded, byte[] content) {

        private static final long BYTES = 250;

        long bytes() {
            return BYTES + JobSpec.bytes(name) + JobSpec.bytes(mimeType) + content.length;
        }

        Asset with(long sizeNow, byte[] contentNow) {
            return new Asset(id, name, mimeType, sizeNow, createdAt, true, contentNow);
        }
    }

    private final Services services;
    private final IdSequence ids;
    private final BoundedMap<Asset> byId = new BoundedMap<>(MOST, Asset::bytes);

    Assets(Services services) {
        this.services = services;
        ids = new IdSequence("as_", services.seed());
    }

    Asset add(String name, String mimeType, long size, byte @Nullable [] content) {
        byte[] kept = content == null ? new byte[0] : content;
        Asset asset = new Asset(ids.next(), name, mimeType, size, services.now(), content != null, kept);
        byId.put(asset.id(), asset);
        return asset;
    }

    @Nullable
    Asset find(String id) {
        return byId.get(id);
    }

    void uploaded(String id, long size, byte[] content) {
        byId.change(id, asset -> asset.with(size, content));
    }

    @Nullable
    Asset remove(String id) {
        return byId.remove(id);
    }

    List<Asset> newestFirst() {
        return byId.newestFirst();
    }

    /** The URL of the file that a field names, by its URL or by the id of an asset; null if there is no such field. */
    @Nullable
    String read(RequestFields fields, String name) {
        RequestFields given = fields.object(name);
        if (given == null) {
            return null;
        }
        String type = given.required("type", given.word("type", REFERENCES));
        if (type.equals("url")) {
            return given.required("url", given.url("url"));
        }
        String id = given.required("asset_id", given.text("asset_id", 100));
        Asset asset = find(id);
        if (asset == null) {
            throw HeyGenErrors.invalid(name + ".asset_id", "There is no asset '" + Printable.value(id) + "'.");
        }
        if (!asset.uploaded()) {
            throw RefusedException.badField(
                    name + ".asset_id",
                    HeyGenErrors.ASSET_NOT_AVAILABLE,
                    "The asset '" + id + "' is not uploaded yet. Send the file to its upload_url first.");
        }
        return url(id, services.results());
    }

    private static String url(String id, ResultUrls urls) {
        return urls.root() + CONTENT + id;
    }

    String url(Asset asset, Request request) {
        return url(asset.id(), services.results().in(request));
    }

    void reset() {
        byId.clear();
        ids.reset();
    }
}
