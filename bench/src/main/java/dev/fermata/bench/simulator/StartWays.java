package dev.fermata.bench.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The launcher's way to start the program, and what becomes of it when each thing is undone that makes it quick. */
record StartWays(Path root, Jdk jdk) {

    private static final String RECORDER = "-Ddev.fermata.simulator.shaded.io.netty.jfr.enabled=true";

    /** What is not plain goes by picocli. */
    private static final List<String> NOT_PLAIN = List.of("--seed=-7");

    /** Commands by name, the launcher's first. */
    Map<String, List<String>> all() throws IOException, InterruptedException {
        List<String> archive = archive();
        Map<String, List<String>> ways = new LinkedHashMap<>();
        ways.put("`./fermata serve`", List.of(root.resolve("fermata").toString(), "serve"));
        ways.put("the same without the launcher's script", java(archive));
        ways.put("that, with Netty's flight recorder events on", java(joined(archive, List.of(RECORDER))));
        ways.put("that, with arguments read by picocli", joined(java(archive), NOT_PLAIN));
        ways.put("that, without an archive", java(List.of()));
        ways.put("that, with all three undone", joined(java(List.of(RECORDER)), NOT_PLAIN));
        ways.put("that, with the serial collector (not done)", java(joined(archive, List.of("-XX:+UseSerialGC"))));
        ways.put(
                "that, with C1 only (not done: it costs throughput)",
                java(joined(archive, List.of("-XX:TieredStopAtLevel=1"))));
        return ways;
    }

    /** The option by which the launcher names the archive that it made. */
    private List<String> archive() throws IOException, InterruptedException {
        ProcessBuilder first = new ProcessBuilder(root.resolve("fermata").toString(), "--version")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        first.environment().put("JAVA_HOME", jdk.home().toString());
        first.start().waitFor();
        String name = folder().resolve("fermata-java-" + jdk.version()).toString();
        boolean cache = Files.exists(Path.of(name + ".aot"));
        return List.of(cache ? "-XX:AOTCache=" + name + ".aot" : "-XX:SharedArchiveFile=" + name + ".jsa");
    }

    private Path folder() {
        return root.resolve("cli/target/run");
    }

    private List<String> java(List<String> options) {
        List<String> command = new ArrayList<>(List.of(jdk.java(), "-Xlog:disable"));
        command.addAll(options);
        command.addAll(List.of("-jar", folder().resolve("fermata.jar").toString(), "serve"));
        return command;
    }

    private static List<String> joined(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }
}
