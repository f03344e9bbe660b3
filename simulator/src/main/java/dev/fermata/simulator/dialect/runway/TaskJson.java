package dev.fermata.simulator.dialect.runway;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.job.SeededRandom;
import dev.fermata.simulator.job.Snapshot;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobIds;
import dev.fermata.simulator.setting.SettingValues;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A task as JSON. */
record TaskJson(Services services, SettingValues options) {

    private static final Pattern UUIDS = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** A random UUID (version 4), whose first and last 32 bits are those of the job's own id. */
    static String id(Job job) {
        long bits = JobIds.bits(job.id());
        long others = SeededRandom.mix(bits);
        long high = bits << 32 | others >>> 32 & 0xFFFF_0FFFL | 0x4000;
        long low = 1L << 63 | (others & 0x3FFF_FFFF) << 32 | bits >>> 32;
        return new UUID(high, low).toString();
    }

    /** The id of the job which that task can be. */
    static Optional<String> jobId(String id) {
        if (!UUIDS.matcher(id).matches()) {
            return Optional.empty();
        }
        UUID uuid = UUID.fromString(id);
        return Optional.of(JobIds.text(uuid.getLeastSignificantBits() << 32 | uuid.getMostSignificantBits() >>> 32));
    }

    ObjectNode created(Job job) {
        ObjectNode json = JsonMapper.shared().createObjectNode().put("id", id(job));
        json.putObject("estimatedCost").put("credits", options.get(RunwayOptions.CREDITS));
        return json;
    }

    ObjectNode of(Job job, Request request) {
        Snapshot snapshot = job.at(services.now());
        ObjectNode json = JsonMapper.shared()
                .createObjectNode()
                .put("id", id(job))
                .put("createdAt", Micros.instant(snapshot.submittedAt()).toString())
                .put("status", word(snapshot.state()));
        int credits = options.get(RunwayOptions.CREDITS);
        if (snapshot.state().terminal()) {
            json.putObject("cost").put("credits", snapshot.state() == State.COMPLETED ? credits : 0);
        } else {
            json.putObject("estimatedCost").put("credits", credits);
        }
        switch (snapshot.state()) {
            case RUNNING -> json.put("progress", snapshot.progress());
            case COMPLETED -> json.putArray("output").add(url(job, request));
            case FAILED -> {
                Failure failure = Objects.requireNonNull(snapshot.failure());
                json.put("failure", failure.message()).put("failureCode", failure.code());
            }
            case QUEUED, CANCELED -> {}
        }
        return json;
    }

    private String word(State state) {
        return switch (state) {
            case QUEUED -> options.get(RunwayOptions.WAITING).name();
            case RUNNING -> "RUNNING";
            case COMPLETED -> "SUCCEEDED";
            case FAILED -> "FAILED";
            case CANCELED -> "CANCELLED";
        };
    }

    /** A fresh one in each response. */
    private String url(Job job, Request request) {
        return services.results()
                .in(request)
                .orSignedFor(options.get(RunwayOptions.LINKS_VALID))
                .of(job.id(), ".wav", services.now());
    }
}
