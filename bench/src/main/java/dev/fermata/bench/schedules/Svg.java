package dev.fermata.bench.schedules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A drawing of lines, boxes, dots and words. Not thread-safe. */
public final class Svg {

    public static final String INK = "#1f2933";
    public static final String FAINT = "#d5dae0";
    public static final String OURS = "#0b7285";
    public static final String THEIRS = "#adb5bd";

    private final StringBuilder body = new StringBuilder();
    private final int width;
    private final int height;

    public Svg(int width, int height) {
        this.width = width;
        this.height = height;
    }

    public Svg line(double x1, double y1, double x2, double y2, String colour, double thickness) {
        body.append(Tables.format(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"/>%n",
                x1, y1, x2, y2, colour, thickness));
        return this;
    }

    public Svg box(double x, double y, double w, double h, String colour) {
        body.append(Tables.format(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>%n", x, y, w, h, colour));
        return this;
    }

    public Svg dot(double x, double y, double r, String colour) {
        body.append(Tables.format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\"/>%n", x, y, r, colour));
        return this;
    }

    public Svg path(double[] x, double[] y, String colour, double thickness) {
        return shape(x, y, "none", colour, thickness);
    }

    public Svg area(double[] x, double[] y, String colour) {
        return shape(x, y, colour, "none", 0);
    }

    private Svg shape(double[] x, double[] y, String fill, String stroke, double thickness) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < x.length; i++) {
            points.append(Tables.format("%s%.1f,%.1f", i == 0 ? "" : " ", x[i], y[i]));
        }
        body.append(Tables.format(
                "<polyline points=\"%s\" fill=\"%s\" stroke=\"%s\" stroke-width=\"%.1f\" stroke-linejoin=\"round\"/>%n",
                points, fill, stroke, thickness));
        return this;
    }

    /** @param anchor start, middle or end: which part of the words is at {@code x} */
    public Svg words(double x, double y, String anchor, int size, String colour, String words) {
        String safe = words.replace("&", "&amp;").replace("<", "&lt;");
        body.append(Tables.format(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%d\" fill=\"%s\">%s</text>%n",
                x, y, anchor, size, colour, safe));
        return this;
    }

    public void write(Path file) throws IOException {
        Files.writeString(
                file,
                Tables.format(
                                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                                        + " font-family=\"system-ui, -apple-system, 'DejaVu Sans', sans-serif\">%n",
                                width, height)
                        + Tables.format("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>%n", width, height)
                        + body
                        + "</svg>\n");
    }
}
