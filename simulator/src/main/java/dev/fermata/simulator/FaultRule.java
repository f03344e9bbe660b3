package dev.fermata.simulator;

import dev.fermata.simulator.fault.FaultRuleSpec;
import org.jspecify.annotations.Nullable;

/**
 * Which requests go wrong, and how. Without more, all of them do, except those to {@code /admin}, {@code /healthz} and
 * {@code /openapi.yaml}.
 *
 * <p>Requests are counted for each job that they name, and for each route where they name none. {@link #first(int)},
 * {@link #every(int)} and {@link #chance(double)} use that count, and all that are set must hold. So what happens to one job
 * does not depend on requests for others. The first rule that matches decides; latencies add up. A rule for an unknown
 * dialect or route is refused when it is added.
 *
 * <p>Immutable.
 *
 * <pre>{@code
 * FaultRule.of(Fault.status(503)).route("GET /v1/jobs/{id}").first(2);
 * FaultRule.of(Fault.resetBefore()).dialect("status").chance(0.05);
 * }</pre>
 */
public final class FaultRule {

    private final FaultRuleSpec spec;

    FaultRule(FaultRuleSpec spec) {
        this.spec = spec;
    }

    /** Always and everywhere. */
    public static FaultRule of(Fault fault) {
        return new FaultRule(FaultRuleSpec.of(fault.spec()));
    }

    /** Only requests in this dialect: {@code fermata}, {@code status} or {@code files}. */
    public FaultRule dialect(String only) {
        return new FaultRule(spec.dialect(only));
    }

    /** Only this route, such as {@code GET /v1/jobs/{id}}, or path, such as {@code /v1/*}. The method may be left out. */
    public FaultRule route(String only) {
        return new FaultRule(spec.route(only));
    }

    /** Only requests for the job with this id. */
    public FaultRule job(String only) {
        return new FaultRule(spec.job(only));
    }

    /** Only this many requests, from the first one. */
    public FaultRule first(int only) {
        return new FaultRule(spec.first(only));
    }

    /** Only every n-th. */
    public FaultRule every(int nth) {
        return new FaultRule(spec.every(nth));
    }

    /** And of these only this part, drawn by the seed. */
    public FaultRule chance(double probability) {
        return new FaultRule(spec.chance(probability));
    }

    /** What goes wrong. */
    public Fault fault() {
        return Fault.of(spec.fault());
    }

    /** Null for all dialects. */
    public @Nullable String dialect() {
        return spec.dialect();
    }

    /** Null for all routes. */
    public @Nullable String route() {
        return spec.route();
    }

    /** Null for all jobs. */
    public @Nullable String job() {
        return spec.job();
    }

    /** 0 for no such bound. */
    public int first() {
        return spec.first();
    }

    /** 1 for all. */
    public int every() {
        return spec.every();
    }

    /** 1 for always. */
    public double chance() {
        return spec.chance();
    }

    FaultRuleSpec spec() {
        return spec;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FaultRule rule && spec.equals(rule.spec);
    }

    @Override
    public int hashCode() {
        return spec.hashCode();
    }

    @Override
    public String toString() {
        return spec.toString();
    }
}
