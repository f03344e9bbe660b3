package dev.fermata.client;

import dev.fermata.client.WaitListener.PollEvent;
import java.util.List;

/** Writes down each call, such as {@code sent 1}. */
record RecordingListener(List<String> calls) implements WaitListener {

    @Override
    public void onPollSent(PollEvent event) {
        calls.add("sent " + event.poll());
    }

    @Override
    public void onPollHeld(PollEvent event) {
        calls.add("held " + event.poll());
    }

    @Override
    public void onPollRetried(PollEvent event) {
        calls.add("retried " + event.poll());
    }

    @Override
    public void onPollAnswered(PollEvent event) {
        calls.add("answered " + event.poll());
    }

    @Override
    public void onPollFailed(PollEvent event) {
        calls.add("failed " + event.poll());
    }

    @Override
    public void onWaitEnded(Outcome outcome) {
        calls.add("ended " + outcome.getClass().getSimpleName());
    }
}
