// Sends many rows in requests that the server takes, two at a time, and writes the answers into the rows.
import { ask, Failure } from "./server.js";
import { whole } from "./trial.js";
import { say } from "./words.js";

const atOnce = 2;
const bytesOfText = new TextEncoder();

/** Classifies rows: each gets an `answer`, or a `fault` where the server refused it alone. */
export async function runAll(model, rows, limits, signal, progress) {
  const parts = cut(rows, limits), versions = new Set([model.version]);
  let next = 0, done = 0;
  const own = new AbortController();
  const either = AbortSignal.any([signal, own.signal]);
  const worker = async () => {
    while (next < parts.length) {
      const part = parts[next++];
      await classify(model, part, either, progress, versions);
      progress.done(done += part.length);
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, worker));
  } finally {
    own.abort();                                              // where one has failed the other stops as well
  }
}

/** The rows in parts within the server's limits. */
export function cut(rows, limits) {
  const mostBytes = limits.bytes * 0.8 - 1000, parts = [];
  let part = [], bytes = 0;
  for (const row of rows) {
    const size = sizeOf(row.text) + sizeOf(row.pair ?? "");
    if (part.length > 0 && (part.length === limits.texts || bytes + size > mostBytes)) {
      parts.push(part);
      [part, bytes] = [[], 0];
    }
    part.push(row);
    bytes += size;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

// As a JSON string, escapes and all.
const sizeOf = text => bytesOfText.encode(JSON.stringify(text)).length + 1;

// A part that is refused for what it holds is halved until the row is found.
async function classify(model, part, signal, progress, versions) {
  const body = { model: model.name, texts: part.map(row => whole(row.text)) };
  if (part.some(row => row.pair !== null)) body.text_pairs = part.map(row => row.pair === null ? null : whole(row.pair));
  try {
    const answer = await ask("classify", { body, signal, onWait: seconds => progress.waits(seconds) });
    if (answer.answers.length !== part.length) throw new Failure(500, "");
    if (!versions.has(answer.version)) {
      await requireSameLabels(model, signal);
      versions.add(answer.version);
    }
    part.forEach((row, index) => Object.assign(row, { answer: answer.answers[index], version: answer.version }));
  } catch (error) {
    if (!(error instanceof Failure) || !error.isOfRequest) throw error;
    if (part.length === 1) {
      part[0].fault = error.message;
      return;
    }
    const middle = part.length >> 1;
    await classify(model, part.slice(0, middle), signal, progress, versions);
    await classify(model, part.slice(middle), signal, progress, versions);
  }
}

// Labels travel as indices: of a version that has other labels they would be other names.
async function requireSameLabels(model, signal) {
  const now = (await ask("models", { signal })).models.find(each => each.name === model.name);
  if (now?.task !== model.task || JSON.stringify(now.labels) !== JSON.stringify(model.labels)) throw new Failure(0, say("batch.replaced"));
}
