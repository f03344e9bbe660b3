package dev.fermata.client;

import static java.lang.System.Logger.Level.WARNING;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * {@link DurationHistory#file}. What it knows is in memory; every change writes a new file beside the old one and moves it into
 * its place, so whoever looks finds the old history or the new one, never half of one.
 */
final class FileHistory implements DurationHistory {

    /** Far above what the bounds of a history allow; whatever is larger is not one of ours and is not read into memory. */
    private static final int LARGEST_FILE = 16 << 20;

    private static final System.Logger LOG = System.getLogger(FileHistory.class.getName());

    private final MemoryHistory memory = new MemoryHistory();
    private final Path file;

    /** Guards the writing: one at a time, and what is written last is the newest. */
    private final Object writing = new Object();

    private long changes;
    private long written;
    private boolean warned;

    private FileHistory(Path file) {
        this.file = file.toAbsolutePath();
    }

    static FileHistory open(Path file) {
        FileHistory history = new FileHistory(file);
        history.load();
        return history;
    }

    @Override
    public void record(String kind, Observation observation) {
        memory.record(kind, observation);
        save();
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

    /**
     * Writes what memory holds. Whoever comes while another thread writes waits for it and then, mostly, finds its change written:
     * a thousand jobs ending together cost a few writes.
     */
    private void save() {
        long mine;
        synchronized (memory) {
            mine = ++changes;
        }
        synchronized (writing) {
            if (written >= mine) {
                return;
            }
            byte[] text;
            synchronized (memory) {
                written = changes;
                text = HistoryJson.write(memory.copy());
            }
            try {
                replace(text);
                warned = false;
            } catch (IOException e) {
                if (!warned) {
                    LOG.log(WARNING, "cannot write the durations to " + file + "; keeping them in memory", e);
                }
                warned = true;
            }
        }
    }

    private void replace(byte[] text) throws IOException {
        // Named by the process: two that share the file must not write into each other's half-done copy.
        Path copy = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
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
}
