import { ElevenLabsClient } from "@elevenlabs/elevenlabs-js";
import { fetched, serve, sleep } from "./session.mjs";

const client = (server) => new ElevenLabsClient({ apiKey: "key", baseUrl: `${server}/elevenlabs` });
// By server: the secret of its webhook. By language: its project. A job of the simulator is a language.
const secrets = new Map();
const projects = new Map();

/** The ids of the workspace's webhooks that go to this URL: one, or none. */
async function webhooks(server, url) {
  if (!url) {
    return undefined;
  }
  const settings = { authType: "hmac", name: "done", webhookUrl: url };
  const { webhookId, webhookSecret } = await client(server).webhooks.create({ settings });
  secrets.set(server, webhookSecret);
  return [webhookId];
}

await serve({
  async create({ server, webhook }) {
    const webhookIds = await webhooks(server, webhook);
    const source = { sourceUrl: "https://example.com/talk.mp4", targetLanguage: "es", webhookIds };
    const project = await client(server).dubbing.project.create(source);
    projects.set(project.languageIds[0], project.projectId);
    return project.languageIds[0];
  },
  // The client has no loop; this is what its users write. If the project fails, its languages fail, too.
  async wait({ server, id }) {
    const { language } = client(server).dubbing.project;
    let target = await language.get(projects.get(id), id);
    while (!["completed", "stale", "failed"].includes(target.status)) {
      await sleep(200);
      target = await language.get(projects.get(id), id);
    }
    const bytes = target.outputs ? await fetched(target.outputs.losslessAudio) : 0;
    return { word: target.status, reason: target.error, bytes };
  },
  async list({ server }) {
    const { project } = client(server).dubbing;
    const ids = [];
    for (const { projectId } of (await project.list()).projects) {
      ids.push(...(await project.language.list(projectId)).languages.map((language) => language.languageId));
    }
    return ids;
  },
  async cancel({ server, id }) {
    await client(server).dubbing.project.delete(projects.get(id));
  },
  async verify({ server, headers, body }) {
    const signature = headers["elevenlabs-signature"];
    return Boolean(await client(server).webhooks.constructEvent(body, signature, secrets.get(server)));
  },
});
