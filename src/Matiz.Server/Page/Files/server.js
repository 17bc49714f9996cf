// Requests to the server that this page came from: the key, what is refused, and waiting while it is busy.
import { byId } from "./dom.js";
import { say } from "./words.js";

const root = new URL("../../", import.meta.url);            // .../matiz/page/
const mostWaitMs = 30_000;
let asking = null;

/** What went wrong, in words for the one who looks at the page. */
export class Failure extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }

  /** Whether the request itself was at fault, not the server or its load. */
  get isOfRequest() { return [400, 413, 422, 424].includes(this.status); }
}

/** The answer to a question: GET, or POST where there is a body. A busy server is asked again when it says. */
export async function ask(path, { body, model, signal, onWait } = {}) {
  const address = new URL(path, root);
  if (model !== undefined) address.searchParams.set("model", model);
  for (;;) {
    const answer = await send(address, body, signal);
    if (answer.ok) return await answer.json();
    if (answer.status === 401) {
      await askKey(signal);
      continue;
    }
    if (answer.status === 429 || answer.status === 503) {     // too much to do, or the models are still being loaded
      const wait = waitOf(answer);
      onWait?.(wait / 1000);
      await pause(wait, signal);
      onWait?.(0);
      continue;
    }
    throw new Failure(answer.status, await reasonOf(answer));
  }
}

async function send(address, body, signal) {
  const headers = { accept: "application/json" };
  const key = keptKey();
  if (key) headers.authorization = "Bearer " + key;
  if (body !== undefined) headers["content-type"] = "application/json";
  const request = { method: body === undefined ? "GET" : "POST", headers, signal, cache: "no-store" };
  if (body !== undefined) request.body = JSON.stringify(body);
  try {
    return await fetch(address, request);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure(0, say("trouble.unreachable"));
  }
}

/** Milliseconds that a refused request should wait: as the server says, within reason. */
function waitOf(answer) {
  const seconds = Number(answer.headers.get("retry-after"));
  return Math.min(mostWaitMs, Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 1000);
}

async function reasonOf(answer) {
  const text = await answer.text();
  try {
    const error = JSON.parse(text);
    const reason = error.detail ?? error.error ?? error.message ?? error.title;
    if (typeof reason === "string" && reason) return reason;
  } catch { /* no JSON: the status has to do */ }
  return say("trouble.status", { status: answer.status });
}

/** Waits, or ends at once where it is called off. */
export function pause(ms, signal) {
  return new Promise((done, fail) => {
    const stop = () => {
      clearTimeout(timer);
      fail(new DOMException("stopped", "AbortError"));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      done();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}

// The key lives as long as this tab, and nowhere else.
function keptKey() {
  try { return sessionStorage.getItem("matiz.key") ?? ask.key; } catch { return ask.key; }
}

function keepKey(key) {
  ask.key = key;
  try { sessionStorage.setItem("matiz.key", key); } catch { /* it stays in memory */ }
}

// All requests that were refused wait for one dialog.
async function askKey(signal) {
  asking ??= openDialog().finally(() => { asking = null; });
  await asking;
  if (signal?.aborted) throw new DOMException("stopped", "AbortError");
}

function openDialog() {
  const [dialog, form, field, wrong] = [byId("key-dialog"), byId("key-form"), byId("key"), byId("key-wrong")];
  wrong.hidden = !keptKey();
  field.value = "";
  dialog.showModal();
  field.focus();
  return new Promise(done => {
    const keep = event => event.preventDefault();             // without a key there is nothing to see
    const use = event => {
      event.preventDefault();
      const key = field.value.trim();
      if (!/^[\x21-\x7e]+$/.test(key)) {                      // a header holds nothing else
        wrong.hidden = false;
        field.focus();
        return;
      }
      form.removeEventListener("submit", use);
      dialog.removeEventListener("cancel", keep);
      field.value = "";
      keepKey(key);
      dialog.close();
      done();
    };
    form.addEventListener("submit", use);
    dialog.addEventListener("cancel", keep);
  });
}
