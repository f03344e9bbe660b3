package dev.fermata.simulator.fault;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.clock.VirtualClock.Cancellable;
import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.http.ResponseWriter;
import dev.fermata.simulator.http.ResponseWriter.DelayingHandler;
import dev.fermata.simulator.setting.ValueType;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Faults of the connection: no response, half a response, a slow one. */
public final class ConnectionFaults {

    private static final int MOST_BYTES = 1_000_000;
    private static final ValueType<Integer> SOME_BYTES = ValueType.whole(1, MOST_BYTES);

    private ConnectionFaults() {}

    /** The connection is reset as soon as the request is read; nothing is done. */
    public record ResetBefore() implements FaultSpec {

        static final FaultType<ResetBefore> TYPE = FaultType.plain(
                "reset_before", "A reset (RST) without a byte. The request is not carried out.", new ResetBefore());

        @Override
        public FaultType<ResetBefore> type() {
            return TYPE;
        }

        @Override
        public HeldRequest inject(FaultExchange exchange) {
            exchange.writer().reset();
            return HeldRequest.OVER;
        }
    }

    /** The connection ends without a byte; nothing is done. */
    public record Empty() implements FaultSpec {

        static final FaultType<Empty> TYPE = FaultType.plain(
                "empty", "The connection ends without a byte. The request is not carried out.", new Empty());

        @Override
        public FaultType<Empty> type() {
            return TYPE;
        }

        @Override
        public HeldRequest inject(FaultExchange exchange) {
            exchange.writer().hangUp();
            return HeldRequest.OVER;
        }
    }

    /** The request is read, and no response ever comes. */
    public record NoAnswer() implements FaultSpec {

        static final FaultType<NoAnswer> TYPE = FaultType.plain(
                "no_answer",
                "The request is read, and no response comes until the client or the server closes the connection.",
                new NoAnswer());

        @Override
        public FaultType<NoAnswer> type() {
            return TYPE;
        }

        @Override
        public HeldRequest inject(FaultExchange exchange) {
            return new Unanswered(exchange.writer());
        }

        private record Unanswered(ResponseWriter writer) implements HeldRequest {
            @Override
            public void disconnected() {}

            @Override
            public void answerNow() {
                writer.hangUp();
            }
        }
    }

    /** That many bytes of the response, then a reset. */
    public record ResetDuring(int bytes) implements FaultSpec {

        private static final FaultType.Field<ResetDuring, Integer> BYTES = new FaultType.Field<>(
                "bytes", SOME_BYTES, 20, "bytes that are sent, those of the head included", ResetDuring::bytes);

        static final FaultType<ResetDuring> TYPE = new FaultType<>(
                "reset_during",
                "Some bytes of the response, then a reset. At least the last byte is missing, also where there is no body;"
                        + " only a stream that ends earlier is whole.",
                List.of(BYTES),
                values -> new ResetDuring(values.get(BYTES)));

        public ResetDuring {
            BYTES.check(bytes);
        }

        @Override
        public FaultType<ResetDuring> type() {
            return TYPE;
        }

        @Override
        public boolean isUnreadable() {
            return true;
        }

        @Override
        public HeldRequest inject(FaultExchange exchange) {
            exchange.writer().alterBytes(CutOffHandler.resetAfter(bytes));
            return exchange.answer();
        }
    }

    /** The whole head, that many bytes of the body, then the end of the connection. */
    public record Truncate(int bytes) implements FaultSpec {

        private static final FaultType.Field<Truncate, Integer> BYTES = new FaultType.Field<>(
                "bytes", ValueType.whole(0, MOST_BYTES), 10, "bytes of the body that are sent", Truncate::bytes);

        static final FaultType<Truncate> TYPE = new FaultType<>(
                "truncate",
                "The head, some bytes of the body, then the end of the connection.",
                List.of(BYTES),
                values -> new Truncate(values.get(BYTES)));

