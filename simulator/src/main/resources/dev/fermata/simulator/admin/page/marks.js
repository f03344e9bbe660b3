// The marks of requests: their colour, form and words.
import { BULK, CREATE, KINDS, STATES, WEBHOOK } from "./live.js";
import { clock, cut, duration } from "./text.js";

// The name of the colour of an answer.
export function lookColor({ kind, status, told }) {
  if (status === 0) return "none";
  if (kind === CREATE || kind === WEBHOOK) return status < 300 ? "accent" : "s7";
  if (status === 429 || status >= 500) return "warn";
  if (status >= 400) return "s7";
  return told >= 2 ? "s" + (told + 4) : "pending";
}

// The server tells of a job that is not over only that.
export const answer = ({ status, told }) => (status === null ? "no answer yet" : status === 0 ? "no response" : status + (told >= 2 ? " " + STATES[told] : told >= 0 ? " not over" : ""));

export function describe(model, { kind, client, begin, end, status, told }) {
  const held = end > begin ? " for " + duration(end - begin) : "";
  return `${KINDS[kind]}${held} by ${cut(model.clients[client] ?? "?", 40)} at ${clock(end, 1)}: ${answer({ status, told })}`;
}

export function line(ctx, x1, y1, x2, y2) {
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}

// A form for each kind of answer, so that no colour stands alone: circle, diamond, triangle, ring, arrow.
export function shape(ctx, { kind, status, told }, x, y, r, edge) {
  ctx.beginPath();
  if (kind === WEBHOOK) polygon(ctx, x, y, [[0, 1.7], [-1.2, 0], [-0.4, 0], [-0.4, -1.7], [0.4, -1.7], [0.4, 0], [1.2, 0]], r);
  else if (kind === CREATE) polygon(ctx, x, y, [[-1, -1.2], [1.2, 0], [-1, 1.2]], r);
  else if (status >= 400) polygon(ctx, x, y, [[0, -1.3], [1.3, 1], [-1.3, 1]], r);
  else if (told >= 2) polygon(ctx, x, y, [[0, -1.4], [1.4, 0], [0, 1.4], [-1.4, 0]], r);
  else if (kind === BULK) polygon(ctx, x, y, [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]], r);
  else ctx.arc(x, y, status === 0 ? r * 0.8 : r, 0, 7);
  if (status === 0) {
    ctx.fillStyle = edge;
    ctx.fill();
    return ctx.stroke();
  }
  if (r > 2) {
    ctx.strokeStyle = edge;
    ctx.lineWidth = r * 0.5;
    ctx.stroke();
  }
  ctx.fill();
}

function polygon(ctx, x, y, points, r) {
  points.forEach(([dx, dy]) => ctx.lineTo(x + dx * r, y + dy * r));
  ctx.closePath();
}
