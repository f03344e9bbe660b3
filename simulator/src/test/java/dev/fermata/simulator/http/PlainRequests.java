package dev.fermata.simulator.http;

import dev.fermata.simulator.http.Request.ReceivedBody;
import dev.fermata.simulator.http.decode.RequestTarget;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;

/** Requests without a server. */
public final class PlainRequests {

    private PlainRequests() {}

    /** @param headers names and values by turns */
    public static Request of(HttpMethod method, String target, byte[] body, String... headers) {
        HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, target);
        for (int i = 0; i < headers.length; i += 2) {
            head.headers().set(headers[i], headers[i + 1]);
        }
        return Request.of(
                head,
                RequestTarget.of(method, target),
                new ReceivedBody(body, List.of(), body.length),
                new EmbeddedChannel());
    }
}
