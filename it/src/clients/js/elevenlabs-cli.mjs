// ElevenLabs' command line: one process for each call.
import { execFile } from "node:child_process";
import { mkdtemp, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { serve, sleep } from "./session.mjs";

const program = createRequire(import.meta.url).resolve("@elevenlabs/cli-linux-x64");
const home = await mkdtemp(join(tmpdir(), "elevenlabs-cli-"));
const run = promisify(execFile);

/** What a command prints; if it fails, that is the error. */
async function elevenlabs(server, ...command) {
  const env = { ...process.env, HOME: home, ELEVENLABS_API_KEY: "key", ELEVENLABS_BASE_URL: `${server}/elevenlabs` };
  try {
    const { stdout } = await run(program, [...command, "--format", "json"], { env });
    return stdout ? JSON.parse(stdout) : null;
  } catch (error) {
    throw new Error(`exit ${error.code}: ${error.stdout}${error.stderr}`);
  }
}

await serve({
  async create({ server }) {
    const video = ["--source-url", "https://example.com/talk.mp4", "--target-lang", "es"];
    return (await elevenlabs(server, "dubbing", "create", ...video)).dubbing_id;
  },
  // The command line does not wait; this is what a shell script does.
  async wait({ server, id }) {
    let dub = await elevenlabs(server, "dubbing", "get", "--dubbing-id", id);
    while (dub.status !== "dubbed" && dub.status !== "failed") {
      await sleep(200);
      dub = await elevenlabs(server, "dubbing", "get", "--dubbing-id", id);
    }
    let bytes = 0;
    if (dub.status === "dubbed") {
      const file = join(home, `${id}.mp4`);
      await elevenlabs(server, "dubbing", "audio", "get", "--dubbing-id", id, "--language-code", "es", "--output", file);
      bytes = (await stat(file)).size;
    }
    return { word: dub.status, reason: dub.error, bytes };
  },
  async list({ server }) {
    return (await elevenlabs(server, "dubbing", "list")).dubs.map((dub) => dub.dubbing_id);
  },
  async cancel({ server, id }) {
    return (await elevenlabs(server, "dubbing", "delete", "--dubbing-id", id)).status;
  },
});
