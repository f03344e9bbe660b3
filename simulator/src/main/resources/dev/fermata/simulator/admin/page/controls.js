// What changes the simulator. Each control shows the same call as a command for curl.
import { refusal } from "./live.js";
import { element } from "./text.js";

const quoted = (text) => "'" + String(text).replaceAll("'", "'\\''") + "'";
const field = (form, name) => form.elements[name].value.trim();

function fields(text) {
  const wrong = new Error(`Other fields: allowed is a JSON object, such as {"retry_after": "5s"}, not ${text}`);
  let value = {};
  try { value = text ? JSON.parse(text) : value; } catch { throw wrong; }
  if (value?.constructor !== Object) throw wrong;
  return value;
}

export class Controls {
  constructor(model, timeline) {
    [this.model, this.timeline, this.said] = [model, timeline, document.getElementById("said")];
    document.querySelectorAll("[data-call]").forEach((control) => this.wire(control));
  }
  token = () => sessionStorage.getItem("fermata-token") ?? "";
  headers() { return this.token() ? { Authorization: "Bearer " + this.token() } : {}; }
  wire(control) {
    const isForm = control.matches("form");
    const button = isForm ? control.querySelector("button") : control;
    const curl = element("button", "curl", { type: "button", class: "curl", "aria-label": button.textContent + ": copy as curl", title: "Copy as curl" });
    if (!isForm) {
      const pair = element("span", null, { class: "pair" });
      control.replaceWith(pair);
      pair.append(control);
    }
    button.after(curl);
    control.addEventListener(isForm ? "submit" : "click", (event) => {
      event.preventDefault();
      this.attempt(() => this.run(control));
    });
    curl.addEventListener("click", () => {
      if (!isForm || control.reportValidity()) this.attempt(async () => this.copy(await this.call(control)));
    });
  }
  async attempt(action) {
    try {
      await action();
    } catch (error) {
      this.say(error.message, null, true);
    }
  }
  say(text, command = null, bad = false) {
    this.said.hidden = false;
    this.said.classList.toggle("bad", bad);
    const close = element("button", "×", { type: "button", "aria-label": "Close" });
    close.addEventListener("click", () => (this.said.hidden = true));
    this.said.replaceChildren(close, element("p", text), ...(command ? [element("code", command)] : []));
  }

  // What the control stands for: method, path, body, and how often.
  async call(control) {
    const name = control.dataset.call;
    const post = (path, body = {}) => ({ method: "POST", path, body, times: 1 });
    if (name === "submit") {
      const body = { source_url: field(control, "source"), target_languages: field(control, "languages").split(/[\s,]+/).filter(Boolean) };
      if (field(control, "title")) body.title = field(control, "title");
      if (field(control, "callback")) body.callback_url = field(control, "callback");
      return { ...post("fermata/v1/jobs", body), times: Math.min(Number(field(control, "times")) || 1, 100), key: true };
    }
    if (name === "scenario") return { method: "PUT", path: "admin/scenario", body: { from: field(control, "scenario"), name: field(control, "scenario") }, times: 1 };
    if (name === "status") return { method: "PUT", path: "admin/scenario", body: await this.smallSystem(control), times: 1 };
    if (name === "fault") {
      const body = { fault: field(control, "fault"), ...fields(field(control, "fields")) };
      if (field(control, "route")) body.route = field(control, "route");
      if (field(control, "first")) body.first = Number(field(control, "first"));
      if (field(control, "chance")) body.chance = Number(field(control, "chance"));
      return post("admin/faults", body);
    }
    if (name === "advance" || name === "speed") return post("admin/clock/" + name, { [name === "speed" ? "speed" : "by"]: field(control, name === "speed" ? "speed" : "by") });
    if (name === "freeze" || name === "resume") return post("admin/clock/" + name);
    if (name === "reset") return post("admin/reset");
    return post("admin/jobs/" + encodeURIComponent(this.timeline.selected.id) + "/" + name);
  }

  // The scenario in use, with other settings of the small system alone.
  async smallSystem(form) {
    const base = await (await this.send({ method: "GET", path: "admin/scenario" })).json();
    for (const [name, key] of [["delay", "total_delay"], ["chance", "error_chance"], ["reset", "reset_interval"]]) {
      const value = field(form, name);
      if (value) base.status[key] = name === "chance" ? Number(value) : value;
    }
    return base;
  }
  async send({ method, path, body, key }) {
    const apiKey = sessionStorage.getItem("fermata-key");
    const headers = key ? (apiKey ? { Authorization: "Bearer " + apiKey } : {}) : this.headers();
    if (key) headers["X-Client-Id"] = "page";
    if (body) headers["Content-Type"] = "application/json";
    const response = await fetch(path, { method, headers, body: body && JSON.stringify(body), cache: "no-store" }).catch(() => {
      throw new Error("The simulator does not answer at " + location.origin);
    });
    if (!response.ok) throw await refusal(response);
    return response;
  }
  async run(control) {
    const call = await this.call(control);
    let response;
    for (let i = 0; i < call.times; i++) response = await this.send(call);
    this.say(`${call.method} /${call.path}: ${response.status}${call.times > 1 ? ", " + call.times + " times" : ""}`);
    this.faults();
  }
  async copy(call) {
    const secret = call.key ? sessionStorage.getItem("fermata-key") && "$API_KEY" : this.token() && "$ADMIN_TOKEN";
    const one = `curl -sS -X ${call.method} ${quoted(new URL(call.path, location.href))}` + (secret ? ` -H "Authorization: Bearer ${secret}"` : "") + (call.key ? " -H 'X-Client-Id: page'" : "") + `${call.body ? ` -H 'Content-Type: application/json' -d ${quoted(JSON.stringify(call.body))}` : ""}`;
    const command = call.times > 1 ? `for i in $(seq ${call.times}); do ${one}; done` : one;
    const copied = await (navigator.clipboard?.writeText(command) ?? Promise.reject()).then(() => "Copied:", () => "Copy this:");
    this.say(copied, command);
  }

  // The rules in use, each with a button that removes it.
  async faults() {
    const response = await this.send({ method: "GET", path: "admin/faults" }).catch(() => null);
    const all = ((await response?.json())?.faults ?? []).slice(0, 50);
    document.getElementById("faults").replaceChildren(...all.map(({ id, ...rule }) => {
      const item = element("li");
      const call = { method: "DELETE", path: "admin/faults/" + encodeURIComponent(id), times: 1 };
      const button = (text, title, action) => {
        const made = element("button", text, { type: "button", title, "aria-label": title });
        made.addEventListener("click", () => this.attempt(action));
        return made;
      };
      const remove = async () => {
        await this.send(call);
        this.say("The rule " + id + " is removed.");
        this.faults();
      };
      item.append(element("code", JSON.stringify(rule)), button("Remove", "Remove the rule " + id, remove), button("curl", "Copy the removal of " + id + " as curl", () => this.copy(call)));
      return item;
    }));
  }
}
