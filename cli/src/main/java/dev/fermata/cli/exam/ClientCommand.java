package dev.fermata.cli.exam;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command that starts a client. What it prints is logged: standard output is for the report. */
final class ClientCommand implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("client");

    private @Nullable Process process;

    void start(String command, URI server) throws IOException {
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true);
        shell.environment().put("FERMATA_URL", server.toString());
        Process started = shell.start();
        started.getOutputStream().close();
        Thread reader = new Thread(() -> log(started.inputReader()), "client-output");
        reader.setDaemon(true);
        reader.start();
        process = started;
    }

    private static void log(BufferedReader output) {
        try (output) {
            output.lines().forEach(LOG::info);
        } catch (IOException | UncheckedIOException ended) {
            // The client was ended.
        }
    }

    boolean isRunning() {
        Process known = process;
        if (known != null && !known.isAlive()) {
            if (known.exitValue() != 0) {
                LOG.info("exit code {}", known.exitValue());
            }
            process = null;
        }
        return process != null;
    }

    /** Ends what still runs. */
    @Override
    public void close() {
        Process known = process;
        if (known != null) {
            known.descendants().forEach(ProcessHandle::destroy);
            known.destroy();
        }
    }
}
