import { createFalClient } from "@fal-ai/client";
import { fetched, serve } from "./session.mjs";

const model = "fal-ai/heygen/v2/translate/speed";
const input = { video_url: "https://example.com/talk.mp4", output_language: "Spanish" };
// The client has the addresses of fal in its code, and this is its own way to change requests.
const client = (server, key = "key") =>
  createFalClient({
    credentials: key,
    requestMiddleware: async (request) => ({ ...request, url: request.url.replace("https://queue.fal.run", `${server}/fal`) }),
  });

await serve({
  async create({ server, webhook, key, video = input.video_url }) {
    return (await client(server, key).queue.submit(model, { input: { ...input, video_url: video }, webhookUrl: webhook })).request_id;
  },
  async wait({ server, id, key, interval = 200 }) {
    const { queue } = client(server, key);
    const status = await queue.subscribeToStatus(model, { requestId: id, pollInterval: interval });
    const { data } = await queue.result(model, { requestId: id });
    return { word: status.status, bytes: await fetched(data.video.url) };
  },
  async cancel({ server, id }) {
    await client(server).queue.cancel(model, { requestId: id });
  },
  async stream({ server, id }) {
    const last = await client(server).queue.subscribeToStatus(model, { requestId: id, mode: "streaming" });
    return last?.status;
  },
});
