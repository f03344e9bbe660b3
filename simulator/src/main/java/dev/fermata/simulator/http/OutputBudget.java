package dev.fermata.simulator.http;

import dev.fermata.simulator.http.ResponseWriter.DelayingHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the bytes that wait until peers read them, of all connections together. When there are too many, it cuts off the
 * connections with the most bytes, until half of the budget is left. To be used on the event loop.
 *
 * <p>A connection reports what waits after it has sent something. It does not report what its peer has read since, so the sum
 * of the reports can be too high. So the bytes are counted again before a connection is cut off.
 */
final class OutputBudget {

    private static final Logger LOG = LoggerFactory.getLogger(OutputBudget.class);

    private final long most;
    private final Iterable<Channel> connections;
    private final Function<Channel, @Nullable Share> share;
    private final Consumer<Channel> cutOff;
    /** At least as many as wait. */
    private long reported;
    /** The bytes are counted when more than these are reported. */
    private long countAbove;

    /**
     * @param share the share of a connection; null if it has none yet or any more
     * @param cutOff ends a connection at once
     */
    public OutputBudget(
            long most,
            Iterable<Channel> connections,
            Function<Channel, @Nullable Share> share,
            Consumer<Channel> cutOff) {
        this.most = most;
        this.connections = connections;
        this.share = share;
        this.cutOff = cutOff;
        countAbove = most;
    }

    /** The bytes that wait for one peer, as they were reported last. */
    public static final class Share {

        private final OutputBudget budget;
        /** They keep bytes before the buffer of the connection gets them. */
        private List<DelayingHandler> delaying = List.of();

        private long reported;

        public Share(OutputBudget budget) {
            this.budget = budget;
        }

        /** The bytes for the peer go through this handler, which may keep some of them. */
        void passes(ChannelHandler handler) {
            if (handler instanceof DelayingHandler another) {
                delaying = Stream.concat(delaying.stream(), Stream.of(another)).toList();
            }
        }

        /** What waits for the peer now, with what handlers keep. */
        long waiting(Channel channel) {
            long all = OutputBudget.waiting(channel);
            for (DelayingHandler each : delaying) {
                all += each.keptBytes();
            }
            return all;
        }

        /** Something was sent on this connection. Cuts off connections if too much waits, this one or others. */
        public void report(Channel channel) {
            update(waiting(channel));
            if (budget.reported > budget.countAbove) {
                budget.count();
            }
        }

        /** The connection is gone. */
        public void close() {
            update(0);
        }

        private void update(long waiting) {
            budget.reported += waiting - reported;
            reported = waiting;
        }
    }

    private static long waiting(Channel channel) {
        // There is no buffer when the connection is closed.
        ChannelOutboundBuffer unread = channel.unsafe().outboundBuffer();
        return unread == null ? 0 : unread.totalPendingWriteBytes();
    }

    private record Reader(Channel channel, long waiting) {}

    private void count() {
        List<Reader> readers = new ArrayList<>();
        for (Channel channel : connections) {
            Share reports = share.apply(channel);
            long waiting = reports == null ? waiting(channel) : reports.waiting(channel);
            if (reports != null) {
                reports.update(waiting);
            }
            if (waiting > 0) {
                readers.add(new Reader(channel, waiting));
            }
        }
        if (reported > most) {
            cutOffSlowest(readers);
        }
        // Counting takes a look at each connection, so it happens only after a part of the budget was used.
        countAbove = Math.max(most, reported + most / 16);
    }

    private void cutOffSlowest(List<Reader> readers) {
        readers.sort(Comparator.comparingLong(Reader::waiting).reversed());
        long all = reported;
        for (Reader reader : readers) {
            if (reported <= most / 2) {
                return;
            }
            LOG.warn(
                    "cut off {}: it has {} bytes to read, and all have {}; allowed are {} for all",
                    reader.channel().remoteAddress(),
                    reader.waiting(),
                    all,
                    most);
            Share reports = share.apply(reader.channel());
            cutOff.accept(reader.channel());
            if (reports != null) {
                reports.close();
            }
        }
    }
}
