package dev.fermata.simulator.dialect.elevenlabs;

import dev.fermata.simulator.dialect.VendorDialect.VendorCall;
import dev.fermata.simulator.http.Route.LargeBody;
import io.netty.handler.codec.http.HttpMethod;

/** All calls of the API. A table without code, so that a server that nobody asks for them starts as fast as without them. */
enum ElevenLabsCall implements VendorCall {
    CREATE_DUB(HttpMethod.POST, Paths.DUBS, LargeBody.upload(Paths.LARGEST_FILE)),
    LIST_DUBS(HttpMethod.GET, Paths.DUBS),
    CREATE_PROJECT(HttpMethod.POST, Paths.PROJECTS, LargeBody.form(Paths.LARGEST_FILE, Paths.LARGEST_FIELDS)),
    LIST_PROJECTS(HttpMethod.GET, Paths.PROJECTS),
    GET_PROJECT(HttpMethod.GET, Paths.PROJECT),
    DELETE_PROJECT(HttpMethod.DELETE, Paths.PROJECT),
    CREATE_LANGUAGE(HttpMethod.POST, Paths.LANGUAGES, LargeBody.JSON),
    LIST_LANGUAGES(HttpMethod.GET, Paths.LANGUAGES),
    GET_LANGUAGE(HttpMethod.GET, Paths.LANGUAGE),
    DELETE_LANGUAGE(HttpMethod.DELETE, Paths.LANGUAGE),
    GET_SOURCE_TRANSCRIPT(HttpMethod.GET, Paths.PROJECT + Paths.TRANSCRIPT),
    ADD_SOURCE_SEGMENT(HttpMethod.POST, Paths.PROJECT + Paths.TRANSCRIPT + "/segment"),
    DELETE_SOURCE_SEGMENT(HttpMethod.DELETE, Paths.PROJECT + Paths.SEGMENT),
    EDIT_SOURCE_SEGMENT(HttpMethod.PATCH, Paths.PROJECT + Paths.SEGMENT),
    GET_TRANSLATION(HttpMethod.GET, Paths.LANGUAGE + Paths.TRANSCRIPT),
    EDIT_TRANSLATION(HttpMethod.PATCH, Paths.LANGUAGE + Paths.SEGMENT),
    REGENERATE(HttpMethod.POST, Paths.LANGUAGE + Paths.TRANSCRIPT + "/regenerate"),
    GET_DUB(HttpMethod.GET, Paths.DUB),
    DELETE_DUB(HttpMethod.DELETE, Paths.DUB),
    GET_AUDIO(HttpMethod.GET, Paths.DUB + "/audio/{language}"),
    GET_OLD_TRANSCRIPT(HttpMethod.GET, Paths.DUB + "/transcript/{language}"),
    GET_TRANSCRIPT(HttpMethod.GET, Paths.DUB + "/transcripts/{language}/format/{format}"),
    CREATE_WEBHOOK(HttpMethod.POST, Paths.WEBHOOKS),
    LIST_WEBHOOKS(HttpMethod.GET, Paths.WEBHOOKS),
    CHANGE_WEBHOOK(HttpMethod.PATCH, Paths.WEBHOOKS + "/{id}"),
    DELETE_WEBHOOK(HttpMethod.DELETE, Paths.WEBHOOKS + "/{id}");

    private static final class Paths {
        static final long LARGEST_FILE = 3L << 30;
        /** 1,000 terms of 50 characters, each with the head of its part. */
        static final long LARGEST_FIELDS = 512 << 10;

        static final String DUBS = "/v1/dubbing";
        static final String DUB = DUBS + "/{id}";
        static final String PROJECTS = DUBS + "/project";
        static final String PROJECT = PROJECTS + "/{project}";
        static final String LANGUAGES = PROJECT + "/language";
        static final String LANGUAGE = LANGUAGES + "/{language}";
        static final String TRANSCRIPT = "/transcript";
        static final String SEGMENT = TRANSCRIPT + "/segment/{segment}";
        static final String WEBHOOKS = "/v1/workspace/webhooks";
    }

    /** With what the paths of the files of dubs begin. */
    static final String FILES = Paths.DUB + "/";

    private final HttpMethod method;
    private final String path;
    private final LargeBody largeBody;

    ElevenLabsCall(HttpMethod method, String path) {
        this(method, path, LargeBody.NONE);
    }

    ElevenLabsCall(HttpMethod method, String path, LargeBody largeBody) {
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
        return this == LIST_DUBS || this == LIST_PROJECTS || this == LIST_LANGUAGES;
    }

    @Override
    public LargeBody largeBody() {
        return largeBody;
    }
}
