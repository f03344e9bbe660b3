package dev.fermata.simulator;

import dev.fermata.simulator.dialect.Dialect;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.custom.DialectFile;
import dev.fermata.simulator.http.Transport;
import dev.fermata.simulator.http.decode.HttpLimits;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.SettingValues;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Settings for a {@link Simulator}. Each has a default; each is checked when it is set. {@link ServerSetting} lists them with
 * their bounds and defaults.
 *
 * <p>Not thread-safe; the simulators that it starts are, and later calls do not change them.
 */
public final class SimulatorBuilder {

    private static final String HERE = "builder";

    Scenario scenario = Scenario.defaults();
    /** What is set here wins over the scenario, in any order. */
    SettingValues values = SettingValues.defaults();

    private final long randomSeed = ThreadLocalRandom.current().nextInt(1_000_000_000);

    @Nullable
    SimulatorClock clock;

    private @Nullable Transport transport;

    /** A sentence for each variable that was probably meant as a setting. */
    List<String> ignored = List.of();

    Consumer<StatusChange> statusListener = change -> {};
    final List<Function<Services, Dialect>> dialects = new ArrayList<>();
    final List<DialectFile> dialectFiles = new ArrayList<>();
    /** Tests set less. */
    long jobBytes = JobStore.MAX_BYTES;
    /** Tests set less. */
    HttpLimits limits = HttpLimits.DEFAULT;
    /** How long a clock stands still before the log says so. Tests set less. */
    Duration stillFor = Duration.ofSeconds(5);

    SimulatorBuilder() {}

    /**
     * How long a job stays pending. Once it is set, jobs of all dialects take that long, up to 1,000 days, unless the scenario
     * ({@code jobs.queue_time}, {@code jobs.running_time}) or their submission says otherwise.
     */
    public SimulatorBuilder totalDelay(Duration totalDelay) {
        return with(ServerSetting.TOTAL_DELAY, totalDelay);
    }

    /**
     * The probability that a job ends in {@code error}. Once it is set, jobs of all dialects fail that often, unless the scenario
     * sets {@code jobs.error_chance}, or their submission says otherwise.
     */
    public SimulatorBuilder errorChance(double errorChance) {
        return with(ServerSetting.ERROR_CHANCE, errorChance);
    }

    /** How long after its end the job of {@code GET /status} is replaced by a new pending one. */
    public SimulatorBuilder resetInterval(Duration resetInterval) {
        return with(ServerSetting.RESET_INTERVAL, resetInterval);
    }

    /** There is only one job, which stays ended. */
    public SimulatorBuilder neverReset() {
        return with(ServerSetting.RESET_INTERVAL, "never");
    }

    /** How the server behaves. Settings of this builder win over it. Default: {@link Scenario#defaults()}. */
    public SimulatorBuilder scenario(Scenario scenario) {
        this.scenario = scenario;
        values = values.with(ServerSetting.SCENARIO, scenario.name(), HERE);
        return this;
    }

    /**
     * The server accepts only requests with this key, or with another that is added: in {@code Authorization: Bearer} or
     * {@code X-API-Key}. Default: no key is needed.
     */
    public SimulatorBuilder apiKey(String key) {
        return add(ServerSetting.API_KEYS, key);
    }

    /** Webhooks may also go to this host name, address, or network such as {@code 10.0.0.0/8}. Default: to the loopback only. */
    public SimulatorBuilder webhookAllow(String hostOrNetwork) {
        return add(ServerSetting.WEBHOOK_ALLOW, hostOrNetwork);
    }

    /**
     * The secret that webhooks are signed with, as Standard Webhooks write it: {@code whsec_} and base64. Default: a random one,
     * which {@link Simulator#webhookSecret()} returns.
     */
    public SimulatorBuilder webhookSecret(String secret) {
        return with(ServerSetting.WEBHOOK_SECRET, secret);
    }

    /** Opens {@code /admin} to requests with this token, from any machine, and to no others. Default: open to this machine. */
    public SimulatorBuilder adminToken(String token) {
        return with(ServerSetting.ADMIN_TOKEN, token);
    }

    /** Where the server listens: a name or address of this machine. Default: localhost, 127.0.0.1 and ::1. */
    public SimulatorBuilder host(String host) {
        return with(ServerSetting.HOST, host);
    }

    /** Where the server listens. 0 takes any free port, which {@link Simulator#port()} returns. */
    public SimulatorBuilder port(int port) {
        return with(ServerSetting.PORT, port);
    }

    /** The server also takes TLS, at {@link #tlsPort}, with a certificate that it makes itself: {@link Simulator#tlsCertificate()}. */
    public SimulatorBuilder tls(boolean tls) {
        return with(ServerSetting.TLS, tls);
    }

    /** Where the server listens with TLS. 0 takes any free port, which {@link Simulator#tlsUri()} has. */
    public SimulatorBuilder tlsPort(int port) {
        return with(ServerSetting.TLS_PORT, port);
    }

    /** The server also takes TLS, with the certificate of this file of PEM text, and the key of {@link #tlsKey}. */
    public SimulatorBuilder tlsCert(Path file) {
        return with(ServerSetting.TLS_CERT, file.toString());
    }

    /** The key for {@link #tlsCert}: a file of PEM text, which is not encrypted. */
    public SimulatorBuilder tlsKey(Path file) {
        return with(ServerSetting.TLS_KEY, file.toString());
    }

    /** The same seed and the same requests give the same outcomes. Default: random; {@link Simulator#seed()} returns it. */
    public SimulatorBuilder seed(long seed) {
        return with(ServerSetting.SEED, seed);
    }

