package dev.fermata.cli.wait;

import dev.fermata.cli.vendor.Vendor;
import dev.fermata.client.WaiterBuilder;
import java.net.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What each request has beside what the backend says. Thread-safe once the options are read. */
final class Credentials implements Supplier<Map<String, String>> {

    /** A header. */
    record Header(String name, String value) {}

    static final String TOKEN_COMMAND = "--token-command";

    static {
        // Otherwise the JDK sends no password to a proxy for https. It reads this when it first reads a header.
        System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
    }

    @Option(
            names = {"-H", "--header"},
            paramLabel = "'NAME: VALUE'",
            converter = HeaderConverter.class,
            description = "A header for each request. Can be given several times.")
    private List<Header> headers = List.of();

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description =
                    "Your key, sent as the vendor wants it. Default: the vendor's variable, which is HEYGEN_API_KEY, ELEVENLABS_API_KEY,"
                            + " REPLICATE_API_TOKEN, AZURE_SPEECH_KEY, SPEECH_KEY or FAL_KEY. To another server: the header X-API-Key.")
    private @Nullable String apiKey;

    @Option(
            names = TOKEN_COMMAND,
            paramLabel = "COMMAND",
            description =
                    "A shell command that prints a token, for 'Authorization: Bearer', or the key of a vendor. It runs again if the"
                            + " server answers 401.")
    private @Nullable String tokenCommand;

    private @Nullable String proxyAuthorization;
    private @Nullable Vendor vendor;

    /**
     * The key for a vendor. Each request goes to that vendor then, and has the key where the vendor wants it.
     *
     * @throws IllegalArgumentException if there is none in the options and in the environment
     */
    String keyOf(Vendor vendor, Map<String, String> environment) {
        this.vendor = vendor;
        return apiKey != null ? apiKey : tokenCommand != null ? Vendor.KEY_TO_COME : vendor.key(environment);
    }

    void addTo(WaiterBuilder builder) {
        builder.headers(this);
        if (tokenCommand == null) {
            return;
        }
        Vendor receiver = vendor;
        TokenCommand token = new TokenCommand(tokenCommand, TokenCommand.LONGEST);
        token.prepare();
        if (receiver == null) {
            builder.token(token);
        } else {
            builder.token(receiver.keyHeader(), () -> receiver.keyHeaderValue(token.get()));
        }
    }

    void useProxy(EnvironmentProxy proxy) {
        proxyAuthorization = proxy.authorization();
    }

    @Override
    public Map<String, String> get() {
        Map<String, String> all = new LinkedHashMap<>();
        headers.forEach(header -> all.put(header.name(), header.value()));
        if (proxyAuthorization != null) {
            all.put("Proxy-Authorization", proxyAuthorization);
        }
        if (apiKey != null && vendor == null) {
            all.put("X-API-Key", apiKey);
        }
        return all;
    }

    /** {@code Name: value}. No message repeats the value: it is often secret. */
    static final class HeaderConverter implements ITypeConverter<Header> {
        @Override
        public Header convert(String text) {
            int colon = text.indexOf(':');
            if (colon < 1) {
                throw new TypeConversionException("it has no name; allowed is 'Name: value'");
            }
            Header header = new Header(
                    text.substring(0, colon).strip(), text.substring(colon + 1).strip());
            try {
                HttpRequest.newBuilder().setHeader(header.name(), "any");
            } catch (IllegalArgumentException bad) {
                throw new TypeConversionException(String.valueOf(bad.getMessage()));
            }
            try {
                HttpRequest.newBuilder().setHeader(header.name(), header.value());
                return header;
            } catch (IllegalArgumentException bad) {
                throw new TypeConversionException(
                        "the value of " + header.name() + " has a character that HTTP does not allow");
            }
        }
    }
}
