package dev.fermata.client.schedule;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * {@link DurationHistory#file}. Memory holds what this history knows. Its own thread, which exists only while there is something
 * to save, adds what is new to the file: it locks, reads the file, writes a copy beside it with the new jobs, and moves the copy
 * over the file.
 */
final class FileHistory implements DurationHistory {

    /** Far above what the bounds of a history allow. A larger file is not a history and is not read into memory. */
    private static final int LARGEST_FILE = 16 << 20;

    private static final String COPY = ".tmp";

    /** What is between the file's name and {@link #COPY}. */
    private static final Pattern COPY_ID = Pattern.compile("\\.[0-9a-f-]+");

    private static final Duration LONGEST_FLUSH = Duration.ofSeconds(5);

    private static final System.Logger LOG = System.getLogger(FileHistory.class.getName());

    private final Path file;
    private final MemoryHistory memory = new MemoryHistory();
    private final ThreadPoolExecutor saver = saver();

    /** What was recorded since the last save that succeeded. Guarded by this. */
    private MemoryHistory unsaved = new MemoryHistory();

    /** Whether a save is queued that has not begun. It will save everything recorded until it begins. Guarded by this. */
    private boolean queued;

    /** Set before any other thread sees this history: a file that could not be read must not be replaced. */
    private boolean leavesFileAlone;

    /** Whether the last save failed. Used by the saving thread only. */
    private boolean failing;

    private FileHistory(Path file) {
        this.file = file.toAbsolutePath();
    }

    static FileHistory open(Path file) {
        FileHistory history = new FileHistory(file);
        history.load();
        history.deleteLeftovers();
        return history;
    }

    @Override
    public synchronized void record(String kind, Observation observation) {
        memory.record(kind, observation);
        unsaved.record(kind, observation);
        if (!leavesFileAlone && !queued) {
            queued = true;
            saver.execute(this::save);
        }
    }

    @Override
    public List<Observation> observations(String kind) {
        return memory.observations(kind);
    }

    @Override
    public void flush() {
        try {
            saver.submit(() -> {}).get(LONGEST_FLUSH.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException slow) {
            LOG.log(
                    WARNING,
                    "the durations are not saved to {0} after {1} s: the disk is slow, or another process holds {2}",
                    file,
                    LONGEST_FLUSH.toSeconds(),
                    beside(".lock"));
        }
    }

    private void load() {
        try {
            read().forEach(memory::append);
        } catch (NoSuchFileException e) {
            // The first job creates the file.
        } catch (IllegalArgumentException e) {
            loadLocked();
        } catch (IOException e) {
            leaveFileAlone("cannot read the durations in " + file, e);
        }
    }

    /** The file is damaged, unless another history has replaced it since: reads it once more before renaming it. */
    private void loadLocked() {
        try {
            locked(() -> readOr(Map.of()).forEach(memory::append));
        } catch (IOException e) {
            leaveFileAlone("cannot rename the damaged durations in " + file, e);
        }
    }

    private void leaveFileAlone(String problem, IOException cause) {
        leavesFileAlone = true;
        LOG.log(WARNING, problem + "; the file stays as it is, new durations are kept in memory", cause);
    }

    /** @throws IllegalArgumentException if the file is damaged */
    private Map<String, List<Observation>> read() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] text = in.readNBytes(LARGEST_FILE + 1);
            if (text.length > LARGEST_FILE) {
                throw new IllegalArgumentException("larger than " + LARGEST_FILE + " bytes");
            }
            return HistoryJson.read(text);
        }
    }

    /** What the file holds, or something else if there is none or it is damaged. Only while the file is locked. */
    private Map<String, List<Observation>> readOr(Map<String, List<Observation>> other) throws IOException {
        try {
            return read();
        } catch (NoSuchFileException e) {
            return other;
        } catch (IllegalArgumentException e) {
            setAside(e);
            return other;
        }
    }

    /** All damaged files get one name, so that they cannot fill a disk. */
    private void setAside(IllegalArgumentException damage) throws IOException {
        Path aside = beside(".damaged");
        Files.move(file, aside, REPLACE_EXISTING);
        LOG.log(WARNING, "the durations in {0} are damaged ({1}); renamed to {2}", file, damage.getMessage(), aside);
    }

    /** Saves all that is new: a thousand jobs that end together cost a few saves. */
    private void save() {
        MemoryHistory saving;
        Map<String, List<Observation>> known;
        synchronized (this) {
            queued = false;
            saving = unsaved;
            unsaved = new MemoryHistory();
            known = memory.copy();
        }
        try {
            locked(() -> replace(HistoryJson.write(merged(saving, known))));
            failing = false;
        } catch (IOException e) {
            keepUnsaved(saving);
            if (!failing) {
                LOG.log(WARNING, "cannot write the durations to " + file + "; they are kept in memory", e);
            }
            failing = true;
        }
    }

    private synchronized void keepUnsaved(MemoryHistory older) {
        unsaved.copy().forEach(older::append);
        unsaved = older;
    }

    /** What the file holds, and what is new. If there is no good file: all that this history knows, which has it too. */
    private Map<String, List<Observation>> merged(MemoryHistory saving, Map<String, List<Observation>> known)
            throws IOException {
        Map<String, List<Observation>> held = readOr(known);
        if (held == known) {
            return known;
        }
        MemoryHistory merged = new MemoryHistory();
        held.forEach(merged::append);
        saving.copy().forEach(merged::append);
        return merged.copy();
    }

    private void replace(byte[] text) throws IOException {
        // A unique name: if somebody deletes the lock file, two processes still do not write into one copy.
        Path copy = beside("." + UUID.randomUUID() + COPY);
        try {
            write(copy, text);
            Files.move(copy, file, ATOMIC_MOVE, REPLACE_EXISTING);
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
    private void deleteLeftovers() {
        try {
            if (!leavesFileAlone && !copies().isEmpty()) {
                locked(() -> {
                    for (Path copy : copies()) {
                        Files.deleteIfExists(copy);
                    }
                });
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(DEBUG, "cannot delete what a killed process left beside " + file, e);
        }
    }

    private List<Path> copies() throws IOException {
        Path folder = Objects.requireNonNull(file.getParent());
        try (DirectoryStream<Path> copies = Files.newDirectoryStream(folder, this::isCopy)) {
            List<Path> all = new ArrayList<>();
            copies.forEach(all::add);
            return all;
        }
    }

    /** Compares the names letter by letter: in a glob, some letters of a file's name would mean something else. */
    private boolean isCopy(Path other) {
        String name = file.getFileName().toString();
        String its = other.getFileName().toString();
        return its.startsWith(name)
                && its.endsWith(COPY)
                && its.length() > name.length() + COPY.length()
                && COPY_ID.matcher(its.substring(name.length(), its.length() - COPY.length()))
                        .matches();
    }

    private interface Step {
        void run() throws IOException;
    }

    /**
     * Runs a step while no other process, and nobody else in this process, runs one for this file. A file lock excludes other
     * processes only, and closing any channel of the lock file releases it. So the histories of this process first take turns by
     * an interned string, which is one object for all of them, even across class loaders.
     */
    private void locked(Step step) throws IOException {
        Path real = Objects.requireNonNull(file.getParent()).toRealPath().resolve(file.getFileName() + ".lock");
        synchronized (("dev.fermata history " + real).intern()) {
            try (FileChannel channel = FileChannel.open(real, CREATE, WRITE)) {
                channel.lock();
                step.run();
            } catch (OverlappingFileLockException e) {
                throw new IOException(real + " is locked by other code in this process", e);
            }
        }
    }

    private Path beside(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private static ThreadPoolExecutor saver() {
        ThreadPoolExecutor saver =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "fermata-history");
                    thread.setDaemon(true);
                    return thread;
                });
        saver.allowCoreThreadTimeOut(true);
        return saver;
    }
}
