package dev.fermata.simulator.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * How well each client waited, since the simulator began or was reset. Immutable. All times are the simulator's.
 *
 * @param at when it was made
 * @param patience how many seconds of detection delay one request is worth
 * @param unnamed requests of clients that are counted together, because there were too many
 * @param clients the one with the most requests first
 */
public record Report(String at, double patience, long unnamed, List<ClientReport> clients) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    public Report {
        // The copy has no null, which JSON may have.
        clients = List.copyOf(clients).stream()
                .sorted(Comparator.comparingLong(ClientReport::requests).reversed())
                .toList();
    }

    /** Reads {@link #json}. */
    public static Report parse(String json) {
        try {
            return Objects.requireNonNull(JSON.readValue(json, Report.class), json);
        } catch (JacksonException | NullPointerException notOne) {
            throw new IllegalArgumentException("this is no report: " + notOne.getMessage(), notOne);
        }
    }

    /**
     * The report of one client.
     *
     * @throws NoSuchElementException if it sent no request
     */
    public ClientReport client(String name) {
        return only(name).clients().stream()
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("there is no client '" + name + "'; there is "
                        + clients.stream()
                                .limit(20)
                                .map(each -> "'" + each.client() + "'")
                                .reduce((all, next) -> all + ", " + next)
                                .orElse("none at all")));
    }

    /** The same about one client only; empty if there is no such client. */
    public Report only(String name) {
        List<ClientReport> same =
                clients.stream().filter(each -> each.client().equals(name)).toList();
        return new Report(at, patience, 0, same);
    }

    /** Whether nothing was dropped from memory, and no client is unnamed. If not, counts and verdicts may be wrong. */
    @JsonProperty
    public boolean complete() {
        return unnamed == 0 && forgotten() == 0;
    }

    /** The sum of {@link ClientReport#forgotten}. */
    @JsonProperty
    public long forgotten() {
        return clients.stream().mapToLong(ClientReport::forgotten).sum();
    }

    /** The worst grade of the clients that asked for a job; {@link Grade#NONE} without one, or if some are unnamed. */
    public Grade worst() {
        return unnamed > 0
                ? Grade.NONE
                : clients.stream()
                        .filter(client -> client.jobs() > 0)
                        .map(ClientReport::grade)
                        .max(Comparator.naturalOrder())
                        .orElse(Grade.NONE);
    }

    /** For programs. */
    public String json() {
        return JSON.writeValueAsString(this);
    }

    /** For a terminal. */
    public String text() {
        return Text.of(this);
    }

    /** A page without scripts that needs nothing else. */
    public String html() {
        return Html.of(this);
    }
}
