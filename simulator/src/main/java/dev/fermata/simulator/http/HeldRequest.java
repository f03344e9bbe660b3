package dev.fermata.simulator.http;

/** A request that is not answered yet. Called on the event loop, and not after the answer. */
public interface HeldRequest {

    /** Nobody has to be told anything. */
    HeldRequest OVER = new HeldRequest() {
        @Override
        public void disconnected() {}

        @Override
        public void answerNow() {}
    };

    /** Whether there will be an answer. Else nothing is left to wait for when the peer has ended its side. */
    default boolean answers() {
        return true;
    }

    /** Nobody is there to be answered any more: forget it. */
    void disconnected();

    /** The server stops: answer now, as things are. What is not answered soon is cut off. */
    void answerNow();
}
