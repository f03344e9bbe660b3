package dev.fermata.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Files by chance: JSON of {@link FuzzedBodies}, which is YAML too, and YAML with pieces that only YAML has. */
final class FuzzedYaml {

    private static final String[] PIECES = {
        "---",
        "...",
        "%YAML 9.9",
        "%TAG ! tag:a,2000:",
        "? [a, b]",
        ": 1",
        "- 1",
        "\tjobs: 1",
        "jobs: &a {error_chance: 0.1}",
        "hints: *a",
        "limits: *none",
        "<<: {jobs: 1}",
        "<<: *a",
        "jobs: &a [*a, *a]",
        "name: !!binary aGFsbG8=",
        "name: !!java.net.URL [http://a]",
        "name: !!int x",
        "name: |",
        "name: >-9",
        "name: \"\\x1b\\N\\L\\P\"",
        "name: \"\\ud800\"",
        "name: 'a",
        "name: @a",
        "name: `a",
        "name: 2001-01-01",
        "name: .inf",
        "name: 0o17",
        "name: 1_000",
        "name: 190:20:30",
        "name: ~",
        "status: {total_delay: 0x7fffffffffffffffffffff}",
        "status: {total_delay: 1:30}",
        "status: {error_chance: .NaN}",
        "status: {error_chance: 1e999999999}",
        "limits: {requests: 1_0}",
        "limits: {requests: 0b1}",
        "limits: {requests: 99999999999999999999999999}",
        "jobs: yes",
        "jobs: {error_chance: 0.1",
        "#",
        "a: b: c",
        "[a]: b",
        "{a: b}: c",
        "null: 1",
        "1: 1",
        "true: 1",
        "faults: []",
        "faults: [{fault: status, status: 503, body: &b \"a\\0\\e[2J\", content_type: *b}]",
        "faults: [{fault: html, route: \"GET /v1/\\u2028\"}]",
        "\u0001",
        "\u0085",
        "\ufffe"
    };

    private static final String[] VALID = {
        "name: mine\ndescription: Of a test.\nfrom: realistic\njobs:\n  queue_time: 5s\n  error_chance: 0.5\n"
                + "  progress:\n    - {curve: linear, weight: 6}\n    - {curve: step_back 0.6 0.5, weight: 1}\n"
                + "limits: {requests: 600, window: 60s}\nfaults:\n  - {fault: latency, time: log_normal 60ms 0.6}\n"
                + "  - fault: status\n    status: 503\n    retry_after: 2s\n    chance: 0.004\n",
        "from: storm\nstatus: {total_delay: 2m, error_chance: 0.2, reset_interval: never}\n",
        ""
    };

    private FuzzedYaml() {}

    static byte[] next(SplittableRandom random, String json) {
        if (random.nextInt(3) == 0) {
            return FuzzedBodies.next(random, json);
        }
        List<String> lines = new ArrayList<>(Arrays.asList(valid(random).split("\n")));
        for (int times = random.nextInt(4); times > 0; times--) {
            String piece = FuzzedBodies.one(random, PIECES);
            lines.add(random.nextInt(lines.size() + 1), " ".repeat(random.nextInt(2) * random.nextInt(5)) + piece);
        }
        if (random.nextInt(4) == 0) {
            lines.add(random.nextInt(lines.size() + 1), "status: " + FuzzedBodies.text(random, json));
        }
        byte[] bytes =
                String.join(random.nextInt(4) == 0 ? "\r\n" : "\n", lines).getBytes(UTF_8);
        if (random.nextInt(10) == 0 && bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static String valid(SplittableRandom random) {
        return random.nextInt(4) == 0 ? Scenario.defaults().explained() : FuzzedBodies.one(random, VALID);
    }
}
