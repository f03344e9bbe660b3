package com.example.talks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import org.junit.jupiter.api.Test;

class TranslateTest {

    @Test
    void waitsForTheVideo() {
        String video = TranslateKt.translate(URI.create("https://example.com/talk.mp4"));
        assertTrue(video.endsWith(".mp4"), video);
    }
}
