package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.dialect.RequestFields;
import dev.fermata.simulator.http.RefusedException;
import dev.fermata.simulator.text.Printable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file that a request names: by its URL, or by the id of an asset. */
final class AssetRef {

    private static final List<String> TYPES = List.of("url", "asset_id");

    private AssetRef() {}

    /** The URL of the file in that field; null if there is no such field. */
    static @Nullable String read(RequestFields fields, String name, Assets assets) {
        RequestFields given = fields.object(name);
        if (given == null) {
            return null;
        }
        String type = given.required("type", given.word("type", TYPES));
        if (type.equals("url")) {
            return given.required("url", given.url("url"));
        }
        String id = given.required("asset_id", given.text("asset_id", 100));
        Assets.Asset asset = assets.find(id);
        if (asset == null) {
            throw HeyGenErrors.invalid(name + ".asset_id", "There is no asset '" + Printable.value(id) + "'.");
        }
        if (!asset.uploaded()) {
            throw RefusedException.badField(
                    name + ".asset_id",
                    HeyGenErrors.ASSET_NOT_AVAILABLE,
                    "The asset '" + id + "' is not uploaded yet. Send the file to its upload_url first.");
        }
        return assets.url(id, "");
    }
}
