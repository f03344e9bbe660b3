package dev.fermata.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A block of Java code of README.md or docs/, and where it stands. */
record JavaSample(String place, String code) {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package (.*);$");
    private static final Pattern TYPE = Pattern.compile("(?m)^(?:public )?(?:class|record|interface) (\\w+)");

    static List<JavaSample> all() throws IOException {
        try (Stream<Path> docs = Files.list(Checkout.ROOT.resolve("docs"))) {
            return Stream.concat(Stream.of(Checkout.ROOT.resolve("README.md")), docs.sorted())
                    .filter(page -> page.toString().endsWith(".md"))
                    .flatMap(JavaSample::of)
                    .toList();
        }
    }

    private static Stream<JavaSample> of(Path page) {
        try {
            String text = Files.readString(page);
            return BLOCK.matcher(text).results().map(block -> new JavaSample(place(page, text, block), block.group(1)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String place(Path page, String text, MatchResult block) {
        long line = text.substring(0, block.start()).lines().count() + 1;
        return page.getFileName() + ":" + line;
    }

    /** Whether it is a file of a program that HostsIT builds: only those name their package. */
    boolean hasPackage() {
        return PACKAGE.matcher(code).find();
    }

    /** How the names of the projects begin that it is a part of. */
    String host() {
        return code.startsWith("package com.example.talks;") ? "spring" : "javalin";
    }

    /** Whether it is a complete test, or a part of the Spring application that is one. */
    boolean isTest() {
        return code.contains("@Test\n");
    }

    /** The file that its type is in, below the folder of sources; {@code Sample.java} if it is statements. */
    Path file() {
        Matcher name = PACKAGE.matcher(code);
        Matcher type = TYPE.matcher(code);
        String file = (type.find() ? type.group(1) : "Sample") + ".java";
        return name.find() ? Path.of(name.group(1).replace('.', '/'), file) : Path.of(file);
    }

    @Override
    public String toString() {
        return place;
    }
}
