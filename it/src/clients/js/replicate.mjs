import Replicate, { validateWebhook } from "replicate";
import { fetched, serve } from "./session.mjs";

const client = (server, key = "key") => new Replicate({ auth: key, baseUrl: `${server}/replicate/v1` });
const model = "acme/dub";
const input = { video: "https://example.com/talk.mp4", output_language: "Spanish" };

await serve({
  async create({ server, webhook, key, video = input.video }) {
    const events = webhook && { webhook, webhook_events_filter: ["completed"] };
    return (await client(server, key).predictions.create({ model, input: { ...input, video }, ...events })).id;
  },
  async wait({ server, id, key, interval = 200 }) {
    const replicate = client(server, key);
    const prediction = await replicate.wait(await replicate.predictions.get(id), { interval });
    const bytes = prediction.output ? await fetched(prediction.output) : 0;
    return { word: prediction.status, reason: prediction.error, bytes };
  },
  async list({ server }) {
    const ids = [];
    const replicate = client(server);
    for await (const page of replicate.paginate(replicate.predictions.list)) {
      ids.push(...page.map((prediction) => prediction.id));
    }
    return ids;
  },
  async cancel({ server, id }) {
    return (await client(server).predictions.cancel(id)).status;
  },
  async verify({ server, headers, body }) {
    const secret = await client(server).webhooks.default.secret.get();
    return validateWebhook({ headers, body }, secret.key, crypto);
  },
  async run({ server, seconds }) {
    return client(server).run(model, { input, wait: { mode: "block", timeout: seconds } });
  },
  /** Waits, and has the client give up after some polls. */
  async waitFor({ server, id, polls }) {
    const replicate = client(server);
    let done = 0;
    const prediction = await replicate.wait({ id }, { interval: 20 }, async () => ++done >= polls);
    return prediction.status;
  },
});
