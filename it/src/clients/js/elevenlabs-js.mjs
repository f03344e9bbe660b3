import { ElevenLabsClient } from "@elevenlabs/elevenlabs-js";
import { serve, sleep, sizeOf } from "./session.mjs";

const client = (server) => new ElevenLabsClient({ apiKey: "key", baseUrl: `${server}/elevenlabs` });

await serve({
  async create({ server }) {
    const created = await client(server).dubbing.create({ sourceUrl: "https://example.com/talk.mp4", targetLang: "es" });
    return created.dubbingId;
  },
  // The client has no loop; this is what its users write.
  async wait({ server, id }) {
    const { dubbing } = client(server);
    let dub = await dubbing.get(id);
    while (dub.status !== "dubbed" && dub.status !== "failed") {
      await sleep(200);
      dub = await dubbing.get(id);
    }
    const bytes = dub.status === "dubbed" ? await sizeOf(new Response(await dubbing.audio.get(id, "es"))) : 0;
    return { word: dub.status, reason: dub.error, bytes };
  },
  async list({ server }) {
    return (await client(server).dubbing.list()).dubs.map((dub) => dub.dubbingId);
  },
  async cancel({ server, id }) {
    return (await client(server).dubbing.delete(id)).status;
  },
});
