package dev.fermata.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** The last waits of a demo as a picture (SVG): each job as a bar, each poll as a dot, and when the client knew the end. Thread-safe. */
final class DemoChart {

    /** More would not fit on a screen. */
    private static final int MOST = 24;

    private static final int LEFT = 110;
    private static final int WIDTH = 760;
    private static final int LANE = 26;
    private static final int TOP = 34;
    private static final int MARGIN = 24;

    /**
     * One wait for one job.
     *
     * @param ended when the job ended
     * @param known when the client knew it
     */
    record Wait(String client, Instant begun, Instant ended, Instant known, List<Instant> polls) {

        Wait {
            polls = List.copyOf(polls);
        }

        double seconds(Instant time) {
            return Duration.between(begun, time).toNanos() / 1e9;
        }
    }

    private final Deque<Wait> waits = new ArrayDeque<>();

    synchronized void add(Wait wait) {
        waits.add(wait);
        if (waits.size() > MOST) {
            waits.remove();
        }
    }

    synchronized boolean isEmpty() {
        return waits.isEmpty();
    }

    /** The waits for one job are neighbours, because they begin together. */
    synchronized String svg() {
        List<Wait> drawn =
                waits.stream().sorted(Comparator.comparing(Wait::begun)).toList();
        return svg(drawn);
    }

    private static String svg(List<Wait> waits) {
        double longest = waits.stream()
                .mapToDouble(wait -> wait.seconds(wait.known()))
                .max()
                .orElse(1);
        double scale = WIDTH / Math.max(longest, 0.001);
        int height = TOP + LANE * waits.size() + MARGIN;
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' role='img'",
                LEFT + WIDTH + MARGIN,
                height);
        svg.append(" aria-label='Each job as a bar, each poll as a dot'>\n<style>text{font:13px sans-serif;fill:#444}")
                .append(".job{fill:#9fc5e8}.late{fill:#f4b183}.poll{fill:#1f4e79}.known{stroke:#c00000;stroke-width:2}")
                .append("@media(prefers-color-scheme:dark){text{fill:#ccc}.job{fill:#2f5d85}.late{fill:#9c5a1e}")
                .append(".poll{fill:#d6e8f8}.known{stroke:#ff7b72}}</style>\n");
        add(svg, "<text x='%d' y='18'>bar: the job; orange: until the client knows; dots: polls</text>\n", LEFT);
        for (int i = 0; i < waits.size(); i++) {
            lane(svg, waits.get(i), TOP + LANE * i, scale);
        }
        add(svg, "<text x='%d' y='%d'>0 s</text>\n", LEFT, height - 6);
        add(svg, "<text x='%d' y='%d' text-anchor='end'>%.1f s</text>\n</svg>\n", LEFT + WIDTH, height - 6, longest);
        return svg.toString();
    }

    private static void lane(StringBuilder svg, Wait wait, int top, double scale) {
        double end = Math.max(0, wait.seconds(wait.ended())) * scale;
        double known = Math.max(end, wait.seconds(wait.known()) * scale);
        int middle = top + LANE / 2 - 2;
        add(svg, "<text x='%d' y='%d' text-anchor='end'>%s</text>\n", LEFT - 8, middle + 4, wait.client());
        add(svg, "<rect class='job' x='%d' y='%d' width='%.1f' height='14' rx='3'/>\n", LEFT, top + 4, end);
        add(svg, "<rect class='late' x='%.1f' y='%d' width='%.1f' height='14'/>\n", LEFT + end, top + 4, known - end);
        for (Instant poll : wait.polls()) {
            add(svg, "<circle class='poll' cx='%.1f' cy='%d' r='3.5'/>\n", LEFT + wait.seconds(poll) * scale, middle);
        }
        add(svg, "<path class='known' d='M%.1f %dv18'/>\n", LEFT + known, top + 2);
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
