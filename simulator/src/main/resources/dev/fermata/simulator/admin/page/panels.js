// Everything beside the chart: counters, plots, the clients, the selected job.
import { CREATE, HOLD, KINDS, MOST_JOBS, POLL, STAGES, STATES, STREAM, WEBHOOK, stateOf } from "./live.js";
import { answer, lookColor, shape } from "./marks.js";
import { clock, cut, duration, element, number, row } from "./text.js";

const $ = (id) => document.getElementById(id);
const EDGES = [1e4, 3e4, 1e5, 3e5, 1e6, 3e6, 1e7, 3e7, 6e7, 3e8, Infinity];
const LABELS = ["10 ms", "", "0.1 s", "", "1 s", "", "10 s", "", "1 min", "", "more"];
const LEGEND = [["queued", 0], ["transcribing … rendering", 3], ["completed", 6], ["failed", 7], ["canceled", 8]];
const MARKS = [["poll: not over", { kind: POLL, status: 200, told: 1 }], ["poll: over", { kind: POLL, status: 200, told: 2 }], ["429, 5xx", { kind: POLL, status: 503 }], ["other 4xx", { kind: POLL, status: 404 }], ["no response", { kind: POLL, status: 0 }], ["held request", { kind: HOLD, status: 200, told: 1 }], ["stream", { kind: STREAM, status: 200, told: 1 }], ["submission", { kind: CREATE, status: 201 }], ["webhook", { kind: WEBHOOK, status: 200 }]];

