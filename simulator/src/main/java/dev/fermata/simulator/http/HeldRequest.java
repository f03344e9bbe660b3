package dev.fermata.simulator.http;

/** A request that is not answered yet. Called on the event loop, and not after the answer. */
public interface HeldRequest {

    /** A request that is over and needs no notification. */
    HeldRequest OVER = new HeldRequest() {
        @Override
        public void disconnected() {}

        @Override
        public void answerNow() {}
    };

    /** Whether there will be a response. If not, the server closes the connection when the client ends its side. */
    default boolean answers() {
        return true;
    }

    /** Whether the response depends on the simulator's clock. If not, a clock that stands still keeps no client waiting. */
    default boolean waitsForTheClock() {
        return true;
    }

    /** The connection is closed, so nobody can receive a response. */
    void disconnected();

    /** The server stops: send the response now. The server soon closes connections without a response. */
    void answerNow();
}
