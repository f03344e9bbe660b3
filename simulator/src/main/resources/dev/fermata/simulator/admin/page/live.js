// What the server has sent: jobs, looks at them, clients, the clock. Nothing here draws.
// Times are microseconds of the simulator's clock.
export const STAGES = ["queued", "transcribing", "translating", "voicing", "lip-syncing", "rendering", "completed", "failed", "canceled"];
export const STATES = ["queued", "running", "completed", "failed", "canceled"];
export const KINDS = ["poll", "bulk poll", "held", "stream", "submission", "webhook"];
export const [POLL, BULK, HOLD, STREAM, CREATE, WEBHOOK] = [0, 1, 2, 3, 4, 5];
export const SMALL = "small";
export const MOST_JOBS = 5000;
const MOST_LOOKS = 20000, SPARE = 2000, FIRST_END = 6;

export class Model {
  constructor() {
    this.base = { now: 0, real: 0, speed: 0 };
    this.epoch = null;
    this.clear();
  }
  clear() {
    this.jobs = new Map();
    this.rows = []; // by number; the newest is the last
    this.looks = [];
    this.about = new Map(); // looks by the number of the job, or SMALL
    this.open = []; // looks that have no end yet
    this.clients = [];
    this.small = [];
    this.delays = []; // {client, delay}
    this.known = new Set(); // which client has seen which job end
    this.missed = 0; // looks that are no longer kept, here or there
    this.total = 0;
  }
  get connected() { return this.base.real > 0; }
  now() {
    const { now, real, speed } = this.base;
    return now + (performance.now() - real) * 1000 * speed;
  }
  apply(message) {
    if (message.epoch !== this.epoch) {
      this.epoch = message.epoch;
      this.clear();
    }
    this.base = { now: message.now, real: performance.now(), speed: message.speed };
    this.scenario = message.scenario;
    this.missed += message.missed ?? 0;
    if (message.missed) this.open = []; // Perhaps their ends were missed.
    message.clients?.forEach((name, i) => (this.clients[message.from + i] = name));
    message.small?.forEach((phase) => this.addSmall(phase));
    if (message.jobs || message.gone) this.addJobs(message.jobs ?? [], message.gone ?? []);
    message.looks?.forEach((look) => this.addLook(look));
    if (this.looks.length > MOST_LOOKS + SPARE) this.forgetLooks();
  }
  addJobs(added, gone) {
    let sorted = true;
    for (const number of gone) {
      this.jobs.delete(number);
      this.about.delete(number);
    }
    if (gone.length) this.rows = this.rows.filter((job) => this.jobs.has(job.number));
    for (const [number, id, language, title, ...marks] of added) {
      const place = marks.findIndex((mark, i) => i % 2 === 1 && mark >= FIRST_END);
      const end = place < 0 ? Infinity : marks[place - 1];
      const job = this.jobs.get(number);
      if (job) {
        Object.assign(job, { marks, end });
        continue;
      }
      const created = { number, id, language, title, marks, begin: marks[0], end };
      sorted &&= !this.rows.length || this.rows[this.rows.length - 1].number < number;
      this.jobs.set(number, created);
      this.rows.push(created);
    }
    if (!sorted) this.rows.sort((a, b) => a.number - b.number);
    if (this.rows.length > MOST_JOBS) {
      for (const old of this.rows.splice(0, this.rows.length - MOST_JOBS)) this.jobs.delete(old.number);
    }
  }

  // One phase of the small system: pending from begin to end, then over until it is replaced.
  addSmall([begin, end, result, until]) {
    const last = this.small[this.small.length - 1];
    if (last && last.begin === begin) this.small.pop();
    else if (last && last.until > begin) last.until = begin; // another scenario began
    this.small.push({ begin, end, until: until ?? Infinity, result });
    if (this.small.length > MOST_JOBS) this.small.splice(0, SPARE);
  }
  addLook([kind, client, job, begin, end, status, told]) {
    const key = job < 0 ? SMALL : job;
    // A held request comes when it begins, and again when it ends.
    const place = end === null || kind >= CREATE ? -1 : this.open.findIndex((each) => each.client === client && each.key === key && each.begin === begin);
    if (place >= 0) {
      const [ended] = this.open.splice(place, 1);
      Object.assign(ended, { kind, end, status, told });
      if (told >= 2) this.addDelay(ended);
      return;
    }
    // A request about several jobs is a look at each; only the first one counts as a request.
    const last = this.looks[this.looks.length - 1];
    const counts = (kind !== BULK && kind !== CREATE) || last?.kind !== kind || last.client !== client || last.begin !== begin;
    const look = { kind, client, key, begin, end: end ?? begin, status, told, counts, seq: this.total++ };
    if (end === null) this.open.push(look);
    this.looks.push(look);
    let list = this.about.get(key);
    if (!list) this.about.set(key, (list = Object.assign([], { clients: [] })));
    if (kind < CREATE && !list.clients.includes(client)) list.clients.push(client);
    list.push(look);
    if (told >= 2) this.addDelay(look);
  }
  addDelay(look) {
    const end = look.key === SMALL ? this.small.findLast((phase) => phase.end <= look.end)?.end : this.jobs.get(look.key)?.end;
    const name = look.client + " " + look.key + " " + end;
    if (end === undefined || end > look.end || this.known.has(name)) return;
    if (this.known.size > MOST_LOOKS) this.known.clear();
    this.known.add(name);
    this.delays.push({ client: look.client, delay: look.end - end });
    if (this.delays.length > MOST_LOOKS) this.delays.splice(0, SPARE);
  }
  forgetLooks() {
    const old = this.looks.splice(0, this.looks.length - MOST_LOOKS);
    const oldest = this.looks[0].seq;
    this.missed += old.length;
    for (const key of new Set(old.map((look) => look.key))) {
      const list = this.about.get(key);
      const kept = list ? list.findIndex((look) => look.seq >= oldest) : 0;
      if (kept < 0) this.about.delete(key);
      else list?.splice(0, kept);
    }
  }

  // The code of the stage or state at that time: an index into STAGES.
  stageAt(job, time) {
    let code = 0;
    for (let i = 0; i < job.marks.length && job.marks[i] <= time; i += 2) code = job.marks[i + 1];
    return code;
  }
}

export const stateOf = (code) => (code === 0 ? 0 : code < FIRST_END ? 1 : code - FIRST_END + 2);

// The server's own words about an error.
export async function refusal(response) {
  const text = (await response.text()).slice(0, 2000);
  let said = text;
  try {
    const body = JSON.parse(text);
    said = body.detail ?? body.error?.message ?? body.message ?? text;
  } catch {
    // Not JSON: as it is.
  }
  return Object.assign(new Error(response.status + " " + (said || response.statusText)), { status: response.status });
}

// Reads server-sent events until the stream ends. Not with EventSource, which cannot send a token.
export async function read(path, headers, signal, each) {
  const response = await fetch(path, { headers: { ...headers, Accept: "text/event-stream" }, signal, cache: "no-store" });
  if (!response.ok) throw await refusal(response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
      const data = text.slice(0, end).split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5)).join("\n");
      if (data) each(JSON.parse(data));
    }
  }
}
