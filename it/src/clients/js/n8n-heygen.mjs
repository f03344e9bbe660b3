// HeyGen's node runs inside n8n, which is far larger than the node. So this file plays n8n: it gives the node its parameters and
// credentials, and sends its requests. The node has the address of HeyGen in its code; here, it is replaced.
import Module, { createRequire } from "node:module";
import { serve } from "./session.mjs";

class NodeError extends Error {
  constructor(_node, error) {
    super(error.message ?? error);
  }
}
const load = Module._load;
Module._load = (name, ...rest) =>
  name === "n8n-workflow" ? { NodeApiError: NodeError, NodeOperationError: NodeError } : load(name, ...rest);
const require = createRequire(import.meta.url);
const nodes = "@heygenofficial/n8n-nodes-heygen-official/dist/nodes/Heygen";
const { HeygenNode } = require(`${nodes}/HeygenNode.node.js`);
const { HeygenTrigger } = require(`${nodes}/HeygenTrigger.node.js`);

/** As n8n does it: a response that is no success is an error. */
async function send(server, { method, url, headers, body, json }) {
  const type = json ? { "Content-Type": "application/json" } : {};
  const response = await fetch(url.replace("https://api.heygen.com/", `${server}/heygen/`), {
    method,
    headers: { ...headers, ...type },
    body: json ? JSON.stringify(body) : body,
  });
  if (!response.ok) {
    throw new Error(`Request failed with status code ${response.status}`);
  }
  return response.text();
}

const n8n = (server, parameters) => ({
  getNode: () => ({ name: "HeyGen" }),
  getInputData: () => [{ json: {} }],
  getNodeParameter: (name, _item, fallback) => parameters[name] ?? fallback,
  getCredentials: async () => ({ apiKey: "key" }),
  continueOnFail: () => false,
  helpers: { httpRequestWithAuthentication: (_credentials, request) => send(server, request) },
});

await serve({
  async create({ server, webhook }) {
    const parameters = {
      authentication: "apiKey",
      resource: "video",
      operation: "translateVideo",
      videoUrl: "https://example.com/talk.mp4",
      outputLanguage: "es",
      additionalFields: webhook ? { callbackUrl: webhook, callbackId: "talk-1" } : {},
    };
    const [[item]] = await HeygenNode.prototype.execute.call(n8n(server, parameters));
    return item.json.data.video_translation_ids[0];
  },
  async verify({ server, body }) {
    const trigger = { ...n8n(server, { events: ["video_translate.success"] }), getBodyData: () => JSON.parse(body) };
    const { workflowData } = await HeygenTrigger.prototype.webhook.call(trigger);
    return workflowData[0][0].json.message === "Video translation successful.";
  },
});
