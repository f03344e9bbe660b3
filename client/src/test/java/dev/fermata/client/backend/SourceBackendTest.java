package dev.fermata.client.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.client.backend.Backend.SnapshotSource;
import java.io.IOException;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A vendor's SDK as a backend. */
class SourceBackendTest {

    private static final SnapshotSource RUNNING =
            id -> Snapshot.builder(id, JobState.RUNNING).build();

    @Test
    void callsTheSourceInPlaceOfSendingRequests() throws Exception {
        SourceBackend backend = Backend.of(RUNNING);
        assertThat(ask(backend, "7").id()).isEqualTo("7");
        assertThat(backend.mayHold()).isFalse();
        assertThat(backend.tellsJobsApart()).isTrue();
        assertThat(backend.bulk()).isEmpty();
        assertThat(backend.submit()).isEmpty();
        assertThat(backend.cancel()).isEmpty();
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> backend.statusRequest("7"))
                .withMessage("the backend 'source' sends no requests itself; call its source()");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> Responses.read(backend, "{}"))
                .withMessage("the backend 'source' reads no responses; call its source()");
    }

    @Test
    void givesItsNameToJobsWithoutAKind() throws Exception {
        SourceBackend bare = Backend.of(RUNNING);
        SourceBackend named = bare.withName("example/dubbing");
        SourceBackend kind = Backend.of(id ->
                        RUNNING.snapshot(id).toBuilder().kind("example/es").build())
                .withName("example/dubbing");
        assertThat(ask(named, "1").kind()).isEqualTo(named.name()).isEqualTo("example/dubbing");
        assertThat(ask(kind, "1").kind()).isEqualTo("example/es");
        assertThat(named).hasToString("SourceBackend[example/dubbing]");
        // The first one stays as it is.
        assertThat(ask(bare, "1").kind()).isEqualTo(bare.name()).isEqualTo("source");
    }

    @Test
    void changesNothingButAMissingKind() throws Exception {
        Snapshot own = Snapshot.builder("other", JobState.FAILED)
                .word("BROKEN")
                .error("E7", "no audio")
                .json("{}")
                .build();
        Snapshot asked = ask(Backend.of(id -> own), "1");
        assertThat(asked).isEqualTo(own.toBuilder().kind("source").build());
        Snapshot whole = own.toBuilder().kind("mine").build();
        assertThat(ask(Backend.of(id -> whole), "1")).isSameAs(whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "caf\u00e9", "a\nb"})
    void refusesANameThatIsNotPrintableAscii(String name) {
        SourceBackend backend = Backend.of(RUNNING);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> backend.withName(name))
                .withMessageStartingWith("name is '")
                .withMessageEndingWith("'; allowed are 1 to 255 printable characters of ASCII");
    }

    @Test
    @SuppressWarnings("NullAway") // What a caller who is not null-marked may do.
    void takesNullForAResponseThatCannotBeRead() {
        SourceBackend backend = Backend.of(id -> null).withName("example");
        assertThatExceptionOfType(MalformedResponseException.class)
                .isThrownBy(() -> ask(backend, "1"))
                .withMessage("the source of the backend 'example' returned null");
        assertThat(backend.isPermanent(new MalformedResponseException("null"))).isFalse();
    }

    @Test
    void throwsWhatTheSourceThrows() {
        for (Throwable thrown : new Throwable[] {
            new IOException("down"), new IllegalStateException("no session"), new StackOverflowError("too deep")
        }) {
            SourceBackend backend = Backend.of(id -> {
                if (thrown instanceof Error error) {
                    throw error;
                }
                throw (Exception) thrown;
            });
            assertThatThrownBy(() -> ask(backend, "1")).isSameAs(thrown);
        }
    }

    @Test
    void takesAnExceptionAsTransientUnlessItIsToldOtherwise() {
        SourceBackend backend = Backend.of(RUNNING);
        SourceBackend strict = backend.withPermanentFailures(failure -> failure instanceof NoSuchElementException);
        assertThat(backend.isPermanent(new NoSuchElementException())).isFalse();
        assertThat(strict.isPermanent(new NoSuchElementException())).isTrue();
        assertThat(strict.isPermanent(new IOException())).isFalse();
        assertThat(strict.withName("other").isPermanent(new NoSuchElementException()))
                .isTrue();
    }

    private static Snapshot ask(Backend backend, String id) throws Exception {
        return backend.source().orElseThrow().snapshot(id);
    }
}
