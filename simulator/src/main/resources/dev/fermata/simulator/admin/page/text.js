// Times and durations as text, and elements with text. Nothing is ever set as HTML.
const pad = (n, size = 2) => String(n).padStart(size, "0");

export function duration(micros) {
  if (!Number.isFinite(micros)) return "–";
  const sign = micros < 0 ? "−" : "";
  const s = Math.abs(micros) / 1e6;
  if (s < 1) return sign + (s < 0.01 ? (s * 1000).toFixed(1) : Math.round(s * 1000)) + "\u00a0ms";
  if (s < 60) return sign + s.toFixed(s < 10 ? 2 : 1) + "\u00a0s";
  if (s < 3600) return sign + Math.floor(s / 60) + "\u00a0min\u00a0" + pad(Math.floor(s % 60)) + "\u00a0s";
  if (s < 172800) return sign + Math.floor(s / 3600) + "\u00a0h\u00a0" + pad(Math.floor((s % 3600) / 60)) + "\u00a0min";
  return sign + Math.round(s / 86400) + "\u00a0d";
}

// The time of day, with fractions of a second if a step of the axis is shorter.
export function clock(micros, step = 1e6) {
  const date = new Date(micros / 1000);
  if (Number.isNaN(date.getTime())) return "–";
  if (step >= 86400e6) return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  const minutes = pad(date.getHours()) + ":" + pad(date.getMinutes());
  if (step >= 60e6) return minutes;
  return minutes + ":" + pad(date.getSeconds()) + (step < 1e6 ? "." + pad(date.getMilliseconds(), 3) : "");
}

export const number = (value, digits = 2) =>
  typeof value === "number" && Number.isFinite(value) ? String(+value.toFixed(digits)) : "–";

export const cut = (text, most = 60) => (text.length > most ? text.slice(0, most - 1) + "…" : text);

export function element(name, text, attributes = {}) {
  const created = document.createElement(name);
  if (text !== undefined && text !== null) created.textContent = text;
  for (const [key, value] of Object.entries(attributes)) created.setAttribute(key, value);
  return created;
}

export function row(cells) {
  const tr = document.createElement("tr");
  cells.forEach((cell) => {
    const td = element("td");
    td.append(cell instanceof Node ? cell : String(cell));
    tr.append(td);
  });
  return tr;
}
