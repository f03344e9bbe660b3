package dev.fermata.simulator;

import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.scenario.ScenarioSettings;
import dev.fermata.simulator.scenario.ScenarioSpec;
import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.setting.ValueType;
import dev.fermata.simulator.text.DurationText;
import dev.fermata.simulator.webhook.WebhookSecret;
import dev.fermata.simulator.webhook.Webhooks;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.StringNode;

/**
 * A setting of a server: its flag, its environment variable, its default and what it is for. {@link SimulatorBuilder} has a
 * method for each, and {@link SimulatorBuilder#settings} takes them as text.
 *
 * <p>The constants are the only definitions: the builder, {@code fermata serve --help}, {@code --print-config} and the tables
 * in {@code docs/} go by them.
 */
public final class ServerSetting {

    private static final List<ServerSetting> ALL = new ArrayList<>();

    /** The name of a built-in scenario, or a file; {@link SimulatorBuilder} reads it. */
    static final SettingKey<String> SCENARIO = define(
            "scenario",
            ValueType.matching(
                    "(?s).{1,4096}", "the name of a built-in scenario, or a file of YAML or JSON", "NAME|FILE"),
            "default",
            "How the server behaves: " + String.join(", ", ScenarioSpec.names()) + ", or a file of YAML or JSON.");

    static final SettingKey<Duration> TOTAL_DELAY =
            ofScenario("totalDelay", "TOTAL_DELAY_SECONDS", ScenarioSettings.STATUS_DELAY);
    static final SettingKey<Double> ERROR_CHANCE =
            ofScenario("errorChance", "ERROR_CHANCE", ScenarioSettings.STATUS_ERROR_CHANCE);
    static final SettingKey<Duration> RESET_INTERVAL =
            ofScenario("resetInterval", "RESET_INTERVAL_SECONDS", ScenarioSettings.STATUS_RESET);
    static final SettingKey<String> HOST = define(
            "host",
            ValueType.matching(
                    "[^\\s\\p{C}\\p{Z}/]{1,255}", "a name or address of this machine, such as 127.0.0.1", "HOST"),
            "localhost",
            "Where the server listens: a name or address of this machine. Only this machine reaches the default, which is both"
                    + " 127.0.0.1 and ::1.");
    static final SettingKey<Integer> PORT =
            define("port", ValueType.whole(0, 65_535), 8000, "Where the server listens; 0 takes any free port.");
    static final SettingKey<Boolean> TLS = define(
            "tls",
            ValueType.yesOrNo(),
            false,
            "The server also takes TLS, with a certificate that it makes itself. The log names the file that clients have to trust.");
    static final SettingKey<Integer> TLS_PORT = define(
            "tlsPort",
            ValueType.whole(0, 65_535),
            8443,
            "Where the server listens with TLS, if it does; 0 takes any free port.");
    static final SettingKey<Optional<String>> TLS_CERT = define(
            "tlsCert",
            pem(),
            Optional.empty(),
            "The server also takes TLS, with the certificate of this file. It needs a key, too.");
    static final SettingKey<Optional<String>> TLS_KEY = define(
            "tlsKey", pem(), Optional.empty(), "The file with the key for the certificate. It is not encrypted.");
    static final SettingKey<Optional<Long>> SEED = define(
            "seed",
            ValueType.optional("random", ValueType.wholeOf64Bits()),
            Optional.empty(),
            "The same seed and the same requests give the same outcomes. A random one is printed.");
    /** 0 for a clock that stands still. */
    static final SettingKey<Double> SPEED =
            define("speed", speed(), 1.0, "How many times as fast as real time the clock runs, such as 60 or 60x.");

