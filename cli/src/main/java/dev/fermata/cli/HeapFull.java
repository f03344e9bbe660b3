package dev.fermata.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fermata.cli.console.ExitCode;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Ends the process when the heap is full, in one line. What that needs is made before: there is no memory then. */
final class HeapFull {

    private static final byte[] LINE =
            "fermata serve: out of memory; give it a larger heap (-Xmx), or fewer jobs (--max-jobs)\n"
                    .getBytes(US_ASCII);

    private static final FileOutputStream ERR = new FileOutputStream(FileDescriptor.err);

    private HeapFull() {}

    /** Any thread may be the one that finds the heap full. */
    static void haltOnUncaught() {
        // Loads what halt() needs.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {}));
        Thread.setDefaultUncaughtExceptionHandler((thread, failed) -> {
            haltIf(failed);
            failed.printStackTrace();
        });
    }

    /** @param failed what is wrapped counts, too, because a stage that depends on a failed one wraps its failure */
    static void haltIf(@Nullable Throwable failed) {
        Throwable unwrapped = failed instanceof CompletionException ? failed.getCause() : failed;
        if (!(unwrapped instanceof OutOfMemoryError)) {
            return;
        }
        try {
            ERR.write(LINE);
        } catch (IOException | OutOfMemoryError unsaid) {
            // The exit code says it too.
        }
        while (true) {
            try {
                Runtime.getRuntime().halt(ExitCode.OUT_OF_MEMORY);
            } catch (OutOfMemoryError again) {
                Thread.onSpinWait();
            }
        }
    }
}
