package dev.fermata.simulator.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.text.Printable;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list, for APIs that page with opaque tokens.
 *
 * @param next the token of the next page; null on the last one
 */
public record Page<T>(List<T> items, @Nullable String next) {

    /**
     * What a request asks for.
     *
     * @param after the key of the last item of the page before; null for the first page
     * @param token the name of the parameter that it came in
     */
    public record Wanted(int limit, @Nullable String after, String token) {

        /** @throws RefusedException for a limit that is not from 1 to {@code most}, and for a token that is none */
        public static Wanted of(Request request, String limit, int byDefault, int most, String token) {
            String text = request.query(limit);
            int wanted = text == null ? byDefault : text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
            if (wanted < 1 || wanted > most) {
                throw refusal(limit, text, "1 to " + most);
            }
            return after(request, wanted, token);
        }

        /** As {@link #of}, for an API that takes the nearest limit that is allowed. */
        public static Wanted nearest(Request request, String limit, int byDefault, int most, String token) {
            String text = request.query(limit);
            if (text != null && !text.matches("[+-]?[0-9]{1,9}")) {
                throw refusal(limit, text, "a whole number, such as " + most);
            }
            int wanted = text == null ? byDefault : Integer.parseInt(text);
            return after(request, Math.max(1, Math.min(wanted, most)), token);
        }

        private static RefusedException refusal(String limit, @Nullable String text, String allowed) {
            return RefusedException.badField(
                    limit,
                    "invalid_limit",
                    limit + " is '" + Printable.value(String.valueOf(text)) + "'; allowed is " + allowed + ".");
        }

        private static Wanted after(Request request, int wanted, String token) {
            String given = request.query(token);
            Wanted page = new Wanted(wanted, null, token);
            return given == null || given.isEmpty() ? page : new Wanted(wanted, page.key(given), token);
        }

        private String key(String given) {
            try {
                return new String(Base64.getUrlDecoder().decode(given), UTF_8);
            } catch (IllegalArgumentException notBase64) {
                throw unknown(given);
            }
        }

        public RefusedException unknown(String given) {
            return RefusedException.badField(
                    token,
                    "invalid_token",
                    token + " is '" + Printable.value(given) + "'; allowed is the token that the page before had.");
        }
    }

    public static String token(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(UTF_8));
    }

    /** A page of items that are all in memory; each has a key of its own. */
    public static <T> Page<T> of(List<T> all, Wanted wanted, Function<T, String> key) {
        int from = 0;
        String after = wanted.after();
        if (after != null) {
            while (from < all.size() && !key.apply(all.get(from)).equals(after)) {
                from++;
            }
            if (from == all.size()) {
                throw wanted.unknown(token(after));
            }
            from++;
        }
        int to = Math.min(all.size(), from + wanted.limit());
        List<T> items = List.copyOf(all.subList(from, to));
        return new Page<>(items, to < all.size() ? token(key.apply(all.get(to - 1))) : null);
    }
}