    static final SettingKey<Integer> MAX_JOBS = define(
            "maxJobs",
            ValueType.whole(1, 100_000_000),
            JobStore.MAX_JOBS,
            "How many jobs the server keeps. A new job replaces the one that ended first.");
    static final SettingKey<Duration> RETENTION =
            define("retention", ValueType.duration(), JobStore.RETENTION, "How long jobs are kept after their end.");
    static final SettingKey<Duration> MAX_HOLD = define(
            "maxHold",
            ValueType.duration(Duration.ZERO, Duration.ofHours(1)),
            Duration.ofSeconds(60),
            "How long the server holds a request that says Prefer: wait=N; 0 holds none.");
    static final SettingKey<Optional<URI>> PUBLIC_URL = define(
            "publicUrl",
            ValueType.optional("none", url()),
            Optional.empty(),
            "What links begin with, instead of the address that the client used, and in webhooks instead of the server's own.");
    /** 0 for never. */
    static final SettingKey<Duration> SIGNED_URLS = define(
            "signedUrls",
            ValueType.orWord("never", Duration.ZERO, ValueType.duration(Duration.ofSeconds(1), DurationText.LONGEST)),
            Duration.ZERO,
            "The URLs of results are signed, and valid for so long or up to twice as long.");

    static final SettingKey<List<String>> API_KEYS = define(
            "apiKey",
            "API_KEYS",
            ValueType.secret(
                    ValueType.list(ValueType.matching("[!-~]{1,500}", "1 to 500 visible ASCII characters", "KEY"))),
            List.of(),
            "The server accepts only requests with this API key, or with another that is set.");
    static final SettingKey<Optional<String>> ADMIN_TOKEN = define(
            "adminToken",
            ValueType.secret(ValueType.optional(
                    "none", ValueType.matching("[!-~]{8,500}", "8 to 500 visible ASCII characters", "TOKEN"))),
            Optional.empty(),
            "Opens /admin to requests with this token, from any machine. Without one it is open to this machine.");
    static final SettingKey<List<String>> WEBHOOK_ALLOW = define(
            "webhookAllow",
            ValueType.list(webhookTarget()),
            List.of(),
            "Webhooks may go to this host, address or network, not only to the loopback.");
    static final SettingKey<Optional<WebhookSecret>> WEBHOOK_SECRET = define(
            "webhookSecret",
            ValueType.secret(ValueType.optional("random", secret())),
            Optional.empty(),
            "The secret that webhooks are signed with. Set it to check signatures.");

    /** Files; {@link SimulatorBuilder} reads them. */
    static final SettingKey<List<String>> DIALECT_FILES = define(
            "dialectFile",
            "DIALECT_FILES",
            ValueType.list(ValueType.matching("(?s).{1,4096}", "a file of YAML or JSON", "FILE")),
            List.of(),
            "The server also plays the API that this file of YAML or JSON describes; see docs/dialects.md.");

    /** In the order of precedence. */
    static final SettingKey<List<String>> DIALECTS = define(
            "dialects",
            ValueType.list(ValueType.text(
                    text -> Optional.of(text).filter(ServedDialects.NAMES::contains),
                    StringNode::valueOf,
                    String.join(", ", ServedDialects.NAMES),
                    "NAME")),
            ServedDialects.NAMES,
            "The APIs that the server plays. If several have a path, it belongs to the first one.");

    /** {@link ServedDialects} reads them. */
    static final SettingKey<List<String>> DIALECT_OPTIONS = define(
            "dialectOption",
            "DIALECT_OPTIONS",
            ValueType.list(ValueType.matching(
                    "[a-z0-9-]{1,50}\\.[a-z0-9_]{1,50}=.{1,500}",
                    "an option of a dialect and its value, such as heygen.legacy=true",
                    "OPTION")),
            List.of(),
            "Changes what is optional or uncertain in the API of a vendor; see docs/vendors.md.");

    private final SettingKey<?> key;
    private final String variable;
    private final Optional<SettingKey<?>> inScenario;

    private ServerSetting(SettingKey<?> key, String variable, Optional<SettingKey<?>> inScenario) {
        this.key = key;
        this.variable = variable;
        this.inScenario = inScenario;
    }

    /** All of them, in the order in which {@code --help} lists them. */
    public static List<ServerSetting> all() {
        return Collections.unmodifiableList(ALL);
    }