export class Panels {
  constructor(model, timeline) {
    [this.model, this.timeline, this.clients] = [model, timeline, []];
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.legend());
    $("all-jobs").addEventListener("toggle", () => this.jobs());
    this.legend();
  }
  all() {
    if (!this.model.connected) return; // Nothing has come yet.
    this.counters();
    this.rate();
    this.delay();
    this.job();
    this.jobs();
    if (!this.clients.length) this.table(this.model.clients.map((client) => ({ client })));
  }

  // Replaces content only if it differs, so that focus and selection stay, and screen readers are not told again.
  put(id, nodes, key) {
    const place = typeof id === "string" ? $(id) : id;
    const text = key ?? nodes.map((node) => node.textContent).join("\n");
    if (place.shown === text) return;
    place.shown = text;
    const focus = place.contains(document.activeElement) ? document.activeElement.dataset.id : undefined;
    place.replaceChildren(...nodes);
    if (focus) [...place.querySelectorAll("[data-id]")].find((each) => each.dataset.id === focus)?.focus();
  }
  legend() {
    const draw = (text, paint) => {
      const item = element("li");
      const canvas = element("canvas", null, { width: 44, height: 34, "aria-hidden": "true" });
      paint(canvas.getContext("2d"));
      item.append(canvas, text);
      return item;
    };
    const colors = this.timeline.colors;
    const bar = ([text, code]) => draw(text, (ctx) => {
      ctx.fillStyle = colors["s" + code];
      code > 5 ? ctx.fillRect(18, 3, 8, 28) : [0, 1, 2, 3, 4].forEach((i) => { ctx.fillStyle = colors["s" + (code && i + 1)]; ctx.fillRect(i * 9, 8, 9, 18); });
      if (code > 6) ctx.fillRect(10, 3, 24, 7);
      if (code === 7) ctx.fillRect(10, 24, 24, 7);
    });
    const mark = ([text, look]) => draw(text, (ctx) => {
      ctx.strokeStyle = ctx.fillStyle = colors[lookColor(look)];
      ctx.lineWidth = 3;
      if (look.kind === STREAM) ctx.setLineDash([6, 5]);
      if (look.kind === STREAM || look.kind === HOLD) ctx.strokeRect(2, 17, 30, 0);
      ctx.setLineDash([]);
      shape(ctx, look, look.kind === STREAM || look.kind === HOLD ? 34 : 22, 17, 8, colors.panel);
    });
    this.put("legend", [...LEGEND.map(bar), ...MARKS.map(mark)], String(colors.panel));
  }
  counters() {
    const { model } = this;
    const [now, counts] = [model.now(), STATES.map(() => 0)];
    model.rows.forEach((job) => counts[stateOf(model.stageAt(job, now))]++);
    const speed = model.base.speed === 0 ? "frozen" : number(model.base.speed) + "×";
    const facts = [["clock", clock(now) + ", " + speed], ["scenario", model.scenario ?? "–"], ["jobs", model.rows.length + (model.rows.length < MOST_JOBS ? "" : ", the newest")], ["requests", this.clients.length ? this.clients.reduce((sum, each) => sum + (each.requests ?? 0), 0) : "–"], ["clients", model.clients.length], ...(model.missed ? [["earlier marks not drawn", model.missed]] : [])];
    this.put("counters", facts.map(([name, value]) => {
      const pair = element("div");
      pair.append(element("dt", name), element("dd", value));
      return pair;
    }));
    const most = Math.max(1, ...counts);
    this.put("states", counts.map((count, i) => {
      const line = element("div");
      const bar = element("i", null, { "aria-hidden": "true" });
      bar.style.background = `var(--s${[0, 3, 6, 7, 8][i]})`;
      bar.style.width = count && `max(1px, ${(100 * count) / most}%)`;
      line.append(element("span", STATES[i]), element("span", count), bar);
      return line;
    }));
  }

  // Columns, each with the share of the height; labels below some of them.
  plot(canvas, values, labels, summary, top) {
    const scale = devicePixelRatio || 1;
    const [w, h, unit, colors] = [canvas.clientWidth, canvas.clientHeight, this.timeline.unit, this.timeline.colors];
    [canvas.width, canvas.height] = [w * scale, h * scale];
    const ctx = canvas.getContext("2d");
    ctx.scale(scale, scale);
    ctx.font = `${11 * unit}px ${colors.mono}`;
    const [left, base, most] = [44 * unit, h - 18 * unit, Math.max(...values, 0)];
    ctx.fillStyle = colors.grid;
    ctx.fillRect(left, 10 * unit, w - left, 1);
    ctx.fillRect(left, base, w - left, 1);
    const width = (w - left) / values.length;
    ctx.fillStyle = colors.s5;
    values.forEach((value, i) => value > 0 && ctx.fillRect(left + i * width, base - (value / most) * (base - 10 * unit), Math.max(width - 1, 1), Math.max((value / most) * (base - 10 * unit), 1)));
    ctx.fillStyle = colors.muted;
    ctx.fillText(top(most), 0, 14 * unit);
    labels.forEach((label, i) => {
      ctx.textAlign = i && i === labels.length - 1 ? "right" : "left";
      ctx.fillText(label, ctx.textAlign === "right" ? w : left + (i * (w - left)) / labels.length, h - 3 * unit);
    });
    if (canvas.getAttribute("aria-label") !== summary) canvas.setAttribute("aria-label", summary);
  }
  rate() {
    const { from, span } = this.timeline;
    const counts = new Array(80).fill(0);
    for (const look of this.model.looks) {
      const place = Math.floor(((look.begin - from) / span) * counts.length);
      if (place >= 0 && place < counts.length && look.counts && look.kind !== WEBHOOK) counts[place]++;
    }
    const rates = counts.map((count) => count / ((span / counts.length) / 1e6));
    const sum = counts.reduce((a, b) => a + b, 0);
    this.plot($("rate"), rates, [clock(from), clock(from + span)], `${sum} requests in ${duration(span)}, at most ${number(Math.max(...rates))} per second`, (most) => String(+most.toPrecision(2)));
  }
  delay() {
    const counts = EDGES.map(() => 0);
    const delays = this.model.delays.filter((each) => this.timeline.client === null || this.timeline.client === each.client).map((each) => each.delay);
    delays.forEach((delay) => counts[EDGES.findIndex((edge) => delay < edge)]++);
    delays.sort((a, b) => a - b);
    const at = (part) => duration(delays[Math.min(delays.length - 1, Math.floor(part * delays.length))]);
    this.plot($("delay"), counts, LABELS, delays.length ? `${delays.length} delays: half below ${at(0.5)}, 95 of 100 below ${at(0.95)}` : "no delays yet", (most) => String(most));
  }
  report(report) {
    this.clients = report?.clients ?? [];
    const gaps = [];
    if (report?.forgotten) gaps.push(`Dropped from memory (jobs, submissions, paths, lists): ${report.forgotten}. Counts and verdicts may be wrong.`);
    if (report?.unnamed) gaps.push(`${report.unnamed} requests came from clients beyond the first ${report.clients.length}; they are not counted here.`);
    if (this.clients.length > 100) gaps.push(`These are 100 of ${this.clients.length} clients.`);
    this.put("gaps", gaps.map((text) => document.createTextNode(text + " ")));
    this.table(this.clients);
  }
  table(clients) {
    $("clients").hidden = !clients.length;
    $("clients-text").hidden = clients.length > 0;
    const most = Math.max(...clients.map((each) => each.cost?.per_job ?? 0), 1e-9);
    const rows = clients.slice(0, 100).map((each) => {
      const name = each.client ?? each.name ?? "?";
      const index = this.model.clients.indexOf(name);
      const button = element("button", cut(name, 80), { type: "button", title: name, "data-id": name, "aria-pressed": String(this.timeline.client === index && index >= 0) });
      button.addEventListener("click", () => {
        const chosen = this.model.clients.indexOf(name);
        this.timeline.client = this.timeline.client === chosen || chosen < 0 ? null : chosen;
        this.table(clients);
        this.timeline.request();
      });
      const cost = element("div", typeof each.cost?.per_job === "number" ? number(each.cost.per_job) + " (best " + number(each.cost.best) + ")" : "–");
      if (typeof each.cost?.per_job === "number") {
        const bar = element("div", null, { class: "cost", "aria-hidden": "true" });
        const [value, best] = [element("div"), element("div", null, { class: "best" })];
        value.style.width = (100 * each.cost.per_job) / most + "%";
        best.style.width = (100 * Math.min(each.cost.best ?? 0, most)) / most + "%";
        bar.append(value, best);
        cost.append(bar);
      }
      const failed = (each.rules ?? []).filter((rule) => rule.verdict === "fail").map((rule) => rule.rule);
      const seconds = (value) => (typeof value === "number" ? duration(value * 1e6) : "–");
      return row([button, !each.grade || each.grade === "NONE" ? "–" : each.grade, each.requests ?? "–", each.jobs ?? "–", number(each.requests_per_job), seconds(each.delay?.p50), seconds(each.delay?.p95), cost, !each.rules ? "–" : failed.length ? "broken: " + failed.join(", ") : each.rules.some((rule) => rule.verdict === "pass") ? "none broken" : "not tested"]);
    });
    this.put($("clients").tBodies[0], rows, this.timeline.client + rows.map((each) => each.textContent).join());
    const chosen = clients.find((each) => this.model.clients.indexOf(each.client) === this.timeline.client && this.timeline.client !== null);
    $("client").hidden = !chosen;
    if (!chosen) return;
    this.put("client-title", [document.createTextNode(cut(chosen.client, 80))]);
    this.put("peers", (chosen.cost?.peers ?? []).map((peer) => element("li", `cost with the schedule ${peer.schedule}: ${number(peer.cost)}`)));
    const rules = chosen.rules ?? [];
    const first = ({ at, request, detail }) => `; ${clock(Date.parse(at) * 1000)} ${request}: ${detail}`;
    const tested = rules.filter((rule) => rule.verdict !== "not_tested").map((rule) => (rule.verdict === "fail" ? `✗ ${rule.rule}: broken ${rule.broken} of ${rule.checked} times` + (rule.first ?? []).slice(0, 2).map(first).join("") : `✓ ${rule.rule}: kept ${rule.checked} times`));
    const others = rules.filter((rule) => rule.verdict === "not_tested").map((rule) => rule.rule);
    this.put("rules", [...tested, ...(others.length ? ["? not tested: " + others.join(", ")] : [])].map((text) => element("li", text)));
  }
  job() {
    const { model } = this;
    const job = this.timeline.selected;
    const live = job && model.jobs.get(job.number) === job;
    document.querySelectorAll("#job .bar button").forEach((button) => (button.disabled = !live));
    const now = model.now();
    const looks = model.about.get(job?.number) ?? [];
    $("looks").hidden = !looks.length;
    this.put("job-title", [document.createTextNode(job ? "Job " + job.id : "No job selected")]);
    if (!job) return this.put("job-text", [document.createTextNode("Select a job: click its row, or use the arrow keys in the chart, or open the table of jobs.")]);
    const ends = job.end <= now ? `ended ${clock(job.end)}, after ${duration(job.end - job.begin)}` : job.end === Infinity ? "has no end" : `will end ${clock(job.end)}`;
    const text = live ? `${STAGES[model.stageAt(job, now)]}; ${job.language}${job.title ? "; “" + job.title + "”" : ""}; submitted ${clock(job.begin)}, ${ends}. ${looks.length} requests are known.` : "This job was removed.";
    this.put("job-text", [document.createTextNode(text)]);
    this.put($("looks").tBodies[0], looks.slice(-100).reverse().map((look) => row([clock(look.end, 1), duration(Math.max(0, look.end - job.begin)), cut(model.clients[look.client] ?? "?", 80), KINDS[look.kind] + (look.end > look.begin ? " for " + duration(look.end - look.begin) : ""), answer(look)])));
  }
  jobs() {
    if (!$("all-jobs").open) return;
    const now = this.model.now();
    this.put($("jobs").tBodies[0], this.model.rows.slice(-100).reverse().map((job) => {
      const button = element("button", job.id, { type: "button", class: "mono", "data-id": job.id });
      button.addEventListener("click", () => this.timeline.select(this.model.jobs.get(job.number) ?? job));
      return row([button, job.language, STAGES[this.model.stageAt(job, now)], clock(job.begin), duration(Math.min(now, job.end) - job.begin), this.model.about.get(job.number)?.length ?? 0]);
    }));
  }
}
