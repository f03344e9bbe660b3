package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.dialect.VendorDialect.VendorCall;
import dev.fermata.simulator.http.Route.LargeBody;
import io.netty.handler.codec.http.HttpMethod;

/** All calls of the API. A table without code, so that a server that nobody asks for them starts as fast as without them. */
enum HeyGenCall implements VendorCall {
    CREATE_TRANSLATIONS(HttpMethod.POST, Paths.TRANSLATIONS, LargeBody.JSON),
    LIST_TRANSLATIONS(HttpMethod.GET, Paths.TRANSLATIONS),
    LIST_LANGUAGES(HttpMethod.GET, Paths.TRANSLATIONS + "/languages"),
    LIST_STATUSES(HttpMethod.GET, Paths.TRANSLATIONS + "/statuses"),
    GET_TRANSLATION(HttpMethod.GET, Paths.TRANSLATIONS + "/{id}"),
    RENAME_TRANSLATION(HttpMethod.PATCH, Paths.TRANSLATIONS + "/{id}"),
    DELETE_TRANSLATION(HttpMethod.DELETE, Paths.TRANSLATIONS + "/{id}"),
    CREATE_BATCH(HttpMethod.POST, Paths.BATCHES, LargeBody.JSON),
    GET_BATCH(HttpMethod.GET, Paths.BATCHES + "/{id}"),
    CREATE_PROOFREADS(HttpMethod.POST, Paths.PROOFREADS, LargeBody.JSON),
    LIST_PROOFREADS(HttpMethod.GET, Paths.PROOFREADS),
    GET_PROOFREAD(HttpMethod.GET, Paths.PROOFREADS + "/{id}"),
    DELETE_PROOFREAD(HttpMethod.DELETE, Paths.PROOFREADS + "/{id}"),
    GET_SUBTITLES(HttpMethod.GET, Paths.PROOFREADS + "/{id}/srt"),
    REPLACE_SUBTITLES(HttpMethod.PUT, Paths.PROOFREADS + "/{id}/srt"),
    GENERATE(HttpMethod.POST, Paths.PROOFREADS + "/{id}/generate"),
    CREATE_ENDPOINT(HttpMethod.POST, Paths.ENDPOINTS),
    LIST_ENDPOINTS(HttpMethod.GET, Paths.ENDPOINTS),
    CHANGE_ENDPOINT(HttpMethod.PATCH, Paths.ENDPOINTS + "/{id}"),
    DELETE_ENDPOINT(HttpMethod.DELETE, Paths.ENDPOINTS + "/{id}"),
    ROTATE_SECRET(HttpMethod.POST, Paths.ENDPOINTS + "/{id}/rotate-secret"),
    LIST_EVENT_TYPES(HttpMethod.GET, "/v3/webhooks/event-types"),
    LIST_EVENTS(HttpMethod.GET, "/v3/webhooks/events"),
    UPLOAD_ASSET(HttpMethod.POST, Paths.ASSETS, LargeBody.upload(AssetEndpoints.LARGEST_FORM + 65_536)),
    LIST_ASSETS(HttpMethod.GET, Paths.ASSETS),
    GET_ASSET(HttpMethod.GET, Paths.ASSETS + "/{id}"),
    DELETE_ASSET(HttpMethod.DELETE, Paths.ASSETS + "/{id}"),
    ANNOUNCE_ASSET(HttpMethod.POST, Paths.ASSETS + "/direct-uploads"),
    COMPLETE_ASSET(HttpMethod.POST, Paths.ASSETS + "/{id}/complete"),
    PUT_CONTENT(HttpMethod.PUT, Assets.CONTENT + "{id}", LargeBody.upload(AssetEndpoints.LARGEST)),
    GET_CONTENT(HttpMethod.GET, Assets.CONTENT + "{id}"),
    GET_USER(HttpMethod.GET, "/v3/users/me"),
    LEGACY_CREATE(HttpMethod.POST, Paths.LEGACY),
    LEGACY_LANGUAGES(HttpMethod.GET, Paths.LEGACY + "/target_languages"),
    LEGACY_GET(HttpMethod.GET, Paths.LEGACY + "/{id}");

    private static final class Paths {
        static final String TRANSLATIONS = "/v3/video-translations";
        static final String BATCHES = TRANSLATIONS + "/batches";
        static final String PROOFREADS = TRANSLATIONS + "/proofreads";
        static final String ENDPOINTS = "/v3/webhooks/endpoints";
        static final String ASSETS = "/v3/assets";
        static final String LEGACY = "/v2/video_translate";
    }

    private final HttpMethod method;
    private final String path;
    private final LargeBody largeBody;

    HeyGenCall(HttpMethod method, String path) {
        this(method, path, LargeBody.NONE);
    }

    HeyGenCall(HttpMethod method, String path, LargeBody largeBody) {
        this.method = method;
        this.path = path;
        this.largeBody = largeBody;
    }

    @Override
    public HttpMethod method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public boolean listsJobs() {
        return this == LIST_TRANSLATIONS || this == LIST_STATUSES || this == LIST_PROOFREADS;
    }

    @Override
    public LargeBody largeBody() {
        return largeBody;
    }

    /** Whether it is a part of the old API. */
    boolean isLegacy() {
        return path.startsWith(Paths.LEGACY);
    }

    /** Whether it is for the content of a file, which needs no API key. */
    boolean isOfFiles() {
        return path.startsWith(Assets.CONTENT);
    }
}
