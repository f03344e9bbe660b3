package dev.fermata.cli.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.cli.console.CommandEnvironment;
import dev.fermata.cli.console.ExitCode;
import dev.fermata.cli.console.JsonProblem;
import dev.fermata.cli.console.ServerUrl;
import dev.fermata.cli.console.TlsOptions;
import dev.fermata.cli.console.UsageErrors;
import dev.fermata.simulator.report.Report;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** {@code fermata report}: how well the clients of a running simulator wait. */
@Command(
        name = "report",
        sortOptions = false,
        description = {
            "Prints how well each client of a running simulator waits: requests, detection delay, cost, and the rules that it"
                    + " keeps or breaks.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the report is printed",
            "1:with --fail-under: a client has a worse grade, or there is no client",
            "2:wrong usage",
            "3:the simulator refuses the request",
            "5:it does not answer",
            "74:the file or standard output takes nothing"
        })
public final class ReportCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    /** The list of all routes is no help. */
    private static final int LONGEST_DETAIL = 300;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = ServerUrl.DEFAULT,
            description = "The simulator. Default: ${DEFAULT-VALUE}.")
    private String url = "";

    @Option(
            names = "--admin-token",
            paramLabel = "TOKEN",
            description =
                    "The token that the simulator was started with; better in the environment variable FERMATA_ADMIN_TOKEN.")
    private @Nullable String token;

    @Option(names = "--client", paramLabel = "NAME", description = "Only this client, as the report names it.")
    private @Nullable String client;

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            description = "How much detection delay one request is worth, such as 5s. Default: 1s.")
    private @Nullable String patience;

    @Mixin
    private TlsOptions tls = new TlsOptions();

    @Mixin
    private ReportOptions options = new ReportOptions();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        HttpRequest request = request();
        HttpResponse<String> response;
        try {
            response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        } catch (IOException broken) {
            return failed("no_answer", ExitCode.NO_ANSWER, url + " does not answer: " + reason(broken));
        }
        if (response.statusCode() != OK) {
            return response.statusCode() == BAD_REQUEST
                    ? failed("usage", ExitCode.USAGE, problem(response))
                    : failed("refused", ExitCode.REFUSED, problem(response));
        }
        try {
            return options.print(
                    Report.parse(response.body()), spec.commandLine().getOut());
        } catch (IllegalArgumentException notOne) {
            return failed(
                    "refused",
                    ExitCode.REFUSED,
                    url + " answers with no report that this program can read; is the URL that of a simulator of this"
                            + " version, without a path?");
        }
    }

    private HttpRequest request() {
        StringBuilder query = new StringBuilder("/admin/report?format=json");
        if (client != null) {
            query.append("&client=").append(URLEncoder.encode(client, UTF_8));
        }
        if (patience != null) {
            query.append("&patience=").append(URLEncoder.encode(patience, UTF_8));
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server() + query)).timeout(PATIENCE);
        Map<String, String> environment = CommandEnvironment.of(spec);
        String key = token == null ? environment.get("FERMATA_ADMIN_TOKEN") : token;
        if (key != null) {
            try {
                request.header("Authorization", "Bearer " + key);
            } catch (IllegalArgumentException repeatsTheToken) {
                throw new ParameterException(
                        spec.commandLine(), "--admin-token has a character that HTTP does not allow");
            }
        }
        return request.build();
    }

    /** The URL without a slash at its end, once the certificates for it are there. */
    private String server() {
        try {
            tls.install();
            return ServerUrl.read(url).toString().replaceFirst("/+$", "");
        } catch (IllegalArgumentException wrong) {
            throw UsageErrors.of(spec, wrong);
        }
    }

    private static String problem(HttpResponse<String> response) {
        try {
            String detail =
                    JsonMapper.shared().readTree(response.body()).path("detail").asString("");
            if (!detail.isEmpty() && detail.length() <= LONGEST_DETAIL) {
                return detail;
            }
        } catch (JacksonException notJson) {
            // The status says enough.
        }
        return "the server answered " + response.statusCode() + "; is the URL that of a simulator, without a path?";
    }

    private static String reason(IOException broken) {
        String message = broken.getMessage();
        if (broken instanceof SSLHandshakeException) {
            return "TLS with it fails; if its certificate is its own, give --tls-ca the file that its log names ("
                    + message + ")";
        }
        if (broken.getCause() != null && broken.getCause().getCause() instanceof UnresolvedAddressException) {
            return "there is no such host";
        }
        return message == null ? "the connection was refused; is the simulator running?" : message;
    }

    private int failed(String word, int exitCode, String problem) {
        spec.commandLine().getErr().println("fermata report: " + problem);
        if (options.json()) {
            spec.commandLine().getOut().println(new JsonProblem(word, exitCode, problem).json());
        }
        return exitCode;
    }
}
