import { ElevenLabsClient } from "@elevenlabs/elevenlabs-js";
import { fetched, serve, sleep } from "./session.mjs";

const client = (server) => new ElevenLabsClient({ apiKey: "key", baseUrl: `${server}/elevenlabs` });
const secrets = new Map();

/** The ids of the workspace's webhooks that go to this URL: one, or none. */
async function webhooks(elevenlabs, url) {
  if (!url) {
    return undefined;
  }
  const settings = { authType: "hmac", name: "done", webhookUrl: url };
  const { webhookId, webhookSecret } = await elevenlabs.webhooks.create({ settings });
  secrets.set(elevenlabs._options.baseUrl, webhookSecret);
  return [webhookId];
}

await serve({
  async create({ server, webhook }) {
    const elevenlabs = client(server);
    const webhookIds = await webhooks(elevenlabs, webhook);
    const source = { sourceUrl: "https://example.com/talk.mp4", targetLanguage: "es", webhookIds };
    return (await elevenlabs.dubbing.project.create(source)).projectId;
  },
  // The client has no loop; this is what its users write: a project that is ready is not dubbed yet.
  async wait({ server, id }) {
    const { project } = client(server).dubbing;
    for (;;) {
      const { status, error } = await project.get(id);
      const { languages } = await project.language.list(id);
      const [target] = languages;
      if (status === "failed") {
        return { word: status, reason: error };
      }
      if (["completed", "stale", "failed"].includes(target.status)) {
        const bytes = target.outputs ? await fetched(target.outputs.losslessAudio) : 0;
        return { word: target.status, reason: target.error, bytes };
      }
      await sleep(200);
    }
  },
  async list({ server }) {
    return (await client(server).dubbing.project.list()).projects.map((project) => project.projectId);
  },
  async cancel({ server, id }) {
    await client(server).dubbing.project.delete(id);
  },
  async verify({ server, headers, body }) {
    const elevenlabs = client(server);
    const secret = secrets.get(elevenlabs._options.baseUrl);
    return Boolean(await elevenlabs.webhooks.constructEvent(body, headers["elevenlabs-signature"], secret));
  },
});
