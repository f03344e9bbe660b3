package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.dialect.FormData;
import dev.fermata.simulator.dialect.Page;
import dev.fermata.simulator.dialect.RequestFields;
import dev.fermata.simulator.dialect.heygen.Assets.Asset;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v3/assets}: uploads in a form, or directly to a URL. */
record AssetEndpoints(Assets assets, IdempotentCalls calls, Replies replies) {

    static final long LARGEST_FORM = 32L << 20;
    static final long LARGEST = 1L << 30;

    private static final Map<String, String> TYPES = new LinkedHashMap<>();

    static {
        TYPES.put("mp4", "video/mp4");
        TYPES.put("webm", "video/webm");
        TYPES.put("png", "image/png");
        TYPES.put("jpg", "image/jpeg");
        TYPES.put("jpeg", "image/jpeg");
        TYPES.put("mp3", "audio/mpeg");
        TYPES.put("wav", "audio/wav");
        TYPES.put("pdf", "application/pdf");
        TYPES.put("srt", "application/x-subrip");
    }

    Answer upload(Request request) {
        return calls.once(request, () -> uploadOnce(request));
    }

    private Response uploadOnce(Request request) {
        FormData.Part file = FormData.of(request)
                .flatMap(form -> form.part("file"))
                .orElseThrow(() -> HeyGenErrors.invalid(
                        "file", "The body has no file. Send multipart/form-data with a part named 'file'."));
        if (file.size() > LARGEST_FORM) {
            throw HeyGenErrors.invalid("file", "The file is larger than 32 MB. Use a direct upload.");
        }
        Asset asset = assets.add(
                file.fileName(), type("file", file.fileName(), file.contentType()), file.size(), file.content());
        return replies.data(uploaded(asset, request));
    }

    private ObjectNode uploaded(Asset asset, Request request) {
        return Replies.object()
                .put("asset_id", asset.id())
                .put("url", assets.url(asset, request))
                .put("mime_type", asset.mimeType())
                .put("size_bytes", asset.size());
    }

    private static String type(String param, String name, @Nullable String stated) {
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String type = TYPES.getOrDefault(extension, stated == null ? "" : stated);
        if (!TYPES.containsValue(type)) {
            throw HeyGenErrors.invalid(
                    param,
                    "The file '" + Printable.value(name) + "' is of an unsupported type; supported are "
                            + String.join(", ", TYPES.keySet()) + ".");
        }
        return type;
    }

    Answer announce(Request request, ObjectNode body) {
        return calls.once(request, () -> announceOnce(request, body));
    }

    private Response announceOnce(Request request, ObjectNode body) {
        RequestFields fields = RequestFields.ignoringOthers(body, "");
        String name = fields.required("filename", fields.text("filename", 1_000));
        String stated = fields.required("content_type", fields.text("content_type", 200));
        Long size = fields.whole("size_bytes", 1, LARGEST);
        fields.required("size_bytes", size == null ? null : size.toString());
        fields.text("checksum_sha256", 200);
        Asset asset = assets.add(name, type("content_type", name, stated), size == null ? 0 : size, null);
        ObjectNode data = Replies.object()
                .put("asset_id", asset.id())
                .put("upload_url", assets.url(asset, request))
                .put("max_bytes", LARGEST)
                .put("expires_in_seconds", Duration.ofHours(1).toSeconds())
                .put("status", "pending_upload");
        data.putObject("upload_headers").put("Content-Type", stated);
        return replies.data(data);
    }

    /** The upload itself, as a storage service answers it: without JSON. */
    Response put(Request request) {
        Asset asset = find(request);
        assets.uploaded(asset.id(), request.bodySize(), request.body().clone());
        return Response.of(HttpResponseStatus.OK, "text/plain", new byte[0]);
    }

    Response complete(Request request, ObjectNode body) {
        Asset asset = find(request);
        RequestFields.ignoringOthers(body, "").text("checksum_sha256", 200);
        if (!asset.uploaded()) {
            throw RefusedException.badField(
                    "asset_id",
                    HeyGenErrors.ASSET_NOT_AVAILABLE,
                    "The asset '" + asset.id() + "' is not uploaded yet. Send the file to its upload_url first.");
        }
        return replies.data(uploaded(asset, request).put("status", "processing"));
    }

    /** The beginning of the file. */
    Response content(Request request) {
        Asset asset = find(request);
        return Response.of(HttpResponseStatus.OK, asset.mimeType(), asset.content());
    }

    Response get(Request request) {
        return replies.data(json(find(request), request));
    }

    Response delete(Request request) {
        Asset asset = find(request);
        assets.remove(asset.id());
        return replies.deleted(asset.id());
    }

    Response list(Request request) {
        if (request.query("username") == null) {
            throw HeyGenErrors.invalid("username", "The parameter 'username' is missing.");
        }
        Page.Wanted wanted = Page.Wanted.of(request, "limit", 20, 100, "token");
        return replies.list(Page.of(assets.newestFirst(), wanted, Asset::id), asset -> json(asset, request));
    }

    private ObjectNode json(Asset asset, Request request) {
        return Replies.object()
                .put("id", asset.id())
                .put("name", asset.name())
                .put("owner", UserEndpoint.NAME)
                .put("space_id", "space_1")
                .put("type", asset.mimeType().split("/")[0])
                .put("uploaded_at", asset.createdAt() / 1_000_000)
                .put("folder_id", (String) null)
                .put("url", assets.url(asset, request));
    }

    private Asset find(Request request) {
        Asset asset = assets.find(request.value(0));
        if (asset == null) {
            throw new RefusedException(Problem.of(
                    HttpResponseStatus.NOT_FOUND,
                    HeyGenErrors.NOT_FOUND,
                    "There is no asset '" + Printable.value(request.value(0)) + "'."));
        }
        return asset;
    }
}
