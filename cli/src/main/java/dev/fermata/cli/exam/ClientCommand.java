package dev.fermata.cli.exam;

import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command that starts a client. It gets the address of the simulator as {@code FERMATA_URL}. */
final class ClientCommand implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("exam");

    private final @Nullable String command;
    private final URI server;
    private @Nullable Process process;

    /** @param command null if there is none */
    ClientCommand(@Nullable String command, URI server) {
        this.command = command;
        this.server = server;
    }

    /** What it prints goes to standard error: standard output is for the report. */
    void start() throws IOException {
        ProcessBuilder shell =
                new ProcessBuilder("sh", "-c", "exec 1>&2\n" + command).redirectError(ProcessBuilder.Redirect.INHERIT);
        shell.environment().put("FERMATA_URL", server.toString());
        Process started = shell.start();
        started.getOutputStream().close();
        process = started;
    }

    /** Whether it does not run now. */
    boolean ends() {
        Process known = process;
        if (known == null) {
            return true;
        }
        if (known.isAlive()) {
            return false;
        }
        if (known.exitValue() != 0) {
            LOG.info("the command ended with exit code {}", known.exitValue());
        }
        process = null;
        return true;
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
