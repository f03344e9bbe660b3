package dev.fermata.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Spec;

/** {@code fermata man}: the manual page, from the same definitions as {@code --help}. */
@Command(
        name = "man",
        description = {
            "Prints the manual page.",
            "",
            "To read it:  fermata man | man -l -",
            "To install it:  fermata man > ~/.local/share/man/man1/fermata.1",
            ""
        })
final class ManCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine program = spec.commandLine().getParent();
        PrintWriter out = spec.commandLine().getOut();
        UsageMessageSpec usage = program.getCommandSpec().usageMessage();
        List<CommandLine> commands = program.getSubcommands().values().stream()
                .filter(each -> !each.getCommandSpec().usageMessage().hidden())
                .toList();
        out.println(".TH FERMATA 1 \"\" \"" + escaped(program.getCommandSpec().version()[0]) + "\"");
        out.println(".SH NAME\nfermata \\- " + escaped(usage.description()[0]) + "\n.SH SYNOPSIS");
        commands.forEach(each -> out.println(
                ".B " + escaped(each.getCommandSpec().qualifiedName()) + "\n" + escaped(arguments(each)) + "\n.br"));
        out.println(".SH COMMANDS");
        commands.forEach(each -> print(each, out));
        out.println(".SH EXAMPLES\n.nf");
        Stream.of(usage.footer()).map(ManCommand::escaped).forEach(out::println);
        out.println(".fi");
        out.flush();
        return 0;
    }

    private static void print(CommandLine command, PrintWriter out) {
        CommandSpec spec = command.getCommandSpec();
        out.println(".SS " + escaped(spec.qualifiedName()));
        out.println(Stream.of(spec.usageMessage().description())
                .map(line -> line.isEmpty() ? ".PP" : escaped(line))
                .collect(Collectors.joining("\n")));
        spec.positionalParameters().forEach(each -> print(each.paramLabel(), each, out));
        spec.options().stream().filter(option -> !option.hidden()).forEach(option -> print(names(option), option, out));
        spec.usageMessage()
                .exitCodeList()
                .forEach((code, meaning) -> out.println(".TP\n.B exit code " + code + "\n" + escaped(meaning)));
    }

    private static void print(String term, ArgSpec argument, PrintWriter out) {
        out.println(".TP\n.B " + escaped(term) + "\n" + escaped(String.join(" ", argument.description())));
    }

    private static String names(OptionSpec option) {
        String value = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
        return String.join(", ", option.names()) + value;
    }

    private static String arguments(CommandLine command) {
        return Stream.concat(
                        Stream.of("[OPTIONS]"),
                        command.getCommandSpec().positionalParameters().stream()
                                .map(each ->
                                        "[" + each.paramLabel() + (each.arity().max() > 1 ? "...]" : "]")))
                .collect(Collectors.joining(" "));
    }

    /** For roff: no letter of the text has a meaning. */
    private static String escaped(String text) {
        String plain = text.replace("\\", "\\e").replace("-", "\\-").replace("%n", " ");
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }
}