    /** What the method of {@link SimulatorBuilder} is called, such as {@code maxJobs}. */
    public String name() {
        return key.path();
    }

    /** Such as {@code --max-jobs}. */
    public String flag() {
        return "--" + key.path().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** Such as {@code MAX_JOBS}. */
    public String variable() {
        return variable;
    }

    /** The same with the name of this program, such as {@code FERMATA_MAX_JOBS}. It goes before {@link #variable()}. */
    public String prefixedVariable() {
        return SettingsAsText.prefixed(variable);
    }

    /** What {@code --help} calls a value, such as {@code NUMBER}. */
    public String label() {
        return key.kind().label();
    }

    /** A sentence or two: what it is for. */
    public String meaning() {
        return key.meaning();
    }

    /** What values are allowed. */
    public String allowed() {
        return key.kind().allowed();
    }

    /** The default as text. */
    public String byDefault() {
        return SettingValues.defaults().text(key);
    }

    /** Whether there can be several values: more than one flag, or commas between them. */
    public boolean isList() {
        return key.kind().isList();
    }

    /** Whether the flag alone, without a value, means {@code true}. */
    public boolean isSwitch() {
        return key.byDefault() instanceof Boolean;
    }

    @Override
    public String toString() {
        return flag();
    }

    SettingKey<?> key() {
        return key;
    }

    /** The setting of a scenario that this one changes. */
    Optional<SettingKey<?>> inScenario() {
        return inScenario;
    }

    private static <T> SettingKey<T> define(String name, ValueType<T> type, T byDefault, String meaning) {
        return define(name, name.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT), type, byDefault, meaning);
    }

    private static <T> SettingKey<T> define(
            String name, String variable, ValueType<T> type, T byDefault, String meaning) {
        return add(variable, new SettingKey<>(name, type, byDefault, meaning), Optional.empty());
    }

    private static <T> SettingKey<T> ofScenario(String name, String variable, SettingKey<T> key) {
        return add(variable, key.named(name), Optional.of(key));
    }

    private static <T> SettingKey<T> add(String variable, SettingKey<T> key, Optional<SettingKey<?>> inScenario) {
        ALL.add(new ServerSetting(key, variable, inScenario));
        return key;
    }

    private static ValueType<Double> speed() {
        ValueType<Double> factor = ValueType.number(Double.MIN_VALUE, 1e6, "");
        ValueType<Double> withX = ValueType.text(
                text -> Optional.of(factor.read(StringNode.valueOf(text.replaceFirst("x$", "")))),
                speed -> StringNode.valueOf(
                        BigDecimal.valueOf(speed).stripTrailingZeros().toPlainString()),
                "more than 0 and at most 1000000, such as 60 or 60x",
                "FACTOR");
        return ValueType.orWord("frozen", 0.0, withX);
    }

    /** The host may have an underscore, as in compose files, where {@link URI} finds none. */
    private static ValueType<URI> url() {
        return ValueType.text(
                text -> Optional.of(URI.create(text))
                        .filter(url -> text.matches("https?://([\\w.-]+|\\[[\\p{XDigit}:.]+])(:\\d{1,5})?(/[^?#]*)?")),
                url -> StringNode.valueOf(url.toString()),
                "an absolute URL such as http://simulator:8000",
                "URL");
    }

    private static ValueType<Optional<String>> pem() {
        return ValueType.optional("none", ValueType.matching("[^\\p{C}\\v]{1,4096}", "a file of PEM text", "FILE"));
    }

    private static ValueType<String> webhookTarget() {
        return ValueType.text(
                text -> {
                    Webhooks.checkTarget(text);
                    return Optional.of(text);
                },
                StringNode::valueOf,
                "a host name, an address, or a network such as 10.0.0.0/8, without scheme and port",
                "HOST");
    }

    private static ValueType<WebhookSecret> secret() {
        return ValueType.text(
                text -> Optional.of(WebhookSecret.parse(text)),
                secret -> StringNode.valueOf(secret.text()),
                "whsec_ and 24 to 64 bytes in base64",
                "SECRET");
    }
}
