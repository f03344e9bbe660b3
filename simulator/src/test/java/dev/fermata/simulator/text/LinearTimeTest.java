package dev.fermata.simulator.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import dev.fermata.simulator.http.decode.HttpLimits;
import dev.fermata.simulator.http.decode.InvalidRequestException;
import dev.fermata.simulator.http.decode.RequestBudget;
import dev.fermata.simulator.http.decode.RequestHeads;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What reads long texts of clients takes time in proportion to their length. A growth is compared, because no machine is as fast as another. */
class LinearTimeTest {

    /** A text that is so much longer takes this much longer at most; with the square of its length, it would be the square of this. */
    private static final int LONGER = 8;

    private static final int ROUNDS = 15;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** The path of a text was made for each text, so a long name cost its length each time. */
    @Test
    void looksForHalvesOfSurrogatePairsWithoutCopiesOfLongNames() {
        double growth = (double) allocated(LONGER) / allocated(1);
        assertThat(growth).isLessThan(2.0 * LONGER);
    }

    private long allocated(int times) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        ArrayNode texts = json.putArray("k".repeat(2_000 * times));
        for (int i = 0; i < 500 * times; i++) {
            texts.add("text");
        }
        LoneSurrogates.problem(json);
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThat(LoneSurrogates.problem(json)).isEmpty();
        // So that a run which allocates nothing can be compared, too.
        return 10_000L * times + threads.getCurrentThreadAllocatedBytes() - before;
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", ",", " ,", "x ", "\t"})
    void readsATransferEncodingOnce(String part) {
        assertThat(growth(part)).isLessThan(3.0 * LONGER);
    }

    private double growth(String part) {
        // The shorter one is long enough to be measured.
        HttpRequest once = request(part.repeat(2_000 / part.length()));
        HttpRequest longer = request(part.repeat(2_000 * LONGER / part.length()));
        return (double) fastest(longer) / fastest(once);
    }

    private static HttpRequest request(String between) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
        request.headers().set("Host", "a").set("Transfer-Encoding", "x" + between + "y");
        return request;
    }

    /** The CPU time of this thread, so that other processes do not count; the least, so that the collector does not. */
    private long fastest(HttpRequest request) {
        RequestBudget.Share kept = new RequestBudget.Share(new RequestBudget(HttpLimits.DEFAULT));
        LongSupplier time = () -> {
            long before = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < 20; i++) {
                assertThat(catchThrowable(() -> RequestHeads.check(request, HttpLimits.DEFAULT, kept)))
                        .isInstanceOf(InvalidRequestException.class);
            }
            return threads.getCurrentThreadCpuTime() - before;
        };
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            least = Math.min(least, time.getAsLong());
        }
        return least;
    }
}
