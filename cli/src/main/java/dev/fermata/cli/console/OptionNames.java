package dev.fermata.cli.console;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Finds the option that an unknown one was meant to be. */
public final class OptionNames {

    /** What other programs call it; an entry counts for the commands that have such an option. */
    private static final Map<String, List<String>> SYNONYMS = Map.ofEntries(
            Map.entry(
                    "--max-wait",
                    List.of("-t", "--timeout", "--time-out", "--max-time", "--deadline", "--limit", "--wait")),
            Map.entry("--url", List.of("-u", "--uri", "--address", "--server", "--endpoint", "--base-url")),
            Map.entry("--tls-ca", List.of("--cacert", "--ca-cert", "--ca", "--ca-file", "--ca-bundle")),
            Map.entry("--header", List.of("--headers", "--auth", "--authorization")),
            Map.entry("--token-command", List.of("--token", "--bearer", "--bearer-token")),
            Map.entry("--api-key", List.of("--apikey", "--key")),
            Map.entry("--state", List.of("--status", "--pointer", "--path")),
            Map.entry("--verbose", List.of("--debug", "--log")),
            Map.entry("--host", List.of("--bind", "--address", "--interface", "--listen")),
            Map.entry("--total-delay", List.of("--delay", "--duration", "--latency")),
            Map.entry("--error-chance", List.of("--error-rate", "--failure-rate", "--fail")),
            Map.entry("--source", List.of("--video", "--video-url", "--source-url", "--file")),
            Map.entry("--language", List.of("--lang", "--to", "--target-language", "--output-language")),
            Map.entry("--key", List.of("--idempotency-key")),
            Map.entry("--callback", List.of("--webhook", "--callback-url")));

    /** How many letters may differ. */
    private static final int SIMILAR = 3;

    private OptionNames() {}

    static Optional<String> meant(String typed, CommandSpec command) {
        String option = typed.split("=", 2)[0];
        List<String> names = command.options().stream()
                .filter(spec -> !spec.hidden())
                .map(OptionSpec::names)
                .flatMap(Stream::of)
                .toList();
        Optional<String> synonym = names.stream()
                .filter(name -> SYNONYMS.getOrDefault(name, List.of()).contains(option))
                .findFirst();
        return synonym.or(() -> nearest(option, names));
    }

    /** The name that has nearly the same letters. */
    public static Optional<String> nearest(String typed, Collection<String> names) {
        return names.stream()
                .min(Comparator.comparing(name -> otherLetters(typed, name)))
                .filter(name -> otherLetters(typed, name) <= SIMILAR);
    }

    /** The letters of one that the other has not, in any order. Picocli's guess for {@code --prot} is {@code --print-config}. */
    private static int otherLetters(String one, String other) {
        return IntStream.concat(one.chars(), other.chars())
                .distinct()
                .map(letter -> Math.abs(count(one, letter) - count(other, letter)))
                .sum();
    }

    private static int count(String text, int letter) {
        return (int) text.chars().filter(each -> each == letter).count();
    }
}
