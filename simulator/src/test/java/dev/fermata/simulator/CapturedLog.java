package dev.fermata.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.text.Printable;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LocationAwareLogger;

/** All that the simulator logs, in detail, until it is closed. */
final class CapturedLog implements AutoCloseable {

    private static final List<String> LOGGERS = List.of(
            "dev.fermata.simulator.Simulator",
            "dev.fermata.simulator.http.Connection",
            "dev.fermata.simulator.webhook.Webhooks");

    private final Map<Logger, Integer> levels = new HashMap<>();
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private final PrintStream terminal = System.err;

    CapturedLog() throws ReflectiveOperationException {
        for (String name : LOGGERS) {
            Logger logger = LoggerFactory.getLogger(name);
            levels.put(logger, level(logger).getInt(logger));
            level(logger).setInt(logger, LocationAwareLogger.DEBUG_INT);
        }
        System.setErr(new PrintStream(logged, true, UTF_8));
    }

    /** Each line, but for the tabs of stack traces. */
    List<String> cleanLines() {
        List<String> lines = List.of(logged.toString(UTF_8).split("\n", -1));
        for (String line : lines) {
            String text = line.replaceFirst("^\t", "");
            assertThat(text).doesNotStartWith("INJECTED").isEqualTo(Printable.clean(text));
        }
        return lines;
    }

    /** The simple logger reads its level once, before a test can set it. */
    private static Field level(Logger logger) throws ReflectiveOperationException {
        Field level = logger.getClass().getDeclaredField("currentLogLevel");
        level.setAccessible(true);
        return level;
    }

    @Override
    public void close() throws ReflectiveOperationException {
        System.setErr(terminal);
        for (Map.Entry<Logger, Integer> each : levels.entrySet()) {
            level(each.getKey()).setInt(each.getKey(), each.getValue());
        }
    }
}
