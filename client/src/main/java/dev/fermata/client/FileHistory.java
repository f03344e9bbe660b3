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
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * {@link DurationHistory#file}. What it knows is in memory; a thread of its own, which lives only while there is something to
 * write, writes a new file beside the old one and moves it into its place, so whoever looks finds the old history or the new
 * one, never half of one.
 */
final class FileHistory implements DurationHistory {

    /** Far above what the bounds of a history allow; whatever is larger is not one of ours and is not read into memory. */
    private static final int LARGEST_FILE = 16 << 20;

    private static final String COPY = ".tmp";

    /** What stands between the file's name and {@link #COPY}; there were times when it was the process. */
    private static final Pattern MARK = Pattern.compile("\\.[0-9a-f-]+");

    private static final Duration YOUNG = Duration.ofMinutes(1);
    private static final Duration LONGEST_FLUSH = Duration.ofSeconds(5);

    private static final System.Logger LOG = System.getLogger(FileHistory.class.getName());

    private final MemoryHistory memory = new MemoryHistory();
    private final Path file;

    private final ThreadPoolExecutor writer = Workers.one("fermata-history");

    /** Whether a write is to come that has not begun: it will hold all that is in memory by then. */
    private final AtomicBoolean pending = new AtomicBoolean();

    /** Set once, before anybody else sees this: what could not be read must not be replaced. */
    private boolean leavesFileAlone;

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
        if (!leavesFileAlone && !pending.getAndSet(true)) {
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
            leavesFileAlone = true;
            LOG.log(
                    WARNING,
                    "cannot read the durations in " + file + "; leaving it alone, keeping new ones in memory",
                    e);
        }
    }

    /** One name for all damaged files, so that they cannot fill a disk. */
    private void setAside(IllegalArgumentException why) {
        Path aside = file.resolveSibling(file.getFileName() + ".damaged");
        LOG.log(WARNING, "the durations in {0} are damaged ({1}); set aside as {2}", file, why.getMessage(), aside);
        try {
            Files.move(file, aside, REPLACE_EXISTING);
        } catch (IOException e) {
            leavesFileAlone = true;
            LOG.log(WARNING, "cannot set " + file + " aside; leaving it alone, keeping new durations in memory", e);
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
        // A name of its own: others that share the file, in this process or elsewhere, must not write into a half-done
        // copy.
        Path copy = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + COPY);
        try {
            write(copy, text);
            Files.move(copy, file, ATOMIC_MOVE, REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(copy);
            throw e;
        }
    }

    private static void write(Path copy, byte[] text) throws IOException {
        try (FileChannel out = FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            // Without this a power cut could leave the new name on an empty file.
            out.force(true);
        }
    }

    /** Half-done copies of processes that were killed. Whether a young one is still being written cannot be told for sure. */
    private void clearAway() {
        Path folder = Objects.requireNonNull(file.getParent());
        try (DirectoryStream<Path> copies = Files.newDirectoryStream(folder, this::isCopy)) {
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

    /** By the name's letters: in a pattern, some would mean something else. */
    private boolean isCopy(Path other) {
        String name = file.getFileName().toString();
        String its = other.getFileName().toString();
        return its.startsWith(name)
                && its.endsWith(COPY)
                && its.length() > name.length() + COPY.length()
                && MARK.matcher(its.substring(name.length(), its.length() - COPY.length()))
                        .matches();
    }
}