    /** How many times as fast as real time the clock runs. A {@link #clock} that is passed in wins over it. */
    public SimulatorBuilder speed(double speed) {
        return with(ServerSetting.SPEED, speed);
    }

    /** The time that everything follows. Default: real time. A clock that is passed in is not closed with the simulator. */
    public SimulatorBuilder clock(SimulatorClock clock) {
        this.clock = clock;
        return this;
    }

    /** How many jobs the server keeps. A new job replaces the one that ended first. If none has ended, it is refused with 503. */
    public SimulatorBuilder maxJobs(int maxJobs) {
        return with(ServerSetting.MAX_JOBS, maxJobs);
    }

    /** How long jobs are kept after their end, if there is room for them. */
    public SimulatorBuilder retention(Duration retention) {
        return with(ServerSetting.RETENTION, retention);
    }

    /** How long the server holds a request that says {@code Prefer: wait=N}; 0 holds none. */
    public SimulatorBuilder maxHold(Duration maxHold) {
        return with(ServerSetting.MAX_HOLD, maxHold);
    }

    /** What links begin with. Default: in responses, the address that the client used; in webhooks, {@link Simulator#uri()}. */
    public SimulatorBuilder publicUrl(URI publicUrl) {
        return with(ServerSetting.PUBLIC_URL, publicUrl);
    }

    /** The URLs of results are signed, and valid for so long or up to twice as long. Default: they are not signed. */
    public SimulatorBuilder signedUrls(Duration validity) {
        return with(ServerSetting.SIGNED_URLS, validity);
    }

    /** The server also plays the API that this file of YAML or JSON describes; {@code docs/dialects.md} says how. */
    public SimulatorBuilder dialectFile(Path file) {
        dialectFiles.add(ScenarioException.orElse(() -> DialectFile.read(file.toString())));
        return add(ServerSetting.DIALECT_FILES, file.toString());
    }

    /** As {@link #dialectFile}, with the text of the file. */
    public SimulatorBuilder dialect(String yamlOrJson) {
        dialectFiles.add(ScenarioException.orElse(() -> DialectFile.of(yamlOrJson, "dialect")));
        return this;
    }

    /** The server plays these APIs and no others, besides those of files, such as {@code heygen}. Default: all of them. */
    public SimulatorBuilder dialects(String... names) {
        return with(ServerSetting.DIALECTS, List.of(names));
    }

    /** Changes what is optional or uncertain in the API of a vendor, such as {@code heygen.legacy}; see {@code docs/vendors.md}. */
    public SimulatorBuilder dialectOption(String name, Object value) {
        String option = name + "=" + value;
        ServedDialects.options(List.of(option));
        return add(ServerSetting.DIALECT_OPTIONS, option);
    }

    /**
     * Receives every change of state, and first the state at the start, one after the other, on the clock's thread or that of
     * a caller of {@link Simulator#play}. It may use the simulator, but not move its clock. Default: none.
     */
    public SimulatorBuilder statusListener(Consumer<StatusChange> statusListener) {
        this.statusListener = statusListener;
        return this;
    }

    /**
     * Sets what {@link ServerSetting} lists, from text. A flag goes before a variable, and {@code FERMATA_PORT} before {@code PORT}.
     * Variables that are blank, and names that are no setting, are ignored; {@link #start()} logs those that are nearly one, and all that begin with {@code FERMATA_}.
     *
     * @param flags the value of each flag, such as {@code --max-jobs}; of a list, with commas between the values
     * @param environment the value of each variable, such as {@code FERMATA_MAX_JOBS} or {@code MAX_JOBS}
     * @throws ScenarioException with a sentence for each value that is not allowed
     */
    public SimulatorBuilder settings(Map<String, String> flags, Map<String, String> environment) {
        SettingsAsText.set(this, flags, environment);
        return this;
    }

    /** All settings with their origins, as a scenario file; those of the server are comments. Secrets are hidden. */
    public String explained() {
        return SettingsAsText.explained(values, ignored(), scenario());
    }

    /**
     * Binds and begins to answer; the first job begins now.
     * @throws ScenarioException if the scenario cannot be played
     * @throws SimulatorStartException if the address cannot be had
     */
    public Simulator start() {
        return new Simulator(this);
    }

    /** A sentence for each setting that has no effect. */
    List<String> ignored() {
        List<String> all = new ArrayList<>(ignored);
        all.addAll(ServedDialects.ignoredOptions(this));
        return all;
    }

    /** For tests. */
    SimulatorBuilder transport(Transport other) {
        transport = other;
        return this;
    }

    /** For tests: one more dialect than there are. */
    SimulatorBuilder dialect(Function<Services, Dialect> more) {
        dialects.add(more);
        return this;
    }

    Transport transport() {
        return transport == null ? Transport.best() : transport;
    }

    <T> T get(SettingKey<T> key) {
        return values.get(key);
    }

    long seed() {
        return get(ServerSetting.SEED).orElse(randomSeed);
    }

    /** With all that was set here on top. */
    Scenario scenario() {
        return new Scenario(SettingsAsText.inScenario(scenario.spec(), values));
    }

    private <T> SimulatorBuilder with(SettingKey<T> key, Object value) {
        values = values.with(key, key.check(value), HERE);
        return this;
    }

    private SimulatorBuilder add(SettingKey<List<String>> key, String value) {
        List<String> all = new ArrayList<>(values.get(key));
        all.addAll(key.check(List.of(value)));
        values = values.with(key, List.copyOf(all), HERE);
        return this;
    }
}
