package dev.fermata.client.schedule;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A file that several processes read and replace. A copy is written beside it and moved over it, so that the file is complete at any
 * moment. A lock file excludes others meanwhile.
 */
final class SharedFile {

    static final String LOCK = ".lock";

    private static final String COPY = ".tmp";

    /** What is between the file's name and {@link #COPY}. */
    private static final Pattern COPY_ID = Pattern.compile("\\.[0-9a-f-]+");

    /** A link to itself would never end. */
    private static final int MOST_LINKS = 40;

    private final Path path;

    SharedFile(Path given) {
        path = target(Objects.requireNonNull(given, "file").toAbsolutePath());
    }

    /**
     * The file that symbolic links lead to, whether it exists or not: a copy that is moved over a link would replace the link, and its
     * lock would be another one.
     */
    private static Path target(Path given) {
        Path path = given;
        for (int links = 0; links < MOST_LINKS && Files.isSymbolicLink(path); links++) {
            try {
                path = path.resolveSibling(Files.readSymbolicLink(path));
            } catch (IOException unreadable) {
                // Reading the file fails as well, and says why.
                return path;
            }
        }
        return path;
    }

    Path path() {
        return path;
    }

    Path beside(String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    interface LockedAction {
        void run() throws IOException;
    }

    /**
     * Runs an action while no other process, and nobody else in this process, runs one for this file. A file lock excludes other
     * processes only, and closing any channel of the lock file releases it. So the users of a file in this process first take turns by
     * an interned string, which is one object for all of them, even across class loaders.
     */
    void locked(LockedAction action) throws IOException {
        Path real = Objects.requireNonNull(path.getParent()).toRealPath().resolve(path.getFileName() + LOCK);
        synchronized (("dev.fermata history " + real).intern()) {
            try (FileChannel channel = FileChannel.open(real, CREATE, WRITE)) {
                channel.lock();
                action.run();
            } catch (OverlappingFileLockException e) {
                throw new IOException(real + " is locked by other code in this process", e);
            }
        }
    }

    void replace(byte[] text) throws IOException {
        // A unique name: if somebody deletes the lock file, two processes still do not write into one copy.
        Path copy = beside("." + UUID.randomUUID() + COPY);
        try {
            write(copy, text);
            Files.move(copy, path, ATOMIC_MOVE, REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(copy);
            throw e;
        }
    }

    private static void write(Path copy, byte[] text) throws IOException {
        try (FileChannel out = FileChannel.open(copy, CREATE_NEW, WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            // Without this, a power cut can leave the new name on an empty file.
            out.force(true);
        }
    }

    /** Deletes copies that killed processes left behind. While the lock is held, nobody is writing a copy. */
    void deleteLeftovers() throws IOException {
        if (!copies().isEmpty()) {
            locked(() -> {
                for (Path copy : copies()) {
                    Files.deleteIfExists(copy);
                }
            });
        }
    }

    private List<Path> copies() throws IOException {
        Path folder = Objects.requireNonNull(path.getParent());
        try (DirectoryStream<Path> copies = Files.newDirectoryStream(folder, this::isCopy)) {
            List<Path> all = new ArrayList<>();
            copies.forEach(all::add);
            return all;
        }
    }

    /** Compares the names letter by letter: in a glob, some letters of a file's name would mean something else. */
    private boolean isCopy(Path other) {
        String name = path.getFileName().toString();
        String its = other.getFileName().toString();
        return its.startsWith(name)
                && its.endsWith(COPY)
                && its.length() > name.length() + COPY.length()
                && COPY_ID.matcher(its.substring(name.length(), its.length() - COPY.length()))
                        .matches();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
