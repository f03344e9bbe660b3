package dev.fermata.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Builds the program of a checkout, for the launchers: {@code java CheckoutBuild.java HOME}. If several run at once, one builds, and
 * the others wait for it.
 *
 * <p>It runs from its source file, before anything else is compiled, so it needs nothing but the JDK.
 *
 * <p>The builder locks {@code target/build.lock}, and the lock ends with its process. While it builds, the file holds the process of
 * Maven, which may outlive a builder that is killed. After a build that succeeded the file is empty again.
 */
final class CheckoutBuild {

    private static final int FAILED = 2;
    private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");
    private static final List<String> MODULES = List.of("client", "simulator", "cli");
    private static final Pattern MODULE = Pattern.compile("\\[INFO\\] Building (.+?) \\S+ +\\[(\\d+)/(\\d+)\\]");
    /** Windows lets nobody read what is locked; nothing is written there. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private final Path home;
    private final Path jar;
    private final Path target;

    private CheckoutBuild(Path home) {
        this.home = home;
        this.jar = home.resolve("cli/target/fermata.jar");
        this.target = home.resolve("target");
    }

    /** The first argument is the checkout. With a second one, prints the jar that the launcher is to run. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        CheckoutBuild build = new CheckoutBuild(Path.of(arguments[0]));
        int code = build.run();
        if (code == 0 && arguments.length > 1) {
            System.out.println(build.copyToRun());
        }
        System.exit(code);
    }

    private int run() throws IOException, InterruptedException {
        if (!isStale()) {
            return 0;
        }
        try {
            for (String module : MODULES) {
                writable(home.resolve(module).resolve("target"));
            }
            writable(target);
        } catch (IOException notWritable) {
            String problem = "cannot write to " + notWritable.getMessage();
            return Files.exists(jar)
                    ? say(0, problem + "; the program is older than its sources, and runs as it is")
                    : say(FAILED, problem + "; make the checkout writable, or copy it to where you may write");
        }
        try (FileChannel file = FileChannel.open(
                target.resolve("build.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            lock(file);
            awaitOrphan(file);
            return isStale() ? build(file) : 0;
        } catch (FileSystemException notWritable) {
            return say(
                    FAILED,
                    "cannot write to " + notWritable.getFile()
                            + "; it may belong to another user, or the disk is full");
        }
    }

    private static void writable(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (IOException impossible) {
            throw new IOException(folder.toString(), impossible);
        }
        if (!Files.isWritable(folder)) {
            throw new IOException(folder.toString());
        }
    }

    private static void lock(FileChannel file) {
        try {
            FileLock free = file.tryLock(LOCKED_BYTE, 1, false);
            if (free == null) {
                say(0, "another process builds; waiting for it");
                file.lock(LOCKED_BYTE, 1, false);
            }
        } catch (IOException noLocks) {
            say(0, "this file system has no locks (" + noLocks.getMessage() + "); do not build twice at once");
        }
    }

    /** Waits for Maven if its builder was killed. */
    private static void awaitOrphan(FileChannel file) throws IOException {
        String content = read(file);
        ProcessHandle.allProcesses()
                .filter(process -> describe(process).equals(content))
                .forEach(process -> {
                    say(0, "process " + process.pid() + " builds; waiting for it");
                    process.onExit().join();
                });
    }

    private int build(FileChannel file) throws IOException, InterruptedException {
        say(0, "building, which takes a minute the first time");
        Instant begun = Instant.now();
        Path log = target.resolve("build.log");
        List<String> command = new ArrayList<>(WINDOWS ? List.of("cmd", "/c", "mvn") : List.of("mvn"));
        command.addAll(
                List.of("-B", "-pl", "cli", "-am", "package", "-Dmaven.test.skip=true", "-Dspotless.check.skip=true"));
        Process maven;
        try {
            maven = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException missing) {
            return say(FAILED, "Maven (mvn) is missing; it is needed once, to build");
        }
        Thread end = new Thread(() -> maven.toHandle().destroy());
        Runtime.getRuntime().addShutdownHook(end);
        write(file, describe(maven.toHandle()));
        List<String> errors = follow(maven, log);
        int code = maven.waitFor();
        Runtime.getRuntime().removeShutdownHook(end);
        if (code != 0) {
            errors.stream().limit(12).forEach(System.err::println);
            return say(FAILED, "the build failed; all of its output is in " + log);
        }
        // Maven leaves the jar alone when nothing in it changed. What is edited during a build is newer than its start.
        Files.setLastModifiedTime(jar, FileTime.from(begun));
        write(file, "");
        return 0;
    }

    /** Logs what Maven says, tells how far it is, and returns its errors, or else its last line. */
    private static List<String> follow(Process maven, Path log) throws IOException {
        List<String> errors = new ArrayList<>();
        String last = "";
        try (BufferedReader lines = maven.inputReader();
                PrintWriter copy = new PrintWriter(Files.newBufferedWriter(log), true)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                copy.println(line);
                Matcher module = MODULE.matcher(line);
                if (module.matches()) {
                    say(0, "building " + module.group(1) + " (" + module.group(2) + " of " + module.group(3) + ")");
                } else if (line.contains("ERROR")) {
                    errors.add(line);
                }
                last = line;
            }
        }
        return errors.isEmpty() ? List.of(last) : errors;
    }

    private boolean isStale() throws IOException {
        Path lock = target.resolve("build.lock");
        if (!Files.exists(jar) || Files.exists(lock) && Files.size(lock) > 0) {
            return true;
        }
        FileTime built = Files.getLastModifiedTime(jar);
        List<Path> sources = new ArrayList<>(List.of(home.resolve("pom.xml")));
        for (String module : MODULES) {
            sources.add(home.resolve(module).resolve("pom.xml"));
            sources.add(home.resolve(module).resolve("src"));
        }
        for (Path source : sources) {
            try (Stream<Path> files = Files.exists(source) ? Files.walk(source) : Stream.empty()) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    // Tests are in no jar.
                    boolean isTest = home.relativize(file)
                            .startsWith(home.relativize(source).resolve("test"));
                    if (!isTest && Files.getLastModifiedTime(file).compareTo(built) > 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** A copy with a name of its own: Windows lets Maven write no jar that still runs. */
    private Path copyToRun() throws IOException {
        Path run = home.resolve("cli/target/run");
        Path copy = run.resolve("fermata-" + Files.getLastModifiedTime(jar).toMillis() + ".jar");
        if (Files.exists(copy)) {
            return copy;
        }
        try {
            Files.createDirectories(run);
            Path part = run.resolve(ProcessHandle.current().pid() + ".part");
            Files.copy(jar, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE);
            deleteOthers(run, copy);
            return copy;
        } catch (IOException notWritable) {
            return jar;
        }
    }

    private static void deleteOthers(Path folder, Path copy) throws IOException {
        try (Stream<Path> copies = Files.list(folder)) {
            for (Path other : (Iterable<Path>) copies.filter(each -> !each.equals(copy))::iterator) {
                try {
                    Files.delete(other);
                } catch (IOException stillRuns) {
                    // A later start deletes it.
                }
            }
        }
    }

    private static String describe(ProcessHandle process) {
        return process.pid() + " " + process.info().startInstant().orElse(Instant.EPOCH);
    }

    private static String read(FileChannel file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(200);
        file.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
    }

    private static void write(FileChannel file, String content) throws IOException {
        file.truncate(0);
        file.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII)), 0);
    }

    private static int say(int code, String text) {
        System.err.println("fermata: " + text);
        return code;
    }
}
