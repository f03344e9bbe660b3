import RunwayML from "@runwayml/sdk";
import { fetched, serve } from "./session.mjs";

const client = (server) => new RunwayML({ apiKey: "key", baseURL: `${server}/runway` });
const task = { model: "eleven_voice_dubbing", audioUri: "https://example.com/talk.mp3", targetLang: "es" };

await serve({
  async create({ server }) {
    return (await client(server).voiceDubbing.create(task)).id;
  },
  async wait({ server, id }) {
    const { status, output } = await client(server).tasks.retrieve(id).waitForTaskOutput();
    return { word: status, bytes: await fetched(output[0]) };
  },
  async cancel({ server, id }) {
    await client(server).tasks.delete(id);
  },
});
