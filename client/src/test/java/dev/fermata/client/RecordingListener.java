package dev.fermata.client;

import java.util.List;

/** Writes down each call, such as {@code sent 1}. */
record RecordingListener(List<String> heard) implements WaitListener {

    @Override
    public void onPollSent(PollEvent event) {
        heard.add("sent " + event.poll());
    }

    @Override
    public void onPollHeld(PollEvent event) {
        heard.add("held " + event.poll());
    }

    @Override
    public void onPollRetried(PollEvent event) {
        heard.add("retried " + event.poll());
    }

    @Override
    public void onPollAnswered(PollEvent event) {
        heard.add("answered " + event.poll());
    }

    @Override
    public void onPollFailed(PollEvent event) {
        heard.add("failed " + event.poll());
    }

    @Override
    public void onWaitEnded(Outcome outcome) {
        heard.add("ended " + outcome.getClass().getSimpleName());
    }
}
