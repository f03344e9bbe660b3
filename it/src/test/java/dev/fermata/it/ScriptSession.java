package dev.fermata.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running script of {@code it/src/clients}: each call is a line to it, and each answer is a line from it. */
public final class ScriptSession implements ClientSession {

    private static final String END = "";
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Writer calls;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    public ScriptSession(String script) throws IOException {
        this(script, Map.of());
    }

    ScriptSession(String script, Map<String, String> environment) throws IOException {
        ProcessBuilder program = ThirdPartyPrograms.script(ThirdPartyPrograms.FOLDER.resolve(script));
        program.environment().putAll(environment);
        process = program.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        calls = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, script);
        reader.setDaemon(true);
        reader.start();
    }

    @Override
    public JsonNode answer(String call, Map<String, ?> fields) throws Exception {
        Map<String, Object> line = new HashMap<>(fields);
        line.put("call", call);
        calls.write(JsonMapper.shared().writeValueAsString(line) + "\n");
        calls.flush();
        String answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (answer == null || answer.equals(END)) {
            throw new AssertionError(call + (answer == null ? " has no answer" : " ended the program"));
        }
        return JsonMapper.shared().readTree(answer);
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            reader.lines().forEach(answers::add);
        } catch (IOException | UncheckedIOException ended) {
            // The process is gone.
        }
        answers.add(END);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
