package dev.fermata.cli.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A file that a command writes at its end, perhaps minutes later: what can be known of it is checked when it is named. */
public record OutputFile(Path path) {

    /** @throws UncheckedIOException if that fails; the message is for people */
    public void write(String text) {
        try {
            Files.writeString(path, text);
        } catch (IOException notWritten) {
            throw new UncheckedIOException("cannot write '" + path + "': " + reason(notWritten), notWritten);
        }
    }

    /** The messages of Java are the name of the file and no more. */
    private static String reason(IOException problem) {
        if (problem instanceof NoSuchFileException) {
            return "its folder is no longer there";
        }
        if (problem instanceof AccessDeniedException) {
            return "you have no permission to do so";
        }
        String reason = problem instanceof FileSystemException known ? known.getReason() : problem.getMessage();
        return reason == null ? "the disk may be full, or gone" : reason;
    }

    /** Refuses what surely cannot be written. */
    public static final class Converter implements ITypeConverter<OutputFile> {

        @Override
        public OutputFile convert(String name) {
            try {
                Path file = inFolder(name);
                Path folder = file.toAbsolutePath().getParent();
                if (!Files.isWritable(Files.exists(file) ? file : folder)) {
                    throw new IllegalArgumentException("cannot be written");
                }
                return new OutputFile(file);
            } catch (IllegalArgumentException problem) {
                throw new TypeConversionException("'" + name + "' " + problem.getMessage()
                        + "; allowed is a name in a folder that can be written");
            }
        }
    }

    /**
     * The file of that name, which need not exist.
     *
     * @throws IllegalArgumentException if it is a folder, or its folder does not exist; the message goes on after the name
     */
    public static Path inFolder(String name) {
        Path file;
        try {
            file = Path.of(name);
        } catch (InvalidPathException impossible) {
            throw new IllegalArgumentException("is no name of a file", impossible);
        }
        Path folder = file.toAbsolutePath().getParent();
        if (name.isBlank() || folder == null || Files.isDirectory(file)) {
            throw new IllegalArgumentException("is a folder");
        }
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("is in a folder that does not exist");
        }
        return file;
    }
}
