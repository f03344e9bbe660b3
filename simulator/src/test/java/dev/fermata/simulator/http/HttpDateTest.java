package dev.fermata.simulator.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.http.field.HttpDate;
import dev.fermata.simulator.http.field.HttpDate.DateField;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpDateTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1994-11-06T08:49:37Z | Sun, 06 Nov 1994 08:49:37 GMT",
                "1994-11-06T08:49:37.999999Z | Sun, 06 Nov 1994 08:49:37 GMT",
                "1969-12-31T23:59:59.5Z | Wed, 31 Dec 1969 23:59:59 GMT",
                "0000-01-01T00:00:00Z | Sat, 01 Jan 0000 00:00:00 GMT",
                "-0001-05-05T00:00:00Z | Sat, 01 Jan 0000 00:00:00 GMT",
                "9999-12-31T23:59:59Z | Fri, 31 Dec 9999 23:59:59 GMT",
                "+10000-01-01T00:00:00Z | Fri, 31 Dec 9999 23:59:59 GMT"
            })
    void isWrittenAsHttpHasIt(String time, String date) {
        assertThat(HttpDate.of(Micros.of(Instant.parse(time)))).isEqualTo(date);
    }

    @Test
    void isWrittenAsTheJdkWouldWriteIt() {
        DateTimeFormatter format = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
                .withZone(ZoneOffset.UTC);
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            Instant time = Instant.ofEpochSecond(random.nextLong(253_402_300_800L));
            assertThat(HttpDate.of(Micros.of(time))).isEqualTo(format.format(time));
        }
    }

    @Test
    void isWrittenOnceForEachSecond() {
        AtomicLong now = new AtomicLong();
        DateField field = new DateField(now::get);
        byte[] first = field.line();
        assertThat(first).isEqualTo("date: Thu, 01 Jan 1970 00:00:00 GMT\r\n".getBytes(US_ASCII));
        now.set(999_999);
        assertThat(field.line()).isSameAs(first);
        now.set(1_000_000);
        assertThat(new String(field.line(), US_ASCII)).contains("00:00:01");
    }
}
