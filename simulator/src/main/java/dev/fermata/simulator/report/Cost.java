package dev.fermata.simulator.report;

import java.util.List;

/**
 * What a wait costs at a given patience: {@code patience x requests + detection delay}, in seconds for each job.
 *
 * @param perJob what the client paid: all of its polls, for the jobs whose end it saw
 * @param best what the best schedule pays that knows the durations, but not which job has which, and that polls each job by itself. A
 *     client that holds requests, or asks for many jobs at once, can pay less
 * @param peers what other schedules pay for the same jobs, the cheapest first
 */
public record Cost(double perJob, double best, List<Peer> peers) {

    public Cost {
        peers = List.copyOf(peers);
    }

    /** Another schedule on the same jobs: requests and delay are the mean of a job. */
    public record Peer(String schedule, double requests, double delay, double cost) {}

    /** The client's cost divided by the best one. */
    public double timesBest() {
        return best == 0 ? 1 : perJob / best;
    }
}
