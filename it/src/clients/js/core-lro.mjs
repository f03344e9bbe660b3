import { createHttpPoller } from "@azure/core-lro";
import { createDefaultHttpClient, createHttpHeaders, createPipelineFromOptions, createPipelineRequest } from "@azure/core-rest-pipeline";
import { fetched, serve } from "./session.mjs";

const version = "api-version=2026-03-01";
const pipeline = createPipelineFromOptions({});
const http = createDefaultHttpClient();

/** Sends a request through the usual pipeline, which retries, or without it, and gives the poller what it wants. */
async function send(method, url, headers = {}, body = undefined, repeats = true) {
  const request = createPipelineRequest({
    method,
    url,
    allowInsecureConnection: true,
    headers: createHttpHeaders({ "Ocp-Apim-Subscription-Key": "key", "Content-Type": "application/json", ...headers }),
    body: body && JSON.stringify(body),
  });
  const response = repeats ? await pipeline.sendRequest(http, request) : await http.sendRequest(request);
  const parsed = response.bodyAsText ? JSON.parse(response.bodyAsText) : undefined;
  if (response.status >= 400) {
    throw Object.assign(new Error(`${method} ${response.status}`), { body: parsed });
  }
  return {
    flatResponse: parsed,
    rawResponse: { statusCode: response.status, headers: response.headers.toJSON(), body: parsed, request: { method, url } },
  };
}

let number = 0;
const pollers = new Map();
const translations = (server, path = "") => `${server}/azure/videotranslation/translations${path}?${version}`;

await serve({
  async create({ server, repeats }) {
    const id = `talk-${++number}`;
    const input = { targetLocale: "es-ES", voiceKind: "PlatformVoice", videoFileUrl: "https://example.com/talk.mp4", autoCreateFirstIteration: true };
    const creation = () => send("PUT", translations(server, `/${id}`), { "Operation-Id": `${id}-creation` }, { input });
    const poller = createHttpPoller(
      { sendInitialRequest: creation, sendPollRequest: (url) => send("GET", url, {}, undefined, repeats) },
      { intervalInMs: 200, resourceLocationConfig: "original-uri" },
    );
    await poller.submitted();
    pollers.set(id, poller);
    return id;
  },
  async wait({ id }) {
    const poller = pollers.get(id);
    const translation = await poller.pollUntilDone();
    const bytes = await fetched(translation.latestIteration.result.translatedVideoFileUrl);
    return { word: poller.operationState.status, bytes };
  },
  async list({ server }) {
    return (await send("GET", translations(server))).flatResponse.value.map((translation) => translation.id);
  },
  async cancel({ server, id }) {
    return (await send("DELETE", translations(server, `/${id}`))).rawResponse.statusCode;
  },
});
