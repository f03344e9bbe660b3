package dev.fermata.client.internal.text;

import java.net.http.HttpHeaders;
import java.nio.charset.Charset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a response says of its body. Immutable. */
public record ContentType(String text) {

    private static final Pattern CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*\"?([\\w.:+-]{1,40})", Pattern.CASE_INSENSITIVE);

    private static final Pattern JSON = Pattern.compile("\\s*application/json\\s*(;.*)?", Pattern.CASE_INSENSITIVE);

    public static ContentType of(HttpHeaders headers) {
        return new ContentType(headers.firstValue("Content-Type").orElse(""));
    }

    /** Whether the body is one JSON value. Other types of JSON, and no type at all, may be that of a value on each line. */
    public boolean isJson() {
        return JSON.matcher(text).matches();
    }

    /** Of the text; empty if it says none that Java knows. */
    public Optional<Charset> charset() {
        Matcher charset = CHARSET.matcher(text);
        try {
            return charset.find() ? Optional.of(Charset.forName(charset.group(1))) : Optional.empty();
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }
}
