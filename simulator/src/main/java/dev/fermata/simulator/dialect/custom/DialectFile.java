package dev.fermata.simulator.dialect.custom;

import dev.fermata.simulator.dialect.Dialect;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.setting.InvalidSettingsException;
import dev.fermata.simulator.setting.Yaml;
import dev.fermata.simulator.text.Printable;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An API, as a file of YAML or JSON describes it; {@code docs/dialects.md} says how. Immutable.
 *
 * @param origin where it is from, for people
 * @param prefixOnly whether its paths are served under its name only
 * @param job a job as JSON, for lists
 * @param errors how refusals look; null for problem details
 * @param webhook null if it has none
 */
public record DialectFile(
        String origin,
        String name,
        boolean prefixOnly,
        IdShape ids,
        Template<JobFacts> job,
        List<CustomRoute> routes,
        @Nullable AnswerTemplate<Problem> errors,
        @Nullable Template<JobFacts> webhook) {

    private static final long LONGEST = 1 << 18;

    public DialectFile {
        routes = List.copyOf(routes);
    }

    /**
     * Reads a file.
     *
     * @throws InvalidSettingsException with a sentence for everything that is wrong
     */
    public static DialectFile read(String file) {
        try {
            return of(Yaml.text(Path.of(file), LONGEST), "file " + file);
        } catch (NoSuchFileException missing) {
            throw new InvalidSettingsException("there is no file '" + Printable.value(file) + "'");
        } catch (IOException | InvalidPathException unreadable) {
            throw new InvalidSettingsException("file '" + Printable.value(file) + "' cannot be read");
        }
    }

    /**
     * Reads a text.
     *
     * @param origin where it is from, for people
     * @throws InvalidSettingsException with a sentence for everything that is wrong
     */
    public static DialectFile of(String yamlOrJson, String origin) {
        if (yamlOrJson.length() > LONGEST) {
            throw new InvalidSettingsException(
                    origin + " has " + yamlOrJson.length() + " characters; allowed are " + LONGEST);
        }
        return DialectReader.read(Yaml.read(yamlOrJson, origin), origin);
    }

    public Dialect dialect(Services services) {
        return new CustomDialect(services, this);
    }

    /** The jobs, which can be found by the ids of these dialects too. */
    public static JobStore withIds(JobStore jobs, List<DialectFile> dialects) {
        return dialects.isEmpty()
                ? jobs
                : new CustomIdJobs(jobs, dialects.stream().map(DialectFile::ids).toList());
    }
}
