package dev.fermata.client.internal.http;

import dev.fermata.client.internal.http.HttpProxy.ProxiedException;
import dev.fermata.client.internal.text.Printable;
import dev.fermata.client.internal.text.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Why a request got no usable response.
 *
 * @param sentence what is wrong and, where that is known, what to do; it is fit for one line of a log
 */
public record TransportProblem(ProblemKind kind, String sentence) {

    /** What is wrong, from what explains least to what explains most. */
    public enum ProblemKind {
        /** The response was not complete in time. */
        TIMEOUT,
        /** The connection ended, or what came over it is not HTTP. */
        BROKEN,
        /** No server accepts connections there. */
        NOT_CONNECTED,
        /** The response cannot be decoded. */
        UNREADABLE,
        /** The response is longer than {@code maxAnswerBytes}. */
        TOO_LONG,
        /** The server or a proxy does not accept the credentials, or the proxy does not connect to the server. */
        ACCESS_DENIED,
        /** The host name has no address. */
        UNKNOWN_HOST,
        /** One side speaks TLS and the other does not, or both have no form of it in common. */
        TLS_MISMATCH,
        /** The server's certificate is not accepted. */
        CERTIFICATE
    }

    private static final int LONGEST = 300;

    /** Alerts of TLS, and words of the JDK, that come again at each further try. */
    private static final Pattern NO_COMMON_TLS = Pattern.compile("protocol_version|handshake_failure|unrecognized_name"
            + "|certificate_required|bad_certificate|certificate_unknown|unknown_ca|access_denied|insufficient_security"
            + "|No appropriate protocol");

    /** How an alert of TLS begins, as far as the JDK's HTTP parser quotes it: its type and the major version. */
    private static final String TLS_ALERT = "\u0015\u0003";

    /**
     * Puts the problem of a request into words.
     *
     * @param problem as the future reports it; the causes of {@link CompletionException} and the like are unwrapped
     * @param uri where the request went; user information and query never become part of the sentence
     */
    public static TransportProblem of(Throwable problem, URI uri) {
        Throwable cause = cause(problem);
        HttpProxy proxy = cause instanceof ProxiedException proxied ? proxied.proxy() : null;
        if (proxy != null && cause.getCause() != null) {
            cause = cause(cause.getCause());
        }
        String server = server(uri);
        if (cause instanceof TransportException known) {
            boolean connected = known.kind != ProblemKind.NOT_CONNECTED;
            String connecting = connected ? "" : "cannot connect to " + server + inTime(known.getCause()) + "; ";
            return new TransportProblem(known.kind, connecting + Printable.cut(known.getMessage(), LONGEST));
        }
        Optional<TransportProblem> access = HttpProxy.problem(cause, server, proxy);
        return access.isPresent() ? access.get() : of(cause, server, uri);
    }

    /** What follows the name of a host that cannot be connected to. */
    static String inTime(@Nullable Throwable problem) {
        return problem instanceof HttpConnectTimeoutException ? " in time" : "";
    }

    private static TransportProblem of(Throwable cause, String server, URI uri) {
        if (cause instanceof HttpConnectTimeoutException) {
            return new TransportProblem(ProblemKind.NOT_CONNECTED, "cannot connect to " + server + inTime(cause));
        }
        if (cause instanceof HttpTimeoutException || cause instanceof CancellationException) {
            return new TransportProblem(ProblemKind.TIMEOUT, "no complete response from " + server + " in time");
        }
        if (isUnknownHost(cause)) {
            return new TransportProblem(
                    ProblemKind.UNKNOWN_HOST,
                    "the host name " + host(uri)
                            + " is unknown; check the URL, and whether this machine can ask its DNS");
        }
        if (cause instanceof ConnectException) {
            return new TransportProblem(ProblemKind.NOT_CONNECTED, "cannot connect to " + server);
        }
        return cause instanceof SSLException ? ofTls(cause, server, uri) : ofConnection(cause, server, uri);
    }

    /** The problem of a request that got no complete response within this time. */
    public static TransportProblem timeout(Duration after) {
        String seconds = String.format(Locale.ROOT, "%.1f", after.toMillis() / 1000.0);
        return new TransportProblem(ProblemKind.TIMEOUT, "no complete response within " + seconds + " s");
    }

    /** Whether the same request fails in the same way until somebody changes something. */
    public boolean isLasting() {
        return kind.compareTo(ProblemKind.TOO_LONG) >= 0;
    }

    /** Whether the server surely got no request. */
    public boolean isUnsent() {
        return switch (kind) {
            case NOT_CONNECTED, UNKNOWN_HOST, TLS_MISMATCH, CERTIFICATE -> true;
            case TIMEOUT, BROKEN, UNREADABLE, TOO_LONG, ACCESS_DENIED -> false;
        };
    }