        public Truncate {
            BYTES.check(bytes);
        }

        @Override
        public FaultType<Truncate> type() {
            return TYPE;
        }

        @Override
        public boolean isUnreadable() {
            return true;
        }

        @Override
        public HeldRequest inject(FaultExchange exchange) {
            exchange.writer().alterBytes(CutOffHandler.endAfterBody(bytes));
            return exchange.answer();
        }
    }

    /** The response, in pieces of some bytes, with a pause after each piece. */
    public record Drip(int bytes, Duration pause) implements FaultSpec {

        private static final FaultType.Field<Drip, Integer> BYTES =
                new FaultType.Field<>("bytes", SOME_BYTES, 1, "bytes that are sent at a time", Drip::bytes);
        private static final FaultType.Field<Drip, Duration> PAUSE = new FaultType.Field<>(
                "pause",
                ValueType.positiveDuration(),
                Duration.ofMillis(100),
                "how long between two times",
                Drip::pause);

        static final FaultType<Drip> TYPE = new FaultType<>(
                "drip",
                "The response, a few bytes at a time, by the simulator's clock.",
                List.of(BYTES, PAUSE),
                values -> new Drip(values.get(BYTES), values.get(PAUSE)));

        public Drip {
            BYTES.check(bytes);
            PAUSE.check(pause);
        }

        @Override
        public FaultType<Drip> type() {
            return TYPE;
        }

        @Override
        public HeldRequest inject(FaultExchange exchange) {
            exchange.writer().alterBytes(new ThrottleHandler(bytes, Micros.of(pause), exchange.clock()));
            return exchange.answer();
        }
    }

    /** Sends a few bytes at a time, by the simulator's clock or by real time, whichever is first: some at once, then some after each pause. */
    private static final class ThrottleHandler extends ChannelOutboundHandlerAdapter implements DelayingHandler {

        /** Memory of a piece besides its bytes. A part of a stream is a buffer of three buffers. */
        private static final int OBJECTS = 500;

        /** All bytes of a piece stay in memory until the last one is sent. */
        private record Piece(ByteBuf bytes, ChannelPromise promise, int memory) {}

        private final int bytes;
        private final long pause;
        private final VirtualClock clock;
        private final ArrayDeque<Piece> waiting = new ArrayDeque<>();
        private long kept;
        private @Nullable Cancellable next;

        /** @param pause in microseconds */
        ThrottleHandler(int bytes, long pause, VirtualClock clock) {
            this.bytes = bytes;
            this.pause = pause;
            this.clock = clock;
        }

        @Override
        public long keptBytes() {
            return kept;
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (!(message instanceof ByteBuf some)) {
                ReferenceCountUtil.release(message);
                promise.trySuccess();
                return;
            }
            Piece piece = new Piece(some, promise, some.readableBytes() + OBJECTS);
            waiting.add(piece);
            kept += piece.memory();
            if (next == null) {
                drop(context);
            }
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            if (next != null) {
                next.cancel();
            }
            for (Piece piece : waiting) {
                piece.bytes().release();
                piece.promise().tryFailure(new ClosedChannelException());
            }
            waiting.clear();
            kept = 0;
        }

        private void drop(ChannelHandlerContext context) {
            next = null;
            int room = bytes;
            while (room > 0 && !waiting.isEmpty()) {
                Piece piece = waiting.element();
                int some = Math.min(room, piece.bytes().readableBytes());
                room -= some;
                ByteBuf out = piece.bytes().readRetainedSlice(some);
                if (piece.bytes().isReadable()) {
                    context.write(out);
                } else {
                    waiting.remove();
                    kept -= piece.memory();
                    piece.bytes().release();
                    context.write(out, piece.promise());
                }
            }
            context.flush();
            if (!waiting.isEmpty()) {
                next = clock.schedule(
                        clock.micros() + pause, clock.realTimeIn(pause), context.executor(), () -> drop(context));
            }
        }
    }
}
