package dev.fermata.cli.wait;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are those of a POSIX shell")
class TokenCommandTest {

    @TempDir
    private Path folder;

    @Test
    void printsTheToken() {
        assertThat(new TokenCommand("echo; echo ' sesame '; echo more", ofSeconds(30)).get())
                .isEqualTo("sesame");
    }

    @Test
    void isRunBeforehandForItsFirstUseAlone() {
        Path count = folder.resolve("count");
        TokenCommand token = new TokenCommand("echo x >> '" + count + "'; wc -l < '" + count + "'", ofSeconds(30));
        token.prepare();
        assertThat(count).exists();
        assertThat(token.get()).isEqualTo("1");
        assertThat(token.get()).isEqualTo("2");
    }

    @Test
    void endsWithAllThatItHasStartedIfItTakesTooLong() throws Exception {
        Path pid = folder.resolve("pid");
        TokenCommand token = new TokenCommand("sleep 300 & echo $! > '" + pid + "'; wait; echo x", ofMillis(500));
        assertThatThrownBy(token::get).hasMessage("--token-command took longer than 500 ms");
        Optional<ProcessHandle> child =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
        if (child.isPresent()) {
            child.get().onExit().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void doesNotWaitForWhatTheCommandLeavesInTheBackground() {
        assertThat(new TokenCommand("sleep 40 & echo sesame", ofSeconds(30)).get())
                .isEqualTo("sesame");
    }

    @Test
    void saysOnlyOnceWhatWentWrongBeforehand() throws IOException {
        Path there = folder.resolve("there");
        TokenCommand token = new TokenCommand("cat '" + there + "' 2> /dev/null", ofSeconds(30));
        token.prepare();
        Files.writeString(there, "sesame");
        assertThatThrownBy(token::get).hasMessage("--token-command ended with exit code 1");
        assertThat(token.get()).isEqualTo("sesame");
    }
}
