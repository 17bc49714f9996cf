// Many texts: pasted lines, or a file; progress, a result to look at and to take away.
import { byId, make, tell } from "./dom.js";
import { Failure } from "./server.js";
import { count, language, say } from "./words.js";
import { TableFault } from "./csv.js";
import { SourceFile } from "./file.js";
import { runAll } from "./runner.js";
import { ResultTable } from "./result.js";

const shownEveryMs = 120, spokenEveryMs = 8000;

export class Batch {
  #model;
  #limits;
  #file = new SourceFile(() => this.#changed());
  #table = new ResultTable(byId("result"));
  #running = null;
  #trouble = null;

  constructor(model, limits) {
    [this.#model, this.#limits] = [model, limits];
    byId("run").addEventListener("click", () => this.#run());
    byId("stop").addEventListener("click", () => this.#running?.abort());
    byId("lines").addEventListener("input", () => {
      if (byId("lines").value) this.#file.clear();
      this.#changed();
    });
  }

  /** Another model: what an earlier one said goes away. */
  take() {
    this.#running?.abort();
    this.#table.clear();
    this.#file.take(this.#model());
    byId("progress").hidden = true;
    this.#changed();
  }

  /** Says everything anew. */
  show() {
    if (!this.#model()) return;
    this.#file.show();
    this.#table.show();
    this.#sayTrouble();
  }

  #changed() {
    this.#trouble = this.#file.fault;
    this.#sayTrouble();
    if (this.#file.isThere) byId("lines").value = "";
  }

  #sayTrouble() {
    const fault = this.#trouble;
    tell(byId("batch-trouble"), fault === null ? "" : fault instanceof TableFault ? say(fault.word, fault.values) : fault.message);
  }

  #rows() {
    if (this.#file.isThere) return this.#file.rows();
    const lines = byId("lines").value.split("\n").map((text, index) => ({ number: index + 1, id: null, text, pair: null }));
    return lines.filter(row => row.text.trim() !== "");
  }

  async #run() {
    this.#trouble = null;
    let rows;
    try {
      rows = this.#rows();
      if (rows.length === 0) throw new TableFault("batch.empty");
    } catch (error) {
      if (!(error instanceof TableFault)) throw error;
      this.#trouble = error;
      this.#sayTrouble();
      return;
    }
    this.#sayTrouble();
    const model = this.#model(), stop = this.#running = new AbortController();
    this.#table.clear();
    this.#setRunning(true);
    const progress = this.#progressOf(rows.length);
    try {
      await runAll(model, rows, this.#limits(), stop.signal, progress);
    } catch (error) {
      if (!(error instanceof Failure) && error.name !== "AbortError") throw error;
      if (error instanceof Failure) this.#trouble = error;
    } finally {
      if (this.#running === stop) {
        this.#running = null;
        this.#setRunning(false);
      }
    }
    if (model.name !== this.#model().name) return;
    progress.end();
    this.#sayTrouble();
    const done = rows.filter(row => row.answer || row.fault);
    const text = say(stop.signal.aborted || this.#trouble ? "batch.stopped" : "batch.done", { done: done.length, all: rows.length });
    byId("progress-text").textContent = byId("batch-spoken").textContent = text;
    if (done.length > 0) this.#table.take(model, done, this.#file.isThere ? this.#file.name : null);
  }

  #setRunning(isRunning) {
    const hadFocus = document.activeElement === byId(isRunning ? "run" : "stop");
    byId("run").hidden = isRunning;
    byId("stop").hidden = !isRunning;
    if (hadFocus) byId(isRunning ? "stop" : "run").focus();
  }

  #progressOf(all) {
    const [bar, text, spoken] = [byId("progress-bar"), byId("progress-text"), byId("batch-spoken")];
    const began = performance.now();
    let shown = 0, said = began, wait = 0, later = 0;
    byId("progress").hidden = false;
    [bar.max, bar.value] = [all, 0];
    text.textContent = spoken.textContent = say("batch.running", { done: 0, all });
    return {
      done(number) {
        const now = performance.now();
        clearTimeout(later);
        if (now - shown < shownEveryMs && number < all) {
          later = setTimeout(() => this.done(number), shownEveryMs);
          return;
        }
        shown = now;
        bar.value = number;
        const rate = number / ((now - began) / 1000);
        text.textContent = wait > 0
          ? say("trouble.busy", { seconds: Math.ceil(wait) })
          : `${say("batch.running", { done: number, all })} ${now - began > 1500 ? say("batch.rate", { rate: Math.round(rate) }) : ""}`;
        if (now - said < spokenEveryMs) return;
        said = now;
        spoken.textContent = say("batch.running", { done: number, all });
      },
      waits(seconds) {
        wait = seconds;
        if (seconds > 0) text.textContent = say("trouble.busy", { seconds: Math.ceil(seconds) });
      },
      end() { clearTimeout(later); },
    };
  }
}
