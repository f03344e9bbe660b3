package dev.fermata.client.schedule;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@link DurationHistory#file}: a {@link MemoryHistory} that is saved. Its own thread, which exists only while there is something
 * to save, adds what is new to the file: it locks and reads the file, and replaces it by one that has the new jobs too.
 */
final class FileHistory implements DurationHistory {

    /** Far above what the bounds of a history allow. A larger file is not a history and is not read into memory. */
    private static final int LARGEST_FILE = 16 << 20;

    private static final Duration LONGEST_FLUSH = Duration.ofSeconds(5);

    private static final System.Logger LOG = System.getLogger(FileHistory.class.getName());

    private final SharedFile file;
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
        this.file = new SharedFile(file);
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
                    "the durations are not saved to " + file + " after " + LONGEST_FLUSH.toSeconds()
                            + " s: the disk is slow, or another process holds " + file.beside(SharedFile.LOCK));
        }
    }

    /** Copies that killed processes left behind. */
    private void deleteLeftovers() {
        try {
            if (!leavesFileAlone) {
                file.deleteLeftovers();
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(DEBUG, "cannot delete what a killed process left beside " + file, e);
        }
    }

    private void load() {
        try {
            memory.addAll(read());
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
            file.locked(() -> readLocked().ifPresent(memory::addAll));
        } catch (IOException e) {
            leaveFileAlone("cannot rename the damaged durations in " + file, e);
        }
    }

    private void leaveFileAlone(String problem, IOException cause) {
        leavesFileAlone = true;
        LOG.log(WARNING, problem + " (" + cause + "); it stays as it is, new durations are kept in memory");
    }

    /** @throws IllegalArgumentException if the file is damaged */
    private MemoryHistory read() throws IOException {
        try (InputStream in = Files.newInputStream(file.path())) {
            byte[] text = in.readNBytes(LARGEST_FILE + 1);
            if (text.length > LARGEST_FILE) {
                throw new IllegalArgumentException("larger than " + LARGEST_FILE + " bytes");
            }
            return MemoryHistory.read(text);
        }
    }

    /** What the file holds; empty if there is none, or if it is damaged. Only while the file is locked. */
    private Optional<MemoryHistory> readLocked() throws IOException {
        try {
            return Optional.of(read());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            setAside(e);
            return Optional.empty();
        }
    }

    /** All damaged files get one name, so that they cannot fill a disk. */
    private void setAside(IllegalArgumentException damage) throws IOException {
        Path aside = file.beside(".damaged");
        Files.move(file.path(), aside, REPLACE_EXISTING);
        LOG.log(
                WARNING,
                "the durations in " + file + " are damaged (" + damage.getMessage() + "); renamed to " + aside);
    }

    /** Saves all that is new: a thousand jobs that end together cost a few saves. */
    private void save() {
        MemoryHistory saving;
        MemoryHistory known;
        synchronized (this) {
            queued = false;
            saving = unsaved;
            unsaved = new MemoryHistory();
            known = memory.copy();
        }
        try {
            file.locked(() -> file.replace(merged(saving, known).text()));
            failing = false;
        } catch (IOException e) {
            keepUnsaved(saving);
            if (!failing) {
                LOG.log(WARNING, "cannot write the durations to " + file + " (" + e + "); they are kept in memory");
            }
            failing = true;
        }
    }

    private synchronized void keepUnsaved(MemoryHistory older) {
        older.addAll(unsaved);
        unsaved = older;
    }

    /** What the file holds, and what is new. If there is no good file: all that this history knows, which has it too. */
    private MemoryHistory merged(MemoryHistory saving, MemoryHistory known) throws IOException {
        Optional<MemoryHistory> held = readLocked();
        held.ifPresent(history -> history.addAll(saving));
        return held.orElse(known);
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
