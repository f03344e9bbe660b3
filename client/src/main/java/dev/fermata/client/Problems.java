package dev.fermata.client;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What went wrong on the way to a server, in a sentence: the JDK's own messages are often empty. */
final class Problems {

    private Problems() {}

    static String sentence(@Nullable Throwable problem, URI uri) {
        if (problem == null) {
            return "no answer and no reason";
        }
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        String server = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        if (cause instanceof HttpConnectTimeoutException || cause instanceof CancellationException) {
            return "no complete answer from " + server + " in time";
        }
        if (cause instanceof ConnectException) {
            boolean unknownHost = cause.getCause() instanceof UnresolvedAddressException;
            return unknownHost ? "the host name " + uri.getHost() + " is unknown" : "cannot connect to " + server;
        }
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return "the exchange with " + server + " broke off: " + printable(message);
    }

    /** Fit for one line of a log or terminal, whatever a server sent. */
    static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\uFFFD]+", " ").strip();
    }
}
