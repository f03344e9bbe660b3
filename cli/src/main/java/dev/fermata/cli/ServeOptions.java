package dev.fermata.cli;

import dev.fermata.simulator.Scenario;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Gives a command an option for each {@link Setting}, and reads them. */
final class ServeOptions implements IModelTransformer {

    @Override
    public CommandSpec transform(CommandSpec command) {
        for (Setting setting : Setting.values()) {
            OptionSpec.Builder option = OptionSpec.builder(setting.flag())
                    .paramLabel(label(setting))
                    .description(meaning(setting) + " Default: " + byDefault(setting) + ".");
            command.addOption((setting.isList() ? option.type(List.class) : option.type(String.class)).build());
        }
        return command;
    }

    static ServeSettings settings(ParseResult parsed) {
        Map<Setting, String> flags = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            if (parsed.hasMatchedOption(setting.flag())) {
                flags.put(
                        setting,
                        String.join(",", parsed.matchedOption(setting.flag()).stringValues()));
            }
        }
        return new ServeSettings(flags);
    }

    private static String label(Setting setting) {
        return switch (setting) {
            case SCENARIO -> "NAME|FILE";
            case TOTAL_DELAY_SECONDS, RESET_INTERVAL_SECONDS -> "SECONDS";
            case ERROR_CHANCE -> "0..1";
            case HOST, WEBHOOK_ALLOW -> "HOST";
            case PORT -> "PORT";
            case SEED, MAX_JOBS -> "NUMBER";
            case SPEED -> "FACTOR";
            case RETENTION, MAX_HOLD, SIGNED_URLS -> "DURATION";
            case PUBLIC_URL -> "URL";
            case API_KEYS -> "KEY";
            case ADMIN_TOKEN -> "TOKEN";
            case WEBHOOK_SECRET -> "SECRET";
        };
    }

    private static String meaning(Setting setting) {
        return switch (setting) {
            case SCENARIO -> "How it behaves: " + String.join(", ", Scenario.names()) + ", or a file of YAML.";
            case TOTAL_DELAY_SECONDS -> "How long a job stays pending.";
            case ERROR_CHANCE -> "Probability that a job ends in error.";
            case RESET_INTERVAL_SECONDS -> "How long after its end a job is replaced by a new one, or 'never'.";
            case HOST -> "Where to listen.";
            case PORT -> "Where to listen; 0 takes any free port.";
            case SEED -> "Same seed, same outcomes.";
            case SPEED -> "How many times as fast as the real one its clock is, or 'frozen'.";
            case MAX_JOBS -> "How many jobs there may be; those that are over leave first.";
            case RETENTION -> "How long jobs stay after their end, such as 90m.";
            case MAX_HOLD -> "How long requests may be held that ask for it with Prefer: wait=N.";
            case PUBLIC_URL -> "How others reach it, for the URLs of results.";
            case SIGNED_URLS -> "The URLs of results are signed and expire so long after, or up to twice that.";
            case API_KEYS ->
                "Lets in only requests with this key; with commas between them, or more than once, with one of these.";
            case ADMIN_TOKEN -> "Opens /admin to whoever has this token.";
            case WEBHOOK_ALLOW -> "Lets webhooks go to this host or network too; may be given more than once.";
            case WEBHOOK_SECRET -> "What webhooks are signed with: whsec_ and base64; set it to check signatures.";
        };
    }

    private static String byDefault(Setting setting) {
        String variable = "$" + setting.name();
        return switch (setting) {
            case SCENARIO -> variable + ", or nothing goes wrong";
            case HOST -> variable + " or " + setting.byDefault() + ", which only this machine reaches";
            case SEED -> variable + " or a random one, which is printed";
            case API_KEYS -> variable + ", with commas between them, or none is needed";
            case ADMIN_TOKEN -> variable + ", or to this machine only";
            case WEBHOOK_ALLOW -> variable + ", with commas between them, or the loopback only";
            default -> variable + " or " + setting.byDefault();
        };
    }
}
