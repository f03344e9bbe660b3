// Which part of the jobs and of the time the chart shows, and how keys, wheel and pointer move it.
const SHORTEST = 1e4, LONGEST = 1e15, HEIGHTS = [1, 2, 3, 5, 8, 12, 18, 24, 32, 44];
const KEYS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right", Home: "newest", End: "oldest", Enter: "enter", Escape: "none", "+": "in", "=": "in", "-": "out", "[": "low", "]": "high", f: "fit", l: "live" };

export class View {
  // "fit" shows the jobs in view whole, "live" follows the clock, "still" stays.
  mode = "fit";
  from = 0;
  span = 60e6;
  height = 7; // an index into HEIGHTS
  selected = null;
  constructor(model, changed) {
    [this.model, this.changed] = [model, changed];
    [this.scroller, this.canvas] = [document.getElementById("scroller"), document.getElementById("timeline")];
    this.scroller.addEventListener("scroll", () => this.request());
    this.scroller.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.scroller.addEventListener("keydown", (event) => this.key(event));
    this.canvas.addEventListener("pointerdown", (event) => this.press(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    this.canvas.addEventListener("pointerleave", () => this.point(null));
  }
  get rowHeight() { return HEIGHTS[this.height] * this.unit; }
  get room() { return this.w - this.gutter; }
  job(row) { return this.model.rows[this.model.rows.length - 1 - row]; }
  rowOf(job) { return this.model.rows.length - 1 - this.model.rows.indexOf(job); }
  x(time) { return this.gutter + ((time - this.from) / this.span) * this.room; }

  // The first and the last row in view.
  visible() {
    const rows = Math.ceil((this.scroller.scrollTop + this.h - this.top) / this.rowHeight);
    return [Math.floor(this.scroller.scrollTop / this.rowHeight), Math.min(this.model.rows.length - 1, rows)];
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
      end = Math.max(end, this.model.about.get(job.number)?.at(-1)?.end ?? end);
    }
    if (last < first) {
      begin = this.model.small.at(-3)?.begin ?? this.model.small[0]?.begin ?? now - 30e6;
      end = Math.max(now, Math.min(this.model.small.at(-1)?.end ?? now, now + (now - begin)));
    }
    const span = Math.max(end - begin, 1e6);
    [this.from, this.span] = [begin - span * 0.02, span * 1.06];
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
    const [first] = this.visible();
    this.height = Math.min(Math.max(this.height + step, 0), HEIGHTS.length - 1);
    this.draw(); // sets how far it can scroll
    this.scroller.scrollTop = first * this.rowHeight;
    this.request();
  }
  select(job) {
    this.selected = job;
    if (job) {
      const y = this.rowOf(job) * this.rowHeight;
      this.scroller.scrollTop = Math.max(Math.min(this.scroller.scrollTop, y), y + this.rowHeight - this.h + this.top);
    }
    this.changed(job);
    this.request();
  }
  step(by) {
    const rows = this.model.rows.length;
    const present = this.selected ? this.rowOf(this.selected) : by > 0 ? -1 : rows;
    if (rows) this.select(this.job(Math.min(Math.max(present + by, 0), rows - 1)));
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
    const what = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!what || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.act(what);
  }
  wheel(event) {
    const part = (event.clientX - this.canvas.getBoundingClientRect().left - this.gutter) / this.room;
    const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (event.ctrlKey || event.altKey) this.zoom(Math.exp(event.deltaY / 300), this.from + part * this.span);
    else if (sideways) this.pan((event.deltaX || event.deltaY) / this.room);
    else return; // scrolls
    event.preventDefault();
  }
  press(event) {
    this.drag = { x: event.clientX, from: this.from, moved: false };
    this.canvas.setPointerCapture(event.pointerId);
    this.canvas.addEventListener("pointerup", (up) => {
      const job = this.drag?.moved ? null : this.at(up)?.job;
      this.drag = null;
      if (job) this.select(job);
    }, { once: true });
  }
  move(event) {
    if (!this.drag || !(event.buttons & 1)) return this.point(this.at(event));
    const shift = event.clientX - this.drag.x;
    this.drag.moved ||= Math.abs(shift) > 4;
    if (this.drag.moved) this.show("still", this.drag.from - (shift / this.room) * this.span, this.span);
  }
  point(hover) {
    if (this.hover || hover) this.request();
    this.hover = hover;
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
}
