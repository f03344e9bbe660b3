package dev.fermata.cli.console;

import dev.fermata.client.backend.Backend;
import java.net.URI;
import java.net.URISyntaxException;

/** The URL of a server, as all commands read it. */
public final class ServerUrl {

    public static final String DEFAULT = "http://localhost:8000";

    private ServerUrl() {}

    /** @throws IllegalArgumentException with what is wrong and what was probably meant; the message shows no password */
    public static URI read(String text) {
        try {
            URI url = new URI(text);
            Backend.status(url); // The client refuses what no request can have.
            return url;
        } catch (URISyntaxException unreadable) {
            throw new IllegalArgumentException("--url cannot be read: " + unreadable.getReason() + " at index "
                    + unreadable.getIndex() + "; allowed is an address such as " + DEFAULT);
        }
    }
}
