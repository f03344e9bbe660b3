// The chart: jobs as bars, looks at them as marks. Draws only what is in view.
import { CREATE, HOLD, SMALL, STAGES, STREAM } from "./live.js";
import { describe, line, lookColor, shape } from "./marks.js";
import { clock, cut } from "./text.js";
import { View } from "./view.js";

const YEAR = 31536000e6;
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 10e3, 15e3, 30e3, 60e3, 120e3, 300e3, 600e3, 900e3, 1800e3, 3600e3, 7200e3, 21600e3, 43200e3, 86400e3, 604800e3, 2592000e3].map((millis) => millis * 1e3);

export class Timeline extends View {
  client = null; // the only one that is drawn in full
  constructor(model, changed) {
    super(model, changed);
    this.extent = document.getElementById("extent");
    Object.assign(this.canvas, { draws: 0, millis: 0 }); // for tests
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    new ResizeObserver(() => this.resize()).observe(this.scroller);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.resize());
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
    const wait = (0.5 * this.span) / (this.w * speed * 1000);
    if (speed === 0 || document.hidden || wait > 3e4) return;
    this.timer = setTimeout(() => this.request(), Math.max(wait, this.calm.matches ? 1000 : 0));
  }
  get lanes() { return this.model.about.has(SMALL) || (this.model.small.length && !this.model.rows.length) ? [SMALL] : []; }
  get top() { return (24 + this.lanes.length * 30) * this.unit; }
  letters(width) { return Math.floor(width / this.letter); }
  draw() {
    const { ctx, w, h, unit, top, scroller } = this;
    const rows = this.model.rows.length;
    // New jobs come above: what is in view stays.
    if (rows > this.drawn && scroller.scrollTop > 0) scroller.scrollTop += (rows - this.drawn) * this.rowHeight;
    this.drawn = rows;
    const height = Math.max(h, top + rows * this.rowHeight) + "px";
    if (this.extent.style.height !== height) this.extent.style.height = height;
    const [first, last] = this.visible();
    this.place(first, last);
    ctx.fillStyle = this.colors.panel;
    ctx.fillRect(0, 0, w, h);
    if (!this.model.connected) return;
    this.model.open.forEach((look) => (look.end = this.model.now()));
    ctx.font = `${11.5 * unit}px ${this.colors.mono}`;
    ctx.textBaseline = "middle";
    this.letter = ctx.measureText("0").width;
    this.axis();
    this.within(0, top, w, h - top, () => {
      for (let i = first; i <= last; i++) this.bar(this.job(i), top + i * this.rowHeight - scroller.scrollTop);
    });
    this.lanes.forEach((lane, i) => this.lane(lane, (24 + i * 30) * unit));
    const now = this.x(this.model.now());
    ctx.fillStyle = this.colors.accent;
    if (now >= this.gutter) ctx.fillRect(now - 0.75 * unit, 0, 1.5 * unit, h);
    if (!rows) this.words(cut("No jobs yet. Submit some, or start a client.", this.letters(w) - 4), 12 * unit, top + 30 * unit, "muted");
    if (this.hover) this.bubble(this.hover);
  }
  within(x, y, w, h, draw) {
    this.ctx.save();
    this.ctx.beginPath();
    this.ctx.rect(x, y, w, h);
    this.ctx.clip();
    draw();
    this.ctx.restore();
  }
  words(text, x, y, color) {
    this.ctx.fillStyle = this.colors[color];
    this.ctx.fillText(text, x, y);
  }
  axis() {
    const { ctx, unit } = this;
    const step = STEPS.find((each) => (each / this.span) * this.room > (each < 1e6 ? 110 : 84) * unit) ?? YEAR;
    const zone = step >= 3600e6 ? new Date(this.from / 1000).getTimezoneOffset() * 60e6 : 0;
    for (let t = Math.ceil((this.from - zone) / step) * step + zone, i = 0; t < this.from + this.span && i < 100; t += step, i++) {
      const x = this.x(t);
      if (x < this.gutter) continue;
      ctx.fillStyle = this.colors.grid;
      ctx.fillRect(x, 20 * unit, 1, this.h);
      const text = clock(t, step);
      if (x + 3 * unit + text.length * this.letter < this.w) this.words(text, x + 3 * unit, 12 * unit, "muted");
    }
  }
  bar(job, y) {
    const { ctx, unit, rowHeight: h } = this;
    const now = this.model.now();
    const color = job === this.selected ? "selected" : "panel";
    ctx.fillStyle = this.colors[color];
    if (job === this.selected) ctx.fillRect(0, y, this.w, Math.max(h, 2));
    const inset = h >= 8 * unit ? h * 0.2 : 0;
    const [top, height] = [y + inset, Math.max(h - 2 * inset - (h < 8 * unit && h > 2 ? 1 : 0), 1)];
    for (let i = 0; i < job.marks.length; i += 2) {
      const [from, code] = [job.marks[i], job.marks[i + 1]];
      if (code >= 6) this.end(this.x(from), y, h, code, from > now);
      else this.stretch(from, job.marks[i + 2] ?? Math.max(now, from), now, top, height, code);
    }
    this.looks(this.model.about.get(job.number), y, h);
    if (h < 12 * unit) return;
    ctx.fillStyle = this.colors[color];
    ctx.fillRect(0, y, this.gutter - 2, h);
    const room = this.letters(this.gutter - 10 * unit);
    this.words(cut(room > job.id.length + 3 ? job.id + " " + job.language : job.id, room), 6 * unit, y + h / 2, job === this.selected ? "text" : "muted");
  }

  // A part of a bar; what is to come is paler.
  stretch(from, to, now, y, height, code) {
    const [a, middle, b] = [from, Math.min(Math.max(now, from), to), to].map((time) => Math.min(Math.max(this.x(time), this.gutter), this.w));
    this.ctx.fillStyle = this.colors["s" + code];
    if (middle > a) this.ctx.fillRect(a, y, middle - a, height);
    this.ctx.globalAlpha = 0.35;
    if (b > middle) this.ctx.fillRect(middle, y, b - middle, height);
    this.ctx.globalAlpha = 1;
  }
  end(x, y, h, code, future) {
    if (x < this.gutter || x > this.w) return;
    const { ctx, unit } = this;
    const width = Math.min(3 * unit, Math.max(2 * unit, h / 5));
    ctx.globalAlpha = future ? 0.45 : 1;
    ctx.fillStyle = this.colors["s" + code];
    ctx.fillRect(x - width / 2, y + h * 0.08, width, Math.max(h * 0.84, 1));
    const bar = h * 0.45;
    if (code > 6 && h >= 12 * unit) ctx.fillRect(x - bar / 2, y + h * 0.08, bar, width);
    if (code === 7 && h >= 12 * unit) ctx.fillRect(x - bar / 2, y + h * 0.92 - width, bar, width);
    ctx.globalAlpha = 1;
  }
  lane(lane, y) {
    const { ctx, unit } = this;
    const h = 30 * unit;
    const now = this.model.now();
    ctx.fillStyle = this.colors.lane;
    ctx.fillRect(0, y, this.w, h - 1);
    this.within(this.gutter, y, this.room, h, () => {
      for (const phase of this.model.small) {
        if (phase.until < this.from || phase.begin > this.from + this.span) continue;
        this.stretch(phase.begin, Math.min(phase.end, phase.until), now, y + 6 * unit, 18 * unit, 3);
        if (phase.end < phase.until) this.end(this.x(phase.end), y, h, phase.result === "error" ? 7 : 6, phase.end > now);
      }
      this.looks(this.model.about.get(lane), y, h);
    });
    this.words(cut("GET /status", this.letters(this.gutter - 10 * unit)), 6 * unit, y + h / 2, "text");
  }
  looks(list, y, h) {
    if (!list) return;
    const r = Math.min(Math.max(h * 0.17, 0.8), 4.2 * this.unit);
    const lines = Math.max(1, Math.min(list.clients.length, Math.floor(h / (r * 2))));
    const last = {};
    for (const look of list) {
      const x = this.x(look.end);
      if (x < this.gutter || this.x(look.begin) > this.w + r) continue;
      const color = lookColor(look);
      const line = look.kind < CREATE ? list.clients.indexOf(look.client) % lines : (lines - 1) / 2;
      // One that hides behind the one before is left out.
      if (look.begin === look.end && last[line]?.color === color && x - last[line].x < 0.7) continue;
      last[line] = { x, color };
      this.mark(look, x, y + (h * (line + 1)) / (lines + 1), r, this.colors[color]);
    }
    this.ctx.globalAlpha = 1;
  }
  mark(look, x, y, r, color) {
    const { ctx } = this;
    ctx.globalAlpha = this.client === null || this.client === look.client ? 1 : 0.15;
    ctx.fillStyle = ctx.strokeStyle = color;
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
    const shown = cut(text, this.letters(this.w - 20 * unit));
    const width = shown.length * this.letter + 12 * unit;
    const left = Math.max(2, Math.min(x + 10 * unit, this.w - width - 2));
    const up = y > this.h - 50 * unit ? y - 30 * unit : y + 14 * unit;
    ctx.fillStyle = this.colors.text;
    ctx.fillRect(left, up, width, 22 * unit);
    this.words(shown, left + 6 * unit, up + 11 * unit, "panel");
  }
}