    /** Whether the sentence says more than that no response came in time. Of several problems, report one that does. */
    public boolean isInformative() {
        return kind != ProblemKind.TIMEOUT;
    }

    static boolean isUnknownHost(Throwable cause) {
        return cause instanceof UnknownHostException || cause.getCause() instanceof UnresolvedAddressException;
    }

    /** Whether a certificate is trusted and valid, and for another host. */
    static boolean isCertificateOfAnotherHost(Throwable problem) {
        return find(problem, CertificateException.class) != null
                && find(problem, CertificateExpiredException.class) == null
                && find(problem, CertificateNotYetValidException.class) == null
                && !isUntrusted(problem);
    }

    private static boolean isUntrusted(Throwable problem) {
        return find(problem, CertPathBuilderException.class) != null
                || find(problem, CertPathValidatorException.class) != null;
    }

    private static TransportProblem ofTls(Throwable problem, String server, URI uri) {
        String message = message(problem, uri);
        if (find(problem, CertificateExpiredException.class) != null) {
            return new TransportProblem(
                    ProblemKind.CERTIFICATE,
                    "the certificate of " + server + " has expired; renew it, or check the clock of this machine");
        }
        if (find(problem, CertificateNotYetValidException.class) != null) {
            return new TransportProblem(
                    ProblemKind.CERTIFICATE,
                    "the certificate of " + server
                            + " is not valid yet; check the clocks of this machine and the server");
        }
        // The JDK's own wrapper around a path that cannot be built is a CertificateException too, so that comes second.
        if (isUntrusted(problem)) {
            return new TransportProblem(
                    ProblemKind.CERTIFICATE,
                    "this Java does not trust the certificate of " + server + "; add its issuer to the trust store,"
                            + " or give your own HttpClient with an SSLContext that trusts it (" + message + ")");
        }
        if (find(problem, CertificateException.class) != null) {
            return new TransportProblem(
                    ProblemKind.CERTIFICATE,
                    "the certificate of " + server + " is not for this host; check the URL (" + message + ")");
        }
        if (message.toLowerCase(Locale.ROOT).contains("unrecognized ssl message")) {
            return new TransportProblem(
                    ProblemKind.TLS_MISMATCH,
                    server + " does not speak TLS; use http:// instead of https:// in the URL");
        }
        return NO_COMMON_TLS.matcher(message).find()
                ? new TransportProblem(
                        ProblemKind.TLS_MISMATCH,
                        server + " and this Java do not agree on TLS; check the server's TLS settings (" + message
                                + ")")
                : new TransportProblem(ProblemKind.BROKEN, "the connection to " + server + " broke off: " + message);
    }

    private static TransportProblem ofConnection(Throwable problem, String server, URI uri) {
        String raw = String.valueOf(problem.getMessage());
        if (raw.contains(TLS_ALERT)) {
            return new TransportProblem(
                    ProblemKind.TLS_MISMATCH, server + " speaks TLS; use https:// instead of http:// in the URL");
        }
        if (raw.contains("received no bytes")) {
            return new TransportProblem(
                    ProblemKind.BROKEN,
                    "the connection to " + server + " broke off: the server closed it without a response");
        }
        return new TransportProblem(
                ProblemKind.BROKEN, "the connection to " + server + " broke off: " + message(problem, uri));
    }

    private static String message(Throwable problem, URI uri) {
        String message = problem.getMessage() == null ? problem.getClass().getSimpleName() : problem.getMessage();
        return Printable.cut(Secrets.of(uri).hide(message.replace(uri.toString(), Printable.masked(uri))), LONGEST);
    }

    private static String server(URI uri) {
        return host(uri) + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    private static String host(URI uri) {
        return uri.getHost() == null ? Printable.masked(uri) : Printable.clean(uri.getHost());
    }

    private static <T> @Nullable Throwable find(Throwable problem, Class<T> type) {
        Throwable cause = problem;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            if (type.isInstance(cause)) {
                return cause;
            }
            cause = cause.getCause();
        }
        return null;
    }

    /** What happened, without the wrappers of futures. */
    static Throwable cause(Throwable problem) {
        Throwable cause = problem;
        while ((cause instanceof CompletionException
                        || cause instanceof ExecutionException
                        || cause instanceof UncheckedIOException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** A problem that the transport itself found. Its message is a complete sentence. */
    public static final class TransportException extends IOException {

        private static final long serialVersionUID = 1;

        private final ProblemKind kind;

        public TransportException(ProblemKind kind, String message, @Nullable Throwable cause) {
            super(message, cause);
            this.kind = kind;
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }
}
