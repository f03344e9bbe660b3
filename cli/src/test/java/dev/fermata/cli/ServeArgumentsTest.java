package dev.fermata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Reading without picocli: what is read is what picocli would have read. */
class ServeArgumentsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "serve --port 0",
                "serve --port=0",
                "serve --total-delay 1m30s --error-chance=.5 --reset-interval never",
                "serve --host ::1 --seed=7 --scenario a=b.yaml --speed frozen",
                "serve --port nonsense",
                "serve --api-key one,two --admin-token=a=b",
                "serve --json --until-input-ends --port 0"
            })
    void readsWhatIsPlainAsPicocliDoes(String line) {
        String[] words = line.split(" ");
        ParseResult parsed = Main.commandLine().parseArgs(words).subcommand();
        assertThat(ServeArguments.plain(words))
                .contains(new ServeArguments(
                        ServeCommand.flags(parsed),
                        parsed.hasMatchedOption("--json"),
                        parsed.hasMatchedOption("--until-input-ends")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--help",
                "wait --port 0",
                "serve --help",
                "serve -h",
                "serve --print-config",
                "serve --prot 0",
                "serve --port",
                "serve --port=",
                "serve --port --json",
                "serve --port 1 --port 2",
                "serve --api-key one --api-key two",
                "serve --seed -7",
                "serve --seed=-7",
                "serve --json --json",
                "serve --json=true",
                "serve --host @file",
                "serve @file",
                "serve --host \"quoted\"",
                "serve help",
                "serve --",
                "serve "
            })
    void leavesAllElseToPicocli(String line) {
        assertThat(ServeArguments.plain(line.split(" ", -1))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "one,two"})
    void keepsThoseThatMayBeGivenMoreThanOnceAsOneText(String keys) {
        CommandLine.ParseResult parsed = Main.commandLine()
                .parseArgs("serve", "--api-key", keys, "--api-key=three")
                .subcommand();
        assertThat(ServeCommand.flags(parsed)).isEqualTo(Map.of("--api-key", keys + ",three"));
    }
}
