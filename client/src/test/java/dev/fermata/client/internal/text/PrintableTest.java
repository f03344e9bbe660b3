package dev.fermata.client.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

    /** C0, DEL, C1 (such as CSI and NEL), separators, format characters, bidi overrides and isolates, surrogates, no text. */
    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00, 0x07, 0x09, 0x0A, 0x0D, 0x1B, 0x7F, 0x80, 0x85, 0x9B, 0x9D, 0x9F, 0xAD, 0x61C, 0x200B, 0x200E,
                0x200F, 0x2028, 0x2029, 0x202A, 0x202E, 0x2066, 0x2069, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xFEFF, 0xFFF9,
                0xFFFD, 0xE0001, 0xE007F
            })
    void replacesWhatIsNoTextByASpace(int codePoint) {
        String unprintable = new StringBuilder().appendCodePoint(codePoint).toString();
        assertThat(Printable.clean("a" + unprintable + "b")).isEqualTo("a b");
        assertThat(Printable.clean(unprintable + "a" + unprintable.repeat(3) + "b" + unprintable))
                .isEqualTo("a b");
    }

    @Test
    void leavesNoControlCharacterOfAnyKind() {
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            switch (Character.getType(codePoint)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.SURROGATE,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR ->
                    assertThat(Printable.clean("a" + new StringBuilder().appendCodePoint(codePoint)))
                            .as("U+%X", codePoint)
                            .isEqualTo("a");
                default -> {
                    // Text.
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "größer als 5 €", "日本語", "فارسی", "😀 ok", "a b"})
    void keepsText(String text) {
        assertThat(Printable.clean(text)).isEqualTo(text);
    }

    @Test
    void cutsAfterCleaningAndNeverThroughACharacter() {
        assertThat(Printable.cut("abcdef", 6)).isEqualTo("abcdef");
        assertThat(Printable.cut("abcdefg", 6)).isEqualTo("abcdef...");
        assertThat(Printable.cut("abc😀😀", 4)).isEqualTo("abc...");
        assertThat(Printable.cut("abc😀😀", 5)).isEqualTo("abc😀...");
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.example.com/jobs/1, https://api.example.com/jobs/1",
        "https://api.example.com:8443/jobs/1?key=secret, https://api.example.com:8443/jobs/1?key=***",
        "https://api.example.com/jobs?a=1&b=2&secret&c=, https://api.example.com/jobs?a=***&b=***&***&c=***",
        "https://user:pass@word@example.com/x, https://example.com/x",
        "https://user@example.com?k=v#secret, https://example.com?k=***",
        "http://user:secret@my_service:8000/x, http://my_service:8000/x",
        "http://[::1]:80/x, http://[::1]:80/x",
        "/login?token=secret, /login?token=***",
        "//user:secret@example.com/x, //example.com/x",
        "mailto:secret@example.com, mailto:***",
        "'https://user:secret@example.com/a b?k=v w', 'https://example.com/a b?k=***'",
        "jobs/1, jobs/1"
    })
    void masksWhatMayBeSecretInAnAddress(String address, String masked) {
        assertThat(Printable.masked(address)).isEqualTo(masked);
    }

    @Test
    void masksAnAddressWithoutARegularHost() {
        assertThat(Printable.masked(URI.create("http://user:secret@my_service:8000/x?k=secret")))
                .isEqualTo("http://my_service:8000/x?k=***");
    }
}
