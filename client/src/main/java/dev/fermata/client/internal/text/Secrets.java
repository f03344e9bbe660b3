package dev.fermata.client.internal.text;

import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request holds that no message may show: the values of its query, its user information and its credentials. A server may repeat
 * them in its own words. Immutable.
 */
public final class Secrets {

    /** For a text that no request led to: masks URLs, and nothing else. */
    public static final Secrets NONE = new Secrets(Set.of());

    private static final String HIDDEN = "***";

    /** A shorter value of a query is no secret, and part of too many words. */
    private static final int SHORTEST_VALUE = 4;

    /** A shorter secret counts only as a whole word. */
    private static final int LONG = 8;

    /** Of a secret that is cut off at the end of a text. */
    private static final int SHORTEST_BEGINNING = 3;

    private static final String CUT = "...";

    /** A URL with a query or user information; JSON may have a backslash before each slash. */
    private static final Pattern URL =
            Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:(?:\\\\?/){2}[^\\s\"'<>?@]*[?@][^\\s\"'<>]*");

    private static final Pattern SECRET_HEADER =
            Pattern.compile("(?!idempotency-key).*(auth|key|token|secret|cookie|password|credential).*");

    /** The longest first: one may be part of another. */
    private final List<String> secrets;

    private Secrets(Set<String> secrets) {
        this.secrets = secrets.stream()
                .filter(secret -> !secret.isEmpty())
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** The secrets of a URL. */
    public static Secrets of(URI uri) {
        Set<String> secrets = new LinkedHashSet<>();
        addUri(secrets, uri, Set.of());
        return new Secrets(secrets);
    }

    /**
     * The secrets of a request.
     *
     * @param ids the jobs that it asks for; they are no secrets where they are a value of the query
     */
    public static Secrets of(HttpRequest request, Collection<String> ids) {
        Set<String> secrets = new LinkedHashSet<>();
        addUri(secrets, request.uri(), ids);
        request.headers().map().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (SECRET_HEADER.matcher(lower).matches()) {
                values.forEach(value -> addHeader(secrets, lower, value));
            }
        });
        return new Secrets(secrets);
    }

    /** The text with *** in the place of each secret, and of what may be one in a URL. */
    public String hide(String text) {
        String hidden = URL.matcher(text).replaceAll(url -> Matcher.quoteReplacement(Printable.masked(url.group())));
        for (String secret : secrets) {
            hidden = secret.length() < LONG
                    ? Pattern.compile("(?<![A-Za-z0-9])" + Pattern.quote(secret) + "(?![A-Za-z0-9])")
                            .matcher(hidden)
                            .replaceAll(HIDDEN)
                    : hidden.replace(secret, HIDDEN);
            hidden = withoutBeginning(hidden, secret);
        }
        return hidden;
    }

    private static void addUri(Set<String> secrets, URI uri, Collection<String> ids) {
        if (uri.getRawQuery() != null) {
            for (String parameter : uri.getRawQuery().split("&")) {
                addValue(secrets, parameter.substring(parameter.indexOf('=') + 1), ids);
            }
        }
        if (uri.getRawUserInfo() != null) {
            addUserInformation(secrets, uri.getRawUserInfo());
            addUserInformation(secrets, uri.getUserInfo());
        }
    }

    private static void addValue(Set<String> secrets, String raw, Collection<String> ids) {
        String value = decoded(raw);
        boolean isId = Arrays.stream(raw.split(",")).map(Secrets::decoded).allMatch(ids::contains);
        if (value.length() >= SHORTEST_VALUE && !isId && !ids.contains(value)) {
            secrets.add(raw);
            secrets.add(value);
        }
    }

    private static String decoded(String raw) {
        try {
            return URLDecoder.decode(raw, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return raw;
        }
    }

    private static void addUserInformation(Set<String> secrets, String userInformation) {
        secrets.add(userInformation);
        secrets.add(userInformation.substring(userInformation.indexOf(':') + 1));
    }

    private static void addHeader(Set<String> secrets, String name, String value) {
        secrets.add(value);
        if (name.contains("authorization")) {
            addCredentials(secrets, value);
        } else if (name.contains("cookie")) {
            for (String cookie : value.split(";")) {
                secrets.add(cookie.substring(cookie.indexOf('=') + 1).strip());
            }
        }
    }

    /** Such as {@code Bearer abc}: the scheme is no secret. */
    private static void addCredentials(Set<String> secrets, String value) {
        String credentials = value.substring(value.indexOf(' ') + 1).strip();
        secrets.add(credentials);
        if (value.regionMatches(true, 0, "Basic ", 0, 6)) {
            try {
                addUserInformation(
                        secrets, new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException notBase64) {
                // It is hidden as it is.
            }
        }
    }

    /** An excerpt may end in the middle of a secret. */
    private static String withoutBeginning(String text, String secret) {
        String hidden = text;
        for (int cut = hidden.indexOf(CUT); cut >= 0; cut = hidden.indexOf(CUT, cut + 1)) {
            for (int length = Math.min(secret.length() - 1, cut); length >= SHORTEST_BEGINNING; length--) {
                if (hidden.startsWith(secret.substring(0, length), cut - length)) {
                    hidden = hidden.substring(0, cut - length) + HIDDEN + hidden.substring(cut);
                    cut = cut - length + HIDDEN.length();
                    break;
                }
            }
        }
        return hidden;
    }
}
