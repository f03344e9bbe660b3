package dev.fermata.bench.simulator;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a command takes from its start to its first answer.
 *
 * @param millis that passed
 * @param cpuMillis that all threads of the process worked meanwhile: a busy machine changes that less
 */
record FirstAnswer(double millis, double cpuMillis) {

    private static final byte[] STATUS = HttpLine.get("/status");
    private static final long AGAIN = TimeUnit.MICROSECONDS.toNanos(500);
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    /** @param command to which a port is added */
    static FirstAnswer of(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        int port = freePort();
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of("--port", String.valueOf(port), "--until-input-ends"));
        ProcessBuilder builder = new ProcessBuilder(whole)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        long start = System.nanoTime();
        Process process = builder.start();
        try (HttpLine line = connect(port, start, process)) {
            line.accepted(STATUS);
            double millis = (System.nanoTime() - start) / 1e6;
            Duration worked = process.info().totalCpuDuration().orElse(Duration.ZERO);
            return new FirstAnswer(millis, worked.toMillis());
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static HttpLine connect(int port, long start, Process process) throws IOException {
        while (true) {
            try {
                return new HttpLine(port);
            } catch (ConnectException notYet) {
                if (!process.isAlive() || System.nanoTime() - start > PATIENCE) {
                    throw new IOException("nothing listens on port " + port, notYet);
                }
                LockSupport.parkNanos(AGAIN);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
