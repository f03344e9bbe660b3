package dev.fermata.simulator.http;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;

/**
 * One request, without its body.
 *
 * @param head as Netty read it
 * @param path decoded, without query
 */
public record Request(HttpRequest head, String path) {

    static Request of(HttpRequest head) {
        String target = head.uri();
        // A path that needs no decoding is the common case, and worth the shortcut.
        return new Request(head, isPlain(target) ? target : decoded(target));
    }

    private static boolean isPlain(String target) {
        return target.startsWith("/") && target.indexOf('%') < 0 && target.indexOf('?') < 0 && target.indexOf('#') < 0;
    }

    /** Also takes the absolute form that proxies send (RFC 9112, section 3.2.2). */
    private static String decoded(String target) {
        int scheme = target.startsWith("http://") ? target.indexOf('/', "http://".length()) : 0;
        String path = scheme < 0 ? "/" : target.substring(scheme);
        try {
            return new QueryStringDecoder(path).path();
        } catch (IllegalArgumentException notPercentEncoded) {
            return path;
        }
    }
}
