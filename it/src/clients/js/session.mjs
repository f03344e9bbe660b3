// Each line of standard input is one call, such as {"call": "wait", "server": "http://127.0.0.1:8000", "id": "..."}.
// Each line of standard output is its answer: {"value": ...} or {"error": ...}.
import { createInterface } from "node:readline";
import { webcrypto } from "node:crypto";

// Node 18 has no global crypto; browsers and newer versions have it.
globalThis.crypto ??= webcrypto;
// Standard output is for answers alone.
console.log = console.error;

export async function serve(calls) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { call, ...fields } = JSON.parse(line);
    const answer = await calls[call](fields).then(
      (value) => ({ value: value ?? null }),
      (error) => ({ error: `${error.name}: ${error.message} ${JSON.stringify(error.body ?? null)}` }),
    );
    process.stdout.write(JSON.stringify(answer) + "\n");
  }
}

export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The size of what is at a URL; an error if there is nothing. */
export async function fetched(url) {
  return sizeOf(await fetch(url));
}

export async function sizeOf(response) {
  if (!response.ok) {
    throw new Error(`${response.status} for ${response.url}`);
  }
  return (await response.arrayBuffer()).byteLength;
}
