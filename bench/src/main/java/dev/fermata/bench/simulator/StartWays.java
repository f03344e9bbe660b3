package dev.fermata.bench.simulator;

import static dev.fermata.bench.simulator.Figures.say;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The ways to start the same program, each with other aids.
 *
 * @param jar a copy in a folder where archives may be put beside it
 */
record StartWays(Path root, Jdk jdk, Path jar) {

    private static final String C1 = "-XX:TieredStopAtLevel=1";
    private static final String SERIAL = "-XX:+UseSerialGC";

    /** Commands by name, each to be followed by {@code serve}. Makes what they need. */
    Map<String, List<String>> all() throws IOException, InterruptedException {
        String shared = "-XX:SharedArchiveFile=" + onTop();
        String whole = "-XX:SharedArchiveFile=" + ofAll();
        Map<String, List<String>> ways = new LinkedHashMap<>();
        ways.put("`java -jar`", command(List.of()));
        ways.put("only the first compiler (C1)", command(List.of(C1)));
        ways.put("the serial collector", command(List.of(SERIAL)));
        ways.put("a class-data archive on top of the JDK's", command(List.of(shared)));
        ways.put("that on top, C1, serial", command(List.of(shared, C1, SERIAL)));
        ways.put("a class-data archive of all classes", command(List.of(whole)));
        ways.put("that of all, C1, serial", command(List.of(whole, C1, SERIAL)));
        ways.put("that of all, serial", command(List.of(whole, SERIAL)));
        if (jdk.major() >= 25) {
            Path cache = jar.resolveSibling(jdk.version() + ".aot");
            run(List.of("-XX:AOTCacheOutput=" + cache), "rehearse");
            String aot = "-XX:AOTCache=" + cache;
            ways.put("an AOT cache", command(List.of(aot)));
            ways.put("an AOT cache, C1", command(List.of(aot, C1)));
        }
        ways.put("`./fermata`", List.of(root.resolve("fermata").toString()));
        return ways;
    }

    /** Such as the launcher makes. It cannot hold classes of before Java 6, which those of picocli are. */
    private Path onTop() throws IOException, InterruptedException {
        Path archive = jar.resolveSibling(jdk.version() + ".jsa");
        run(List.of("-XX:ArchiveClassesAtExit=" + archive), "rehearse");
        return archive;
    }

    private Path ofAll() throws IOException, InterruptedException {
        Path archive = jar.resolveSibling(jdk.version() + "-all.jsa");
        Path classes = jar.resolveSibling(jdk.version() + ".classes");
        run(List.of("-XX:DumpLoadedClassList=" + classes), "rehearse");
        run(List.of("-Xshare:dump", "-XX:SharedClassListFile=" + classes, "-XX:SharedArchiveFile=" + archive), "");
        return archive;
    }

    private List<String> command(List<String> options) {
        List<String> command = new ArrayList<>(List.of(jdk.java()));
        command.addAll(options);
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    private void run(List<String> options, String argument) throws IOException, InterruptedException {
        List<String> command = command(options);
        command.add(argument);
        say("Java %s: %s", jdk.version(), String.join(" ", options));
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
