package dev.fermata.client;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * {@link DurationHistory#file}. What it knows is in memory; a thread of its own, which lives only while there is something to
 * write, writes a new file beside the old one and moves it into its place, so whoever looks finds the old history or the new
 * one, never half of one.
 */
final class FileHistory implements DurationHistory {

    /** Far above what the bounds of a history allow; whatever is larger is not one of ours and is not read into memory. */
    private static final int LARGEST_FILE = 16 << 20;

    private static final String COPY = ".tmp";

    private static final Duration YOUNG = Duration.ofMinutes(1);
    private static final Duration LONGEST_FLUSH = Duration.ofSeconds(5);

    private static final System.Logger LOG = System.getLogger(FileHistory.class.getName());

    private final MemoryHistory memory = new MemoryHistory();
    private final Path file;

    private final ThreadPoolExecutor writer = Workers.one("fermata-history");

    /** Whether a write is to come that has not begun: it will hold all that is in memory by then. */
    private final AtomicBoolean pending = new AtomicBoolean();

    /** The writer's. */
    private boolean warned;

    private FileHistory(Path file) {
        this.file = file.toAbsolutePath();
    }

    static FileHistory open(Path file) {
        FileHistory history = new FileHistory(file);
        history.load();
        history.clearAway();
        return history;
    }

    @Override
    public void record(String kind, Observation observation) {
        memory.record(kind, observation);
        if (!pending.getAndSet(true)) {
            writer.execute(this::save);
        }
    }

    @Override
    public void flush() {
        try {
            writer.submit(() -> {}).get(LONGEST_FLUSH.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException slow) {
            LOG.log(WARNING, "the durations are not yet in " + file + "; a disk seems to be slow");
        }
    }

    @Override
    public List<Observation> observations(String kind) {
        return memory.observations(kind);
    }

    private void load() {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] text = in.readNBytes(LARGEST_FILE + 1);
            if (text.length > LARGEST_FILE) {
                throw new IllegalArgumentException("larger than " + LARGEST_FILE + " bytes");
            }
            HistoryJson.read(text).forEach(memory::append);
        } catch (NoSuchFileException e) {
            // The first use. The file comes with the first job.
        } catch (IllegalArgumentException e) {
            setAside(e);
        } catch (IOException e) {
            LOG.log(WARNING, "cannot read the durations in " + file + "; starting without them", e);
        }
    }

    /** One name for all damaged files, so that they cannot fill a disk. */
    private void setAside(IllegalArgumentException why) {
        Path aside = file.resolveSibling(file.getFileName() + ".damaged");
        LOG.log(WARNING, "the durations in {0} are damaged ({1}); set aside as {2}", file, why.getMessage(), aside);
        try {
            Files.move(file, aside, REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.log(WARNING, "cannot set " + file + " aside", e);
        }
    }

    /** Writes what memory holds: a thousand jobs ending together cost a few writes. */
    private void save() {
        pending.set(false);
        try {
            replace(HistoryJson.write(memory.copy()));
            warned = false;
        } catch (IOException e) {
            if (!warned) {
                LOG.log(WARNING, "cannot write the durations to " + file + "; keeping them in memory", e);
            }
            warned = true;
        }
    }

    private void replace(byte[] text) throws IOException {
        // Named by the process: two that share the file must not write into each other's half-done copy.
        Path copy = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid() + COPY);
        try (FileChannel out = FileChannel.open(
                copy, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(text);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            // Without this a power cut could leave the new name on an empty file.
            out.force(true);
        }
        Files.move(copy, file, ATOMIC_MOVE, REPLACE_EXISTING);
    }

    /** Half-done copies of processes that were killed. Whether a young one is still being written cannot be told for sure. */
    private void clearAway() {
        Path name = Objects.requireNonNull(file.getFileName());
        Path folder = Objects.requireNonNull(file.getParent());
        try (DirectoryStream<Path> copies = Files.newDirectoryStream(folder, name + ".*" + COPY)) {
            for (Path copy : copies) {
                if (Files.getLastModifiedTime(copy)
                        .toInstant()
                        .isBefore(SystemTime.instant().minus(YOUNG))) {
                    Files.deleteIfExists(copy);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(DEBUG, "cannot clear away what is left beside " + file, e);
        }
    }
}
