// The package before @elevenlabs/elevenlabs-js, which is still installed half a million times a month.
import { ElevenLabsClient } from "elevenlabs";
import { serve, sizeOf, sleep } from "./session.mjs";

const client = (server) => new ElevenLabsClient({ apiKey: "key", baseUrl: `${server}/elevenlabs` });

await serve({
  async create({ server }) {
    const video = { source_url: "https://example.com/talk.mp4", target_lang: "es" };
    return (await client(server).dubbing.dubAVideoOrAnAudioFile(video)).dubbing_id;
  },
  // The client has no loop; this is what its users write.
  async wait({ server, id }) {
    const { dubbing } = client(server);
    let dub = await dubbing.getDubbingProjectMetadata(id);
    while (dub.status !== "dubbed" && dub.status !== "failed") {
      await sleep(200);
      dub = await dubbing.getDubbingProjectMetadata(id);
    }
    const bytes = dub.status === "dubbed" ? await sizeOf(new Response(await dubbing.getDubbedFile(id, "es"))) : 0;
    return { word: dub.status, reason: dub.error, bytes };
  },
  async cancel({ server, id }) {
    return (await client(server).dubbing.deleteDubbingProject(id)).status;
  },
});
