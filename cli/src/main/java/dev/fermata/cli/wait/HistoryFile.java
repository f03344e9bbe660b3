package dev.fermata.cli.wait;

import dev.fermata.cli.console.OutputFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The file of {@code --history}. The client's history never fails: it goes on in memory, and renames what it cannot read. A person may
 * have typed a wrong name, so the command line refuses such a file first, and leaves it as it is.
 */
final class HistoryFile {

    private static final String FORMAT = "fermata durations ";
    /** Its lock, as the client makes it. */
    private static final String LOCK = ".lock";

    private HistoryFile() {}

    /** @throws IllegalArgumentException if durations cannot be kept in this file */
    static Path checked(String name) {
        Path file;
        try {
            file = OutputFile.inFolder(name);
        } catch (IllegalArgumentException wrong) {
            throw problem(name, String.valueOf(wrong.getMessage()));
        }
        if (Files.exists(file)) {
            checkContent(name, file);
        }
        Path absolute = file.toAbsolutePath();
        Path lock = absolute.resolveSibling(absolute.getFileName() + LOCK);
        try {
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                    .close();
            return file;
        } catch (IOException notWritable) {
            throw problem(name, "cannot be written: " + lock + " cannot be created beside it");
        }
    }

    private static void checkContent(String name, Path file) {
        if (!Files.isRegularFile(file)) {
            throw problem(name, "is no regular file");
        }
        try {
            String format = JsonMapper.shared().readTree(file).path("format").stringValue("");
            if (!format.startsWith(FORMAT)) {
                throw problem(name, "has something else in it than durations");
            }
        } catch (JacksonException unreadable) {
            throw problem(
                    name,
                    unreadable.getCause() instanceof IOException
                            ? "cannot be read"
                            : "has something else in it than durations");
        }
    }

    private static IllegalArgumentException problem(String name, String problem) {
        return new IllegalArgumentException("--history '" + name + "' " + problem
                + "; allowed is a file of an earlier --history, or a new name in a folder that can be written");
    }
}
