// Connects the parts: the stream of the server, the chart, the panels, the controls.
import { Controls } from "./controls.js";
import { Model, read } from "./live.js";
import { Panels } from "./panels.js";
import { Timeline } from "./timeline.js";

const $ = (id) => document.getElementById(id);
const LONGEST_PAUSE = 10000, REFRESH = 500, REPORT = 3000;
const model = new Model();
const timeline = new Timeline(model, (selected) => {
  document.querySelectorAll("[data-view=fit], [data-view=live]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.view === timeline.mode)));
  panels.job();
  if (selected) $("spoken").textContent = $("job-title").textContent + ": " + $("job-text").textContent;
});
const panels = new Panels(model, timeline);
const controls = new Controls(model, timeline);
let connection = new AbortController();

document.querySelectorAll("[data-view]").forEach((button) => button.addEventListener("click", () => timeline.act(button.dataset.view)));

$("access").addEventListener("submit", (event) => {
  event.preventDefault();
  sessionStorage.setItem("fermata-token", event.target.elements.token.value);
  sessionStorage.setItem("fermata-key", event.target.elements.key.value);
  connection.abort();
  connect();
});

function status(text, problem = "") {
  if ($("connection").textContent !== text) $("connection").textContent = text;
  $("notice").hidden = !problem;
  if ($("notice").textContent !== problem) $("notice").textContent = problem;
}

async function connect() {
  const mine = (connection = new AbortController());
  for (let pause = 500; !mine.signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    try {
      model.epoch = null;
      await read("admin/live", controls.headers(), mine.signal, (message) => {
        pause = 500;
        if (model.epoch === null) controls.faults();
        if (model.epoch !== message.epoch) {
          timeline.client = null;
          report();
        }
        status("live");
        model.apply(message);
        const again = model.jobs.get(timeline.selected?.number);
        if (again?.id === timeline.selected?.id) timeline.selected = again ?? null;
        timeline.request();
      });
      status("reconnecting");
    } catch (error) {
      if (mine.signal.aborted) return;
      status(error.status ? "refused" : "reconnecting", error.status ? error.message + (error.status === 401 ? " Enter it under Access." : "") : "");
      if (error.status === 401 || error.status === 403) return;
    }
    await new Promise((resume) => setTimeout(resume, pause));
  }
}

async function report() {
  const response = await fetch("admin/report", { headers: controls.headers(), cache: "no-store" }).catch(() => null);
  if (response?.ok) panels.report(await response.json().catch(() => null));
}

// At most so often, and only if somebody can see it.
setInterval(() => document.hidden || panels.all(), REFRESH);
setInterval(() => document.hidden || $("connection").textContent !== "live" || report(), REPORT);
document.addEventListener("visibilitychange", () => timeline.request());
new ResizeObserver(() => panels.all()).observe($("rate"));
connect();
