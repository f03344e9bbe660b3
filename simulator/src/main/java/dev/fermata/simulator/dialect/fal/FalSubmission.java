package dev.fermata.simulator.dialect.fal;

import dev.fermata.simulator.dialect.RequestFields;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.text.Printable;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Checks what is submitted. Every app exists, and takes any input, because each has its own. */
record FalSubmission(Services services, SettingValues options) {

    /** Keys of the metadata of a job. */
    static final String APP = "app";

    static final String TARGET_LANG = "target_lang";
    static final String START_TIMEOUT = "start_timeout";

    private static final String WEBHOOK = "fal_webhook";
    private static final String TIMEOUT_HEADER = "x-fal-request-timeout";
    private static final Pattern NAME = Pattern.compile("\\w[\\w.-]{0,99}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,20}(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?");
    private static final List<String> SOURCES = List.of("video_url", "audio_url");
    private static final List<String> LANGUAGES =
            List.of("output_language", TARGET_LANG, "target_language", "language");
    private static final int LONGEST_LANGUAGE = 100;
    private static final int LONGEST_URL = 2_000;
    private static final BigDecimal LONGEST_TIMEOUT = BigDecimal.valueOf(1_000_000);

    JobSpec spec(Request request, ObjectNode input) {
        Map<String, String> metadata = new HashMap<>();
        metadata.put(APP, app(request));
        String timeout = request.header(TIMEOUT_HEADER);
        if (timeout != null) {
            metadata.put(START_TIMEOUT, seconds(timeout).toString());
        }
        text(input, List.of(TARGET_LANG), LONGEST_LANGUAGE).ifPresent(lang -> metadata.put(TARGET_LANG, lang));
        return new JobSpec(
                text(input, SOURCES, LONGEST_URL).orElse(""),
                text(input, LANGUAGES, LONGEST_LANGUAGE).orElse(""),
                null,
                null,
                webhook(request),
                metadata,
                FalDialect.NAME,
                null);
    }

    /** Owner and name, without what comes after them. */
    static String app(Request request) {
        String app = request.value(0) + "/" + request.value(1);
        if (!NAME.matcher(request.value(0)).matches()
                || !NAME.matcher(request.value(1)).matches()) {
            throw FalErrors.notFound("Application '" + Printable.value(app) + "' not found");
        }
        return app;
    }

    /** How long the job may wait until it runs; null for any time. */
    static @Nullable Duration startTimeout(JobSpec spec) {
        String timeout = spec.metadata().get(START_TIMEOUT);
        return timeout == null
                ? null
                : Duration.ofNanos(new BigDecimal(timeout).movePointRight(9).longValue());
    }

    private static BigDecimal seconds(String text) {
        if (NUMBER.matcher(text).matches()) {
            BigDecimal seconds = new BigDecimal(text);
            if (seconds.signum() > 0 && seconds.compareTo(LONGEST_TIMEOUT) <= 0) {
                return seconds;
            }
        }
        throw FalErrors.badRequest("X-Fal-Request-Timeout is '" + Printable.value(text)
                + "'; allowed is a number of seconds, more than 0 and at most " + LONGEST_TIMEOUT + ".");
    }

    private @Nullable String webhook(Request request) {
        String given = request.query(WEBHOOK);
        if (given == null) {
            return null;
        }
        ObjectNode field = JsonMapper.shared().createObjectNode().put(WEBHOOK, given);
        String url =
                Objects.requireNonNull(RequestFields.ignoringOthers(field, "").url(WEBHOOK));
        if (options.get(FalOptions.HTTPS_ONLY) && !url.regionMatches(true, 0, "https:", 0, 6)) {
            throw RefusedException.badField(
                    WEBHOOK, "invalid_value", WEBHOOK + " is '" + Printable.value(url) + "'; allowed is https only.");
        }
        services.refuseBadTarget(WEBHOOK, url);
        return url;
    }

    private static Optional<String> text(JsonNode input, List<String> names, int longest) {
        Stream<JsonNode> values = names.stream().map(input::path);
        return values.filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .filter(text -> text.length() <= longest)
                .findFirst();
    }
}
