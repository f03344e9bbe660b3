package dev.fermata.client.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.schedule.DurationHistory.Observation;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileHistoryTest {

    @TempDir
    Path folder;

    private Path file;

    /** A field, because the log manager only has a weak reference. */
    private final Logger log = Logger.getLogger(FileHistory.class.getName());

    private final Collected warnings = new Collected();

    @BeforeEach
    void collectWarnings() {
        file = folder.resolve("durations.json");
        log.setUseParentHandlers(false);
        log.addHandler(warnings);
    }

    @AfterEach
    void stopCollecting() {
        log.removeHandler(warnings);
        log.setUseParentHandlers(true);
    }

    private Path aside() {
        return folder.resolve("durations.json.damaged");
    }

    private Path lock() {
        return folder.resolve("durations.json.lock");
    }

    private List<Observation> fill() {
        DurationHistory history = DurationHistory.file(file);
        history.exact("a/b", Duration.ofMillis(31_500));
        history.between("a/b", Duration.ofSeconds(30), Duration.ofNanos(32_123_456_789L));
        history.longerThan("a/b", Duration.ofMinutes(10));
        history.flush();
        return history.observations("a/b");
    }

    @Test
    void remembersWhatAnEarlierHistoryRecorded() {
        List<Observation> written = fill();
        assertThat(DurationHistory.file(file).observations("a/b")).isEqualTo(written);
        assertThat(DurationHistory.file(file).observations("a")).isEqualTo(written);
    }

    @Test
    void isReadable() throws IOException {
        fill();
        assertThat(file)
                .content()
                .contains("\"format\":\"fermata durations 1\"")
                .contains("\"a/b\":[31.5,[30.0,32.123456789],[600.0,null]]");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keepsASymbolicLinkAndLocksTheFileThatItLeadsTo(boolean exists) throws IOException {
        Path link = Files.createDirectory(folder.resolve("home")).resolve("link.json");
        Files.createSymbolicLink(link.resolveSibling("chain.json"), Path.of("link.json"));
        Files.createSymbolicLink(link, Path.of("../durations.json"));
        if (exists) {
            fill();
        }
        DurationHistory linked = DurationHistory.file(link.resolveSibling("chain.json"));
        linked.exact("linked", Duration.ofSeconds(1));
        linked.flush();
        assertThat(link).isSymbolicLink();
        assertThat(link.resolveSibling("chain.json")).isSymbolicLink();
        assertThat(lock()).exists();
        assertThat(link.resolveSibling("link.json.lock")).doesNotExist();
        assertThat(DurationHistory.file(file).observations("linked")).hasSize(1);
        assertThat(DurationHistory.file(file).observations("a/b")).hasSize(exists ? 3 : 0);
    }

    @Test
    void writesTheSameDigitsInItsLogInEachLocale() throws IOException {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            Files.writeString(file, "x".repeat(1_234) + "{0}");
            DurationHistory.file(file);
            assertThat(warnings.lines).hasSize(1);
            assertThat(warnings.lines.get(0).getParameters()).isNullOrEmpty();
            assertThat(warnings.lines.get(0).getMessage()).contains("durations.json", "are damaged");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void beginsEmptyWithoutAFile() {
        assertThat(DurationHistory.file(file).observations("a")).isEmpty();
        assertThat(file).doesNotExist();
    }

    @Test
    void renamesAFileThatEndsAtAnyByte() throws IOException {
        List<Observation> written = fill();
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            DurationHistory history = DurationHistory.file(file);
            assertThat(history.observations("a/b")).as("cut at byte " + length).isEmpty();
            assertThat(aside()).hasBinaryContent(Arrays.copyOf(whole, length));
            history.exact("a/b", Duration.ofSeconds(1));
            history.flush();
            assertThat(DurationHistory.file(file).observations("a/b")).hasSize(1);
        }
        Files.write(file, whole);
        assertThat(DurationHistory.file(file).observations("a/b")).isEqualTo(written);
    }

    @Test
    void keepsTheOldFileWhenTheCopyEndsAtAnyByte() throws IOException {
        List<Observation> written = fill();
        byte[] whole = Files.readAllBytes(file);
        Path copy = folder.resolve("durations.json.6d1e9b2c-1.tmp");
        for (int length = 0; length < whole.length; length++) {
            Files.write(copy, Arrays.copyOf(whole, length));
            assertThat(DurationHistory.file(file).observations("a/b")).isEqualTo(written);
        }
        DurationHistory history = DurationHistory.file(file);
        history.exact("a/b", Duration.ofSeconds(1));
        history.flush();
        assertThat(DurationHistory.file(file).observations("a/b")).hasSize(4);
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file) && !path.equals(lock()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "{}",
                "{\"format\":\"fermata durations 2\",\"kinds\":{}}",
                "{\"format\":\"fermata durations 1\",\"kinds\":{\"a\":3}}",
                "{\"format\":\"fermata durations 1\",\"kinds\":{\"a\":[\"x\"]}}",
                "{\"format\":\"fermata durations 1\",\"kinds\":{\"a\":[-1]}}",
                "{\"format\":\"fermata durations 1\",\"kinds\":{\"a\":[1e300]}}",
                "{\"format\":\"fermata durations 1\",\"kinds\":{\"a\":[[3,2]]}}",
                "{\"format\":\"fermata durations 1\",\"kinds\":{\"a\":[[1,2,3]]}}",
            })
    void renamesAFileThatIsNotAHistory(String text) throws IOException {
        Files.writeString(file, text);
        assertThat(DurationHistory.file(file).observations("a")).isEmpty();
        assertThat(aside()).hasContent(text);
        assertThat(warnings.levels).containsExactly(Level.WARNING);
        assertThat(file).doesNotExist();
    }

    @Test
    void goesOnInMemoryWhereItCannotWrite() {
        DurationHistory history = DurationHistory.file(folder.resolve("nowhere").resolve("durations.json"));
        history.exact("a", Duration.ofSeconds(1));
        history.flush();
        history.exact("a", Duration.ofSeconds(2));
        history.flush();
        assertThat(history.observations("a")).hasSize(2);
        assertThat(warnings.levels).containsExactly(Level.WARNING);
    }

    @Test
    void leavesAFileThatItCannotRead() throws IOException {
        // Missing permission would do as well, but root may read anything.
        Files.createSymbolicLink(file, file);
        DurationHistory history = DurationHistory.file(file);
        history.exact("a", Duration.ofSeconds(1));
        history.flush();
        assertThat(history.observations("a")).hasSize(1);
        assertThat(file).isSymbolicLink();
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file));
        assertThat(warnings.levels).containsExactly(Level.WARNING);
    }

    @Test
    void leavesADamagedFileThatItCannotRename() throws IOException {
        Files.writeString(file, "half");
        Files.createDirectories(aside().resolve("in the way"));
        DurationHistory history = DurationHistory.file(file);
        history.exact("a", Duration.ofSeconds(1));
        history.flush();
        assertThat(history.observations("a")).hasSize(1);
        assertThat(file).hasContent("half");
    }

    @Test
    void leavesNoCopyWhereItCannotReplaceTheFile() throws IOException {
        DurationHistory history = DurationHistory.file(file);
        Files.createDirectory(file);
        history.exact("a", Duration.ofSeconds(1));
        history.flush();
        assertThat(warnings.levels).containsExactly(Level.WARNING);
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file) && !path.equals(lock()));
    }

    @Test
    void losesNothingWhereSeveralHistoriesInOneProcessShareTheFile() {
        List<DurationHistory> histories =
                Stream.generate(() -> DurationHistory.file(file)).limit(4).toList();
        for (int i = 1; i <= 50; i++) {
            Duration took = Duration.ofSeconds(i);
            histories.parallelStream().forEach(history -> {
                history.exact("a", took);
                history.flush();
            });
            assertThat(DurationHistory.file(file).observations("a")).hasSize(4 * i);
        }
        assertThat(warnings.levels).isEmpty();
        assertThat(aside()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dur[es.json", "dur{es.json", "dur*es?.json", "!", "\\E.json"})
    void acceptsAnyFileName(String name) throws IOException {
        file = folder.resolve(name);
        List<Observation> written = fill();
        Path old = copy(name + ".123.tmp");
        assertThat(DurationHistory.file(file).observations("a/b")).isEqualTo(written);
        assertThat(old).doesNotExist();
    }

    @Test
    void savesWhatManyThreadsRecorded() {
        DurationHistory history = DurationHistory.file(file);
        IntStream.rangeClosed(1, 100).parallel().forEach(i -> history.exact("a", Duration.ofSeconds(i)));
        history.flush();
        assertThat(DurationHistory.file(file).observations("a")).hasSize(100);
    }

    @Test
    void staysBoundedInSize() throws IOException {
        DurationHistory history = DurationHistory.file(file);
        for (int i = 0; i < DurationHistory.JOBS_PER_KIND; i++) {
            history.between("a", Duration.ofSeconds(i), Duration.ofSeconds(i + 1));
        }
        history.flush();
        long full = Files.size(file);
        for (int i = 0; i < 100; i++) {
            history.between("a", Duration.ofSeconds(100), Duration.ofSeconds(101));
        }
        history.flush();
        assertThat(Files.size(file)).isLessThanOrEqualTo(full + 1000);
    }

    @Test
    void deletesTheCopiesThatKilledProcessesLeft() throws IOException {
        List<Path> left = List.of(copy("durations.json.123.tmp"), copy("durations.json.6d1e9b2c-1.tmp"));
        List<Path> others =
                List.of(copy("other.json.123.tmp"), copy("durations.json.tmp"), copy("durations.json.mine.123.tmp"));
        DurationHistory.file(file);
        assertThat(left).allSatisfy(copy -> assertThat(copy).doesNotExist());
        assertThat(others).allSatisfy(other -> assertThat(other).exists());
    }

    private Path copy(String name) throws IOException {
        return Files.writeString(folder.resolve(name), "half");
    }

    @Test
    void survivesKilledProcesses() throws Exception {
        int known = 0;
        for (int life = 1; life <= 3; life++) {
            Process process = start("a", Integer.MAX_VALUE);
            try (BufferedReader out = process.inputReader()) {
                for (int line = 0; line < 10 * life; line++) {
                    assertThat(out.readLine()).isEqualTo("saved");
                }
                process.destroyForcibly().waitFor();
            }
            int now = DurationHistory.file(file).observations("a").size();
            assertThat(now).isGreaterThanOrEqualTo(Math.min(DurationHistory.JOBS_PER_KIND, known + 10 * life));
            assertThat(aside()).doesNotExist();
            assertThat(folder).isDirectoryNotContaining(path -> path.toString().endsWith(".tmp"));
            known = now;
        }
    }

    @Test
    void losesNothingWhereTwoProcessesShareTheFile() throws Exception {
        DurationHistory ours = DurationHistory.file(file);
        Process process = start("theirs/x", 40);
        try (BufferedReader out = process.inputReader()) {
            for (int i = 1; i <= 40; i++) {
                ours.exact("ours/x", Duration.ofSeconds(i));
                ours.exact("both", Duration.ofSeconds(i));
                ours.flush();
                assertThat(out.readLine()).isEqualTo("saved");
            }
            assertThat(process.waitFor()).isZero();
        }
        ours.exact("last", Duration.ofSeconds(1));
        ours.flush();
        DurationHistory read = DurationHistory.file(file);
        for (String kind : List.of("ours", "ours/x", "theirs", "theirs/x")) {
            assertThat(read.observations(kind)).as(kind).hasSize(40);
        }
        assertThat(read.observations("both")).hasSize(80);
        assertThat(warnings.levels).isEmpty();
        assertThat(aside()).doesNotExist();
    }

    @Test
    void savesAfterAnotherProcessWasKilledWhileItHeldTheLock() throws Exception {
        Process process = start("a", Integer.MAX_VALUE);
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("saved");
            DurationHistory ours = DurationHistory.file(file);
            int known = ours.observations("a").size();
            process.destroyForcibly().waitFor();
            ours.exact("b", Duration.ofSeconds(1));
            ours.flush();
            assertThat(DurationHistory.file(file).observations("a")).hasSizeGreaterThanOrEqualTo(known);
            assertThat(DurationHistory.file(file).observations("b")).hasSize(1);
        }
    }

    @Test
    void savesEverythingAgainAfterTheFileWasDeleted() throws IOException {
        DurationHistory history = DurationHistory.file(file);
        history.exact("a", Duration.ofSeconds(1));
        history.flush();
        Files.delete(file);
        history.exact("b", Duration.ofSeconds(1));
        history.flush();
        assertThat(DurationHistory.file(file).observations("a")).hasSize(1);
        assertThat(DurationHistory.file(file).observations("b")).hasSize(1);
    }

    @Test
    void renamesAFileThatIsDamagedWhileItIsInUse() throws IOException {
        DurationHistory history = DurationHistory.file(file);
        history.exact("a", Duration.ofSeconds(1));
        history.flush();
        Files.writeString(file, "half");
        history.exact("b", Duration.ofSeconds(1));
        history.flush();
        assertThat(aside()).hasContent("half");
        assertThat(DurationHistory.file(file).observations("a")).hasSize(1);
        assertThat(DurationHistory.file(file).observations("b")).hasSize(1);
    }

    @Test
    void savesLaterWhatItCouldNotSave() throws IOException {
        DurationHistory history = DurationHistory.file(file);
        Files.createDirectory(file);
        history.exact("a", Duration.ofSeconds(1));
        history.flush();
        Files.delete(file);
        DurationHistory other = DurationHistory.file(file);
        other.exact("b", Duration.ofSeconds(1));
        other.flush();
        history.exact("a", Duration.ofSeconds(2));
        history.flush();
        assertThat(DurationHistory.file(file).observations("a"))
                .containsExactly(Observation.exact(Duration.ofSeconds(1)), Observation.exact(Duration.ofSeconds(2)));
        assertThat(DurationHistory.file(file).observations("b")).hasSize(1);
    }

    private Process start(String kind, int jobs) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Recorder.class.getName(),
                        file.toString(),
                        kind,
                        String.valueOf(jobs))
                .redirectErrorStream(true)
                .start();
    }

    private static final class Collected extends Handler {
        final List<Level> levels = new ArrayList<>();
        final List<LogRecord> lines = new ArrayList<>();

        @Override
        public void publish(LogRecord line) {
            levels.add(line.getLevel());
            lines.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** Records until it is killed, and prints a line after each save. */
    static final class Recorder {
        public static void main(String[] args) {
            DurationHistory history = DurationHistory.file(Path.of(args[0]));
            int jobs = Integer.parseInt(args[2]);
            for (int i = 1; i <= jobs && !System.out.checkError(); i++) {
                history.exact(args[1], Duration.ofSeconds(i));
                history.exact("both", Duration.ofSeconds(i));
                history.flush();
                System.out.println("saved");
            }
        }
    }
}
