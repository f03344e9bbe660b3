package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code fermata demo} as its users run it: two processes, and what becomes of them. */
@Timeout(120)
class DemoIT {

    @Test
    void demoRunsItsCyclesAndStopsTheServer() throws Exception {
        try (Program demo = Program.start(quickJobs(), "demo", "--cycles", "1")) {
            assertThat(demo.exitCode()).isZero();
            assertThat(demo.err())
                    .containsPattern("demo - the server is process \\d+ and logs as Simulator\n")
                    .contains("demo - the clients are in this process and log as held, small and learned")
                    .containsPattern("held - completed, \\d polls? in .* s; known \\d+ ms after the end of the job")
                    .contains("small - wait 1 begins", "learned - poll 1 after ", "stopped listening");
        }
    }

    @Test
    void comparesTheClientsByAJobThatIsNotOver() throws Exception {
        Map<String, String> over =
                Map.of("PORT", "0", "ERROR_CHANCE", "0", "TOTAL_DELAY_SECONDS", "0.5", "RESET_INTERVAL_SECONDS", "4");
        try (Program demo = Program.start(over, "demo", "--cycles", "2")) {
            assertThat(demo.exitCode()).as(demo.err()).isZero();
            assertThat(demo.err())
                    .contains("demo - the job of GET /status is over; wait 1 begins with the next job, within 4s")
                    .contains("demo - the job of GET /status is over; wait 2 begins with the next job, within 4s")
                    .doesNotContain("the job had ended before this wait");
            assertThat(count(demo, "(small|learned) - completed, .*; known [\\d.]+ m?s after the end"))
                    .isEqualTo(4);
        }
    }

    @Test
    void endsAfterTheOnlyJobThereIs() throws Exception {
        Map<String, String> once = Map.of(
                "PORT", "0", "ERROR_CHANCE", "1", "TOTAL_DELAY_SECONDS", "0.1", "RESET_INTERVAL_SECONDS", "never");
        try (Program demo = Program.start(once, "demo")) {
            assertThat(demo.exitCode()).as(demo.err()).isZero();
            assertThat(demo.err())
                    .contains("there will be no other: RESET_INTERVAL_SECONDS is never")
                    .containsPattern("held - error, \\d polls? in .* s; known \\d+ ms after the end of the job")
                    .contains("small - error, 1 poll in ")
                    .contains("summary: learned: 1 wait, 1 poll");
        }
    }

    /** The figures are those of the lines before. */
    @Test
    void theSummaryIsExact(@TempDir Path folder) throws Exception {
        Map<String, String> shortJobs = Map.of(
                "PORT", "0", "ERROR_CHANCE", "0.5", "TOTAL_DELAY_SECONDS", "0.3", "RESET_INTERVAL_SECONDS", "0.5");
        Path picture = folder.resolve("demo.svg");
        try (Program demo = Program.start(shortJobs, "demo", "--cycles", "3", "--svg", picture.toString())) {
            assertThat(demo.exitCode()).as(demo.err()).isZero();
            assertThat(Files.readString(picture)).startsWith("<svg").contains(">small<", ">learned<", "class='poll'");
            assertThat(demo.out()).contains("client", "polls per job", "\nsmall ", "\nlearned ");
            for (String client : new String[] {"held", "small", "learned"}) {
                long polls = count(demo, client + " - .*poll \\d+ after");
                long jobs = count(demo, client + " - (completed|error), ");
                long waits = client.equals("held") ? 1 : 3;
                assertThat(demo.err())
                        .contains("summary: " + client + ": " + waits + (waits == 1 ? " wait, " : " waits, ")
                                + polls + (polls == 1 ? " poll, " : " polls, ") + "0 timeouts, " + jobs
                                + (jobs == 1 ? " job; " : " jobs; ")
                                + String.format(Locale.ROOT, "%.1f polls per job", (double) polls / jobs));
            }
        }
    }

