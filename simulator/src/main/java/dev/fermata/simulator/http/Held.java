package dev.fermata.simulator.http;

/** A request that is not answered yet. Called on the event loop, and not after the answer. */
public interface Held {

    /** Nobody has to be told anything. */
    Held OVER = new Held() {
        @Override
        public void gone() {}

        @Override
        public void hurry() {}
    };

    /** Whether there will be an answer. Else nothing is left to wait for when the peer has ended its side. */
    default boolean answers() {
        return true;
    }

    /** Nobody is there to be answered any more: forget it. */
    void gone();

    /** The server stops: answer now, as things are. What is not answered soon is cut off. */
    void hurry();
}
