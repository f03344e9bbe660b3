package dev.fermata.simulator.files;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The sound of the video: a tone of 440 Hz, as a WAV file with one channel of 8 bits. */
final class Tone {

    private static final int RATE = 8_000;
    private static final int SECONDS = 4;
    private static final double HERTZ = 440;

    private Tone() {}

    static byte[] wav() {
        int samples = RATE * SECONDS;
        ByteBuffer file = ByteBuffer.allocate(44 + samples).order(ByteOrder.LITTLE_ENDIAN);
        file.put(ascii("RIFF")).putInt(36 + samples).put(ascii("WAVEfmt ")).putInt(16);
        file.putShort((short) 1).putShort((short) 1).putInt(RATE).putInt(RATE);
        file.putShort((short) 1).putShort((short) 8).put(ascii("data")).putInt(samples);
        for (int i = 0; i < samples; i++) {
            file.put((byte) (128 + 100 * Math.sin(2 * Math.PI * HERTZ * i / RATE)));
        }
        return file.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
