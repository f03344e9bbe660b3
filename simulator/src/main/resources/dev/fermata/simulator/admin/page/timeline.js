// The chart: jobs as bars, looks at them as marks. Draws only what is in view.
import { HOLD, OTHER, SMALL, STAGES, STREAM } from "./live.js";
import { describe, line, lookColor, shape } from "./marks.js";
import { clock, cut } from "./text.js";

const STEPS = [1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6, 5e6, 10e6, 15e6, 30e6, 60e6, 120e6, 300e6, 600e6, 900e6, 1800e6, 3600e6, 7200e6, 21600e6, 43200e6, 86400e6, 604800e6, 2592000e6, 31536000e6];
const SHORTEST = 1e4, LONGEST = 1e15, HEIGHTS = [1, 2, 3, 5, 8, 12, 18, 24, 32, 44];

export class Timeline {
  constructor(model, changed) {
    this.model = model;
    this.changed = changed;
    this.scroller = document.getElementById("scroller");
    this.extent = document.getElementById("extent");
    this.canvas = document.getElementById("timeline");
    this.canvas.draws = 0; // for tests, as are the milliseconds that drawing took
    this.canvas.millis = 0;
    this.mode = "fit";
    this.from = 0;
    this.span = 60e6;
    this.height = 7; // an index into HEIGHTS
    this.selected = null;
    this.client = null;
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    new ResizeObserver(() => this.resize()).observe(this.scroller);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.resize());
    this.scroller.addEventListener("scroll", () => this.request());
    this.scroller.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.scroller.addEventListener("keydown", (event) => this.key(event));
    this.canvas.addEventListener("pointerdown", (event) => this.press(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    this.canvas.addEventListener("pointerleave", () => this.point(null));
    this.resize();
  }

  resize() {
    const css = getComputedStyle(document.documentElement);
    this.unit = parseFloat(css.fontSize) / 16;
    this.colors = new Proxy({}, { get: (known, name) => (known[name] ??= css.getPropertyValue("--" + name).trim()) });
    [this.w, this.h] = [this.scroller.clientWidth, this.scroller.clientHeight];
    const scale = devicePixelRatio || 1;
    [this.canvas.width, this.canvas.height] = [this.w * scale, this.h * scale];
    [this.canvas.style.width, this.canvas.style.height] = [this.w + "px", this.h + "px"];
    this.ctx = this.canvas.getContext("2d");
    this.ctx.setTransform(scale, 0, 0, scale, 0, 0);
    this.gutter = Math.min(Math.max(this.w * 0.2, 92 * this.unit), 200 * this.unit);
    this.request();
  }

  request() {
    this.pending ??= requestAnimationFrame(() => {
      this.pending = null;
      const began = performance.now();
      this.draw();
      this.canvas.millis += performance.now() - began;
      this.canvas.draws++;
      this.again();
    });
  }

  // The clock runs: draws again when it has moved by half a pixel.
  again() {
    clearTimeout(this.timer);
    const { speed } = this.model.base;
    if (speed === 0 || document.hidden) return;
    const wait = (0.5 * this.span) / (this.w * speed * 1000);
    if (wait < 3e4) this.timer = setTimeout(() => this.request(), Math.max(wait, this.still.matches ? 1000 : 0));
  }

  get rowHeight() { return HEIGHTS[this.height] * this.unit; }
  get lanes() { return [SMALL, OTHER].filter((lane) => this.model.about.has(lane) || (lane === SMALL && this.model.small.length && !this.model.rows.length)); }
  get top() { return (24 + this.lanes.length * 30) * this.unit; }
  job(row) { return this.model.rows[this.model.rows.length - 1 - row]; }
  rowOf(job) { return this.model.rows.length - 1 - this.model.rows.indexOf(job); }
  x(time) { return this.gutter + ((time - this.from) / this.span) * (this.w - this.gutter); }

  visible() {
    const first = Math.floor(this.scroller.scrollTop / this.rowHeight);
    const last = Math.min(this.model.rows.length - 1, Math.ceil((this.scroller.scrollTop + this.h - this.top) / this.rowHeight));
    return [first, last];
  }

  // Sets the times that are shown, as the mode says.
  place(first, last) {
    const now = this.model.now();
    if (this.mode === "live") this.from = now - this.span * 0.8;
    if (this.mode !== "fit") return;
    let [begin, end] = [Infinity, -Infinity];
    for (let i = first; i <= last; i++) {
      const job = this.job(i);
      begin = Math.min(begin, job.begin);
      end = Math.max(end, job.end === Infinity ? now : Math.min(job.end, now + (now - job.begin) * 0.5 + 5e6));
      const looks = this.model.about.get(job.number);
      if (looks?.length) end = Math.max(end, looks[looks.length - 1].end);
    }
    if (last < first) {
      begin = this.model.small[Math.max(0, this.model.small.length - 3)]?.begin ?? now - 30e6;
      end = Math.max(now, Math.min(this.model.small[this.model.small.length - 1]?.end ?? now, now + (now - begin)));
    } else if (first === 0 && this.job(0).end > now) end = Math.max(end, now);
    const span = Math.max(end - begin, 1e6);
    [this.from, this.span] = [begin - span * 0.02, span * 1.06];
  }

  draw() {
    const { ctx, w, h, unit, top } = this;
    const rows = this.model.rows.length;
    if (this.rows0 !== undefined && rows > this.rows0 && this.scroller.scrollTop > 0) this.scroller.scrollTop += (rows - this.rows0) * this.rowHeight;
    this.rows0 = rows;
    const height = Math.max(this.h, top + rows * this.rowHeight) + "px";
    if (this.extent.style.height !== height) this.extent.style.height = height;
    const [first, last] = this.visible();
    this.place(first, last);
    ctx.fillStyle = this.colors.panel;
    ctx.fillRect(0, 0, w, h);
    ctx.font = `${11.5 * unit}px ${this.colors.mono}`;
    ctx.textBaseline = "middle";
    this.letter = ctx.measureText("0").width;
    this.axis();
    ctx.save();
    ctx.beginPath();
    ctx.rect(0, top, w, h - top);
    ctx.clip();
    for (let i = first; i <= last; i++) this.bar(this.job(i), top + i * this.rowHeight - this.scroller.scrollTop);
    ctx.restore();
    this.lanes.forEach((lane, i) => this.lane(lane, (24 + i * 30) * unit));
    this.nowLine();
    if (!rows) this.words(cut("No jobs yet. Submit some, or start a client.", Math.floor(w / this.letter) - 4), 12 * unit, top + 30 * unit, this.colors.muted);
    if (this.hover) this.bubble(this.hover);
  }

  words(text, x, y, color) {
    this.ctx.fillStyle = color;
    this.ctx.fillText(text, x, y);
  }

  axis() {
    const { ctx, unit } = this;
    const step = STEPS.find((each) => (each / this.span) * (this.w - this.gutter) > (each < 1e6 ? 110 : 84) * unit) ?? 31536000e6 * 10;
    const zone = step >= 3600e6 ? new Date(this.from / 1000).getTimezoneOffset() * 60e6 : 0;
    for (let t = Math.ceil((this.from - zone) / step) * step + zone; t < this.from + this.span; t += step) {
      const x = this.x(t);
      if (x < this.gutter) continue;
      ctx.fillStyle = this.colors.grid;
      ctx.fillRect(x, 20 * unit, 1, this.h);
      if (x < this.w - 50 * unit) this.words(clock(t, step), x + 3 * unit, 12 * unit, this.colors.muted);
    }
  }

  nowLine() {
    const x = this.x(this.model.now());
    if (x < this.gutter || x > this.w) return;
    this.ctx.fillStyle = this.colors.accent;
    this.ctx.fillRect(x - 0.75 * this.unit, 0, 1.5 * this.unit, this.h);
  }

  bar(job, y) {
    const { ctx, unit, rowHeight: h } = this;
    const now = this.model.now();
    if (job === this.selected) {
      ctx.fillStyle = this.colors.selected;
      ctx.fillRect(0, y, this.w, Math.max(h, 2));
    }
    const inset = h >= 8 * unit ? h * 0.2 : 0;
    const [top, height] = [y + inset, Math.max(h - 2 * inset - (h < 8 * unit && h > 2 ? 1 : 0), 1)];
    for (let i = 0; i < job.marks.length; i += 2) {
      const [from, code] = [job.marks[i], job.marks[i + 1]];
      const to = i + 2 < job.marks.length ? job.marks[i + 2] : code >= 6 ? from : Math.max(now, from);
      if (code >= 6) this.end(this.x(from), y, h, code, from > now);
      else {
        this.stretch(from, Math.min(to, now), top, height, code, 1);
        this.stretch(Math.max(from, now), to, top, height, code, 0.35);
      }
    }
    this.looks(this.model.about.get(job.number), y, h);
    if (h >= 12 * unit) {
      ctx.fillStyle = job === this.selected ? this.colors.selected : this.colors.panel;
      ctx.fillRect(0, y, this.gutter - 2, h);
      const letters = Math.floor((this.gutter - 10 * unit) / this.letter);
      const label = letters > job.id.length + 3 ? job.id + " " + job.language : job.id;
      this.words(cut(label, letters), 6 * unit, y + h / 2, job === this.selected ? this.colors.text : this.colors.muted);
    }
  }

  stretch(from, to, y, height, code, alpha) {
    const [a, b] = [Math.max(this.x(from), this.gutter), Math.min(this.x(to), this.w)];
    if (to <= from || b < a) return;
    this.ctx.globalAlpha = alpha;
    this.ctx.fillStyle = this.colors["s" + code];
    this.ctx.fillRect(a, y, Math.max(b - a, 0.5), height);
    this.ctx.globalAlpha = 1;
  }

  end(x, y, h, code, future) {
    if (x < this.gutter || x > this.w) return;
    const { ctx, unit } = this;
    const width = Math.min(3 * unit, Math.max(1, h / 5));
    ctx.globalAlpha = future ? 0.45 : 1;
    ctx.fillStyle = this.colors["s" + code];
    ctx.fillRect(x - width / 2, y + h * 0.08, width, Math.max(h * 0.84, 1));
    if (code > 6 && h >= 12 * unit) {
      const r = h * 0.16;
      ctx.fillRect(x - r * 1.4, y + h * 0.08, r * 2.8, width);
      if (code === 7) ctx.fillRect(x - r * 1.4, y + h * 0.92 - width, r * 2.8, width);
    }
    ctx.globalAlpha = 1;
  }

  lane(lane, y) {
    const { ctx, unit } = this;
    const h = 30 * unit;
    ctx.fillStyle = this.colors.lane;
    ctx.fillRect(0, y, this.w, h - 1);
    ctx.save();
    ctx.beginPath();
    ctx.rect(this.gutter, y, this.w - this.gutter, h);
    ctx.clip();
    const now = this.model.now();
    if (lane === SMALL) {
      for (const phase of this.model.small) {
        if (phase.until < this.from || phase.begin > this.from + this.span) continue;
        this.stretch(phase.begin, Math.min(phase.end, now), y + 6 * unit, 18 * unit, 3, 1);
        this.stretch(Math.max(phase.begin, now), Math.min(phase.end, phase.until), y + 6 * unit, 18 * unit, 3, 0.35);
        if (phase.end < phase.until) this.end(this.x(phase.end), y, h, phase.result === "error" ? 7 : 6, phase.end > now);
      }
    }
    this.looks(this.model.about.get(lane), y, h);
    ctx.restore();
    this.words(cut(lane === SMALL ? "GET /status" : "no single job", Math.floor((this.gutter - 10 * unit) / this.letter)), 6 * unit, y + h / 2, this.colors.text);
  }

  looks(list, y, h) {
    if (!list) return;
    const r = Math.min(Math.max(h * 0.17, 0.8), 4.2 * this.unit);
    const lines = Math.min(list.clients.length, Math.max(1, Math.floor(h / (r * 2))));
    const last = [];
    for (const look of list) {
      const x = this.x(look.end);
      if (x < this.gutter || this.x(look.begin) > this.w + r) continue;
      const color = lookColor(look);
      const line = list.clients.indexOf(look.client) % lines;
      if (look.begin === look.end && last[line] && last[line].color === color && x - last[line].x < 0.7) continue;
      last[line] = { x, color };
      this.mark(look, x, y + (h * (line + 1)) / (lines + 1), r, color);
    }
    this.ctx.globalAlpha = 1;
  }

  mark(look, x, y, r, name) {
    const { ctx } = this;
    ctx.globalAlpha = this.client === null || this.client === look.client ? 1 : 0.15;
    ctx.fillStyle = ctx.strokeStyle = this.colors[name];
    ctx.lineWidth = Math.max(1, r * 0.45);
    if (look.kind === HOLD || look.kind === STREAM) {
      const begin = Math.max(this.x(look.begin), this.gutter);
      ctx.setLineDash(look.kind === STREAM ? [r * 1.5, r] : []);
      line(ctx, begin, y, x, y);
      ctx.setLineDash([]);
      line(ctx, begin, y - r, begin, y + r);
    }
    shape(ctx, look, x, y, r, this.colors.panel);
  }

  bubble({ look, job, x, y }) {
    const { ctx, unit } = this;
    const text = look ? describe(this.model, look) : job.id + ": " + STAGES[this.model.stageAt(job, this.model.now())];
    const lines = [cut(text, Math.floor((this.w - 20 * unit) / this.letter))];
    const width = lines[0].length * this.letter + 12 * unit;
    const left = Math.max(2, Math.min(x + 10 * unit, this.w - width - 2));
    const up = y > this.h - 50 * unit ? y - 30 * unit : y + 14 * unit;
    ctx.fillStyle = this.colors.text;
    ctx.fillRect(left, up, width, 22 * unit);
    this.words(lines[0], left + 6 * unit, up + 11 * unit, this.colors.panel);
  }

  // What is under the pointer.
  at(event) {
    const box = this.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const lane = this.lanes[Math.floor((y - 24 * this.unit) / (30 * this.unit))];
    const job = y < this.top ? null : this.job(Math.floor((y - this.top + this.scroller.scrollTop) / this.rowHeight)) ?? null;
    let [look, nearest] = [null, 8 * this.unit];
    for (const each of this.model.about.get(job ? job.number : lane) ?? []) {
      const distance = Math.abs(this.x(each.end) - x);
      if (distance < nearest) [look, nearest] = [each, distance];
    }
    return job || look ? { job, look, x, y } : null;
  }

  point(hover) {
    const before = this.hover;
    this.hover = hover;
    if (before || hover) this.request();
  }

  press(event) {
    this.drag = { x: event.clientX, from: this.from, moved: false };
    this.canvas.setPointerCapture(event.pointerId);
    this.canvas.addEventListener("pointerup", (up) => {
      const found = this.drag?.moved ? null : this.at(up);
      this.drag = null;
      if (found?.job) this.select(found.job);
    }, { once: true });
  }

  move(event) {
    if (!this.drag || !(event.buttons & 1)) return this.point(this.at(event));
    const shift = event.clientX - this.drag.x;
    if (Math.abs(shift) > 4) this.drag.moved = true;
    if (this.drag.moved) this.show("still", this.drag.from - (shift / (this.w - this.gutter)) * this.span, this.span);
  }

  wheel(event) {
    if (event.ctrlKey || event.altKey) {
      event.preventDefault();
      const box = this.canvas.getBoundingClientRect();
      this.zoom(Math.exp(event.deltaY / 300), this.from + ((event.clientX - box.left - this.gutter) / (this.w - this.gutter)) * this.span);
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      this.pan((event.deltaX || event.deltaY) / (this.w - this.gutter));
    }
  }

  show(mode, from = this.from, span = this.span) {
    [this.mode, this.from, this.span] = [mode, from, span];
    this.changed();
    this.request();
  }

  pan(part) { this.show("still", this.from + part * this.span); }

  zoom(factor, around = this.mode === "live" ? this.model.now() : this.from + this.span / 2) {
    const span = Math.min(Math.max(this.span * factor, SHORTEST), LONGEST);
    this.show(this.mode === "live" ? "live" : "still", around - (around - this.from) * (span / this.span), span);
  }

  rowsBy(step) {
    const middle = this.visible()[0];
    this.height = Math.min(Math.max(this.height + step, 0), HEIGHTS.length - 1);
    this.draw();
    this.scroller.scrollTop = middle * this.rowHeight;
    this.request();
  }

  select(job) {
    this.selected = job;
    if (job) {
      const y = this.rowOf(job) * this.rowHeight;
      const room = this.h - this.top - this.rowHeight;
      if (y < this.scroller.scrollTop) this.scroller.scrollTop = y;
      else if (y > this.scroller.scrollTop + room) this.scroller.scrollTop = y - room;
    }
    this.changed(true);
    this.request();
  }

  step(by) {
    const rows = this.model.rows.length;
    if (!rows) return;
    const present = this.selected ? this.rowOf(this.selected) : by > 0 ? -1 : rows;
    this.select(this.job(Math.min(Math.max(present + by, 0), rows - 1)));
  }

  act(what) {
    const acts = {
      fit: () => this.show("fit"), live: () => this.show("live"), in: () => this.zoom(0.7), out: () => this.zoom(1 / 0.7),
      left: () => this.pan(-0.1), right: () => this.pan(0.1), low: () => this.rowsBy(-1), high: () => this.rowsBy(1),
      up: () => this.step(-1), down: () => this.step(1), newest: () => this.step(-Infinity), oldest: () => this.step(Infinity),
      enter: () => this.selected && document.getElementById("job").focus(), none: () => this.select(null),
    };
    acts[what]();
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const what = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right", Home: "newest", End: "oldest", Enter: "enter", Escape: "none", "+": "in", "=": "in", "-": "out", "[": "low", "]": "high", f: "fit", l: "live" }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!what) return;
    event.preventDefault();
    this.act(what);
  }
}
