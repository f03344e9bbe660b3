package dev.fermata.simulator.admin;

import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.DeferredResponse;
import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.ResponseWriter;
import dev.fermata.simulator.text.DurationText;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /admin/clock}. */
final class ClockRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(ClockRoutes.class);
    private static final int MOST_MOVES = 100;
    private static final Pattern SPEED = Pattern.compile("-?[0-9]{1,20}(\\.[0-9]{1,20})?([eE]-?[0-9]{1,2})?x?");

    private final VirtualClock clock;
    private volatile boolean closed;

    /** A move of the clock waits for the event loop, so it runs on another thread. */
    private final ThreadPoolExecutor mover =
            new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_MOVES), task -> {
                Thread thread = new Thread(task, "fermata-clock-moves");
                thread.setDaemon(true);
                return thread;
            });

    ClockRoutes(VirtualClock clock) {
        this.clock = clock;
        mover.allowCoreThreadTimeOut(true);
    }

    void each(BiConsumer<String, BiFunction<Request, ObjectNode, Answer>> routes) {
        routes.accept("/admin/clock/freeze", (request, body) -> {
            AdminBody.only(body);
            clock.freeze();
            return show();
        });
        routes.accept("/admin/clock/resume", (request, body) -> {
            AdminBody.only(body);
            clock.resume();
            return show();
        });
        routes.accept("/admin/clock/speed", this::speed);
        routes.accept("/admin/clock/advance", this::advance);
    }

    /** Interrupts the present move. This one and the moves in the queue are answered with 503. */
    void close() {
        closed = true;
        mover.shutdownNow().forEach(Runnable::run);
    }

    Response show() {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        shown.put("now", clock.now().toString()).put("speed", clock.speed()).put("frozen", clock.speed() == 0);
        clock.next().ifPresent(next -> shown.put("next", next.toString()));
        return AdminBody.ok(shown);
    }

    private Answer speed(Request request, ObjectNode body) {
        AdminBody.only(body, "speed");
        JsonNode speed = body.path("speed");
        String text = speed.isString() || speed.isNumber() ? speed.asString() : "";
        if (!SPEED.matcher(text).matches()) {
            throw new IllegalArgumentException("speed is " + Printable.value(speed.toString())
                    + "; allowed is more than 0 and at most 1000000, such as 60 or \"60x\"");
        }
        clock.speed(Double.parseDouble(text.endsWith("x") ? text.substring(0, text.length() - 1) : text));
        return show();
    }

    private Answer advance(Request request, ObjectNode body) {
        AdminBody.only(body, "by", "to");
        if (body.has("by") == body.has("to")) {
            String sent = body.has("by") ? "both by and to" : "neither by nor to";
            throw new IllegalArgumentException(
                    "the body has " + sent + "; send one of them, such as {\"by\": \"20m\"}");
        }
        if (body.has("by")) {
            String text = body.path("by").asString("");
            Duration by = DurationText.parse(text)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "by is " + Printable.value(body.path("by").toString())
                                    + DurationText.allowed(DurationText.meant(text), DurationText.ALLOWED)));
            return moved(() -> clock.advance(by));
        }
        Instant to = time(body.path("to"));
        return moved(() -> clock.advanceTo(to));
    }

    private static Instant time(JsonNode node) {
        try {
            return Instant.parse(node.asString(""));
        } catch (DateTimeException notATime) {
            throw new IllegalArgumentException(
                    "to is " + Printable.value(node.toString()) + "; allowed is a time such as 2026-01-02T03:04:05Z");
        }
    }

    private DeferredResponse moved(Runnable move) {
        return writer -> {
            try {
                mover.execute(() -> move(move, writer));
            } catch (RejectedExecutionException fullOrClosed) {
                writer.send(closed ? stopped() : busy());
            }
            return HeldRequest.OVER;
        };
    }

    private static Response busy() {
        return Problem.of(
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                "clock_busy",
                MOST_MOVES + " moves of the clock are in the queue. Send the next one later.");
    }

    private Response stopped() {
        return Problem.of(
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                "stopped",
                "The simulator stopped. The clock is at " + clock.now()
                        + ". Some tasks that were due may not have run.");
    }

    private void move(Runnable move, ResponseWriter writer) {
        Response answer;
        try {
            if (!closed) {
                move.run();
            }
            answer = show();
        } catch (IllegalArgumentException notAllowed) {
            answer = AdminBody.invalid(String.valueOf(notAllowed.getMessage()));
        } catch (RuntimeException failed) {
            LOG.error("a task that was due while the clock moved has failed", Printable.clean(failed));
            answer = Problem.of(
                    HttpResponseStatus.INTERNAL_SERVER_ERROR,
                    "task_failed",
                    "The clock is at " + clock.now() + ". All other tasks that were due have run, but "
                            + failed.getMessage() + ". The simulator's log has the details.");
        }
        Response response = closed ? stopped() : answer;
        writer.loop().execute(() -> writer.send(response));
    }
}