    @Test
    void demoComparesNothingBeforeAJobHasEnded(@TempDir Path folder) throws Exception {
        Path picture = folder.resolve("demo.svg");
        Map<String, String> longJobs = Map.of("PORT", "0", "TOTAL_DELAY_SECONDS", "1000");
        try (Program demo = Program.start(longJobs, "demo", "--svg", picture.toString())) {
            demo.awaitLine("learned - poll 1 after");
            demo.signal("TERM");
            assertThat(demo.exitCode()).as(demo.err()).isZero();
            assertThat(demo.out())
                    .isEqualTo("There is nothing to compare yet: no client has seen the end of a job of GET /status.");
            assertThat(demo.err()).contains("there is nothing to draw yet, so " + picture + " is not written");
            assertThat(picture).doesNotExist();
        }
    }

    private static long count(Program demo, String line) {
        return Pattern.compile(line).matcher(demo.err()).results().count();
    }

    @Test
    void demoEndsWhenTheServerCannotStart() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Program demo = Program.start(Map.of("PORT", "" + taken.getLocalPort()), "demo")) {
            assertThat(demo.exitCode()).isEqualTo(2);
            assertThat(demo.err())
                    .contains("is taken", "such as: FERMATA_PORT=8001 ./fermata demo")
                    .doesNotContain("Exception");
        }
    }

    @Test
    void demoEndsWithItsServerOnSigterm() throws Exception {
        try (Program demo = Program.start(quickJobs(), "demo")) {
            demo.awaitLine("poll 1 after");
            ProcessHandle server = server(demo);
            demo.signal("TERM");
            assertThat(demo.exitCode()).isZero();
            assertThat(demo.err()).contains("summary: ").doesNotContain("still running");
            assertThat(server.isAlive()).isFalse();
        }
    }

    @Test
    void theServerOfADemoDoesNotOutliveItsKilledParent() throws Exception {
        try (Program demo = Program.start(quickJobs(), "demo")) {
            demo.awaitLine("poll 1 after");
            ProcessHandle server = server(demo);
            demo.signal("KILL");
            server.onExit().join();
        }
    }

    @Test
    void demoSaysSoWhenItsServerIsKilled() throws Exception {
        try (Program demo = Program.start(Map.of("PORT", "0"), "demo")) {
            demo.awaitLine("poll 1 after");
            server(demo).destroyForcibly();
            assertThat(demo.exitCode()).isEqualTo(1);
            assertThat(demo.err()).contains("the server ended by itself, with exit code 137");
        }
    }

    @Test
    void demoPassesOnWhatTheServersJvmHasToSay() throws Exception {
        Map<String, String> environment = new HashMap<>(quickJobs());
        environment.put("JAVA_TOOL_OPTIONS", "-Xlog:gc+init:stdout");
        try (Program demo = Program.start(environment, "demo", "--cycles", "1")) {
            assertThat(demo.exitCode()).as(demo.err()).isZero();
            assertThat(demo.err()).contains("[gc,init]", "small - completed, ");
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the server is started without a shell there")
    void demoEndsOnSigtermWhileItsServerIsNotReadyYet(@TempDir Path folder) throws Exception {
        Path shell = Files.writeString(folder.resolve("sh"), "#!/bin/sh\necho not ready yet >&2\nexec /bin/cat\n");
        assertThat(shell.toFile().setExecutable(true)).isTrue();
        Map<String, String> environment = Map.of("PATH", folder + ":" + System.getenv("PATH"), "PORT", "0");
        try (Program demo = Program.start(environment, "demo")) {
            demo.awaitLine("not ready yet");
            ProcessHandle server = server(demo);
            demo.signal("TERM");
            assertThat(demo.exitCode()).isZero();
            assertThat(demo.err()).isEqualTo("not ready yet");
            assertThat(server.isAlive()).isFalse();
        }
    }

    private static Map<String, String> quickJobs() {
        return Map.of("PORT", "0", "ERROR_CHANCE", "0", "TOTAL_DELAY_SECONDS", "1", "RESET_INTERVAL_SECONDS", "3");
    }

    private static ProcessHandle server(Program demo) {
        return demo.process().descendants().findFirst().orElseThrow();
    }
}
