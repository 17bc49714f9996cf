// One text, or a pair: scores while one types, and how the model reads it.
import { byId, make, tell } from "./dom.js";
import { ask, Failure } from "./server.js";
import { percent, say } from "./words.js";
import { bars, noteOf, verdict, verdictInWords } from "./scores.js";
import { showTokens } from "./tokens.js";

const stillMs = 140, spokenMs = 1200;                       // what counts as a pause of the fingers, and of the ears

/** Texts as JSON can carry them: half a surrogate pair is no character. */
export const whole = text => text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD");

export class Trial {
  #model;
  #isOfVersion;
  #timer = 0;
  #speaker = 0;
  #asked = null;
  #turn = 0;
  #answer = null;
  #failure = null;
  #wait = 0;
  #isAll = false;

  constructor(model, isOfVersion) {
    this.#model = model;
    this.#isOfVersion = isOfVersion;
    for (const id of ["text", "pair"]) byId(id).addEventListener("input", () => this.#soon());
    byId("clear").addEventListener("click", () => this.put("", ""));
    byId("add-pair").addEventListener("click", () => {
      this.#showPair(true);
      byId("pair").focus();
    });
    byId("more-bars").addEventListener("click", () => {
      this.#isAll = !this.#isAll;
      this.show();
    });
  }

  /** Another model, or another version: the text stays. */
  take() {
    const pairs = this.#model().pairs;
    this.#showPair(pairs === "always" || (pairs === "may" && byId("pair").value !== ""));
    this.#answer = this.#failure = null;
    this.#isAll = false;
    this.show();
    this.#go();
  }

  /** Puts a text into the box, as if it had been typed. */
  put(text, pair) {
    byId("text").value = text;
    byId("pair").value = pair ?? "";
    if (pair) this.#showPair(true);
    this.#go();
    byId("text").focus({ preventScroll: true });
    byId("try").scrollIntoView({ block: "start" });
  }

  #showPair(isShown) {
    byId("pair-box").hidden = !isShown;
    byId("add-pair").hidden = isShown || this.#model().pairs !== "may";
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#go(), stillMs);
  }

  // The last request counts: an earlier one is given up, and its answer, should it come, is dropped.
  async #go() {
    clearTimeout(this.#timer);
    clearTimeout(this.#speaker);
    this.#asked?.abort();
    const mine = ++this.#turn, model = this.#model();
    const text = whole(byId("text").value), pair = byId("pair-box").hidden ? null : whole(byId("pair").value);
    this.#wait = 0;
    if (text === "") {
      this.#asked = null;
      this.#answer = this.#failure = null;
      this.show();
      return;
    }
    this.#asked = new AbortController();
    byId("try").classList.add("stale");
    try {
      const answer = await ask("try", {
        body: { model: model.name, text, ...pair === null ? {} : { text_pair: pair } },
        signal: this.#asked.signal,
        onWait: seconds => {
          if (mine !== this.#turn) return;
          [this.#wait, this.#answer, this.#failure] = [seconds, null, null];    // what stood there is of another text
          this.show();
        },
      });
      if (mine !== this.#turn || !(await this.#isOfVersion(answer.version)) || mine !== this.#turn) return;
      [this.#answer, this.#failure] = [{ ...answer, text, pair }, null];
    } catch (error) {
      if (error.name === "AbortError" || mine !== this.#turn) return;
      if (!(error instanceof Failure)) throw error;
      [this.#answer, this.#failure] = [null, error];
    }
    this.show();
    if (this.#answer) this.#speaker = setTimeout(() => this.#speak(), spokenMs);
  }

  // A reader of screens hears an answer once the fingers rest, and never the same twice.
  #speak() {
    if (!this.#answer?.answer) return;
    const spoken = byId("spoken"), text = verdictInWords(this.#model(), this.#answer.answer);
    if (spoken.textContent !== text) spoken.textContent = text;
  }

  /** Shows what there is. */
  show() {
    const model = this.#model();
    if (!model) return;
    const answer = this.#answer?.answer ?? null;
    byId("try").classList.remove("stale");
    tell(byId("try-trouble"), this.#failure?.message ?? (this.#wait > 0 ? say("trouble.busy", { seconds: Math.ceil(this.#wait) }) : ""));
    if (answer) {
      byId("verdict").replaceChildren(...verdict(model, answer));
      const { items, hidden } = bars(model, answer, this.#isAll);
      byId("bars").replaceChildren(...items);
      byId("more-bars").hidden = hidden === 0 && !this.#isAll;
      byId("more-bars").textContent = this.#isAll ? say("answer.fewer") : say("answer.more", { labels: hidden });
    } else {
      const isMissing = this.#failure !== null || this.#wait > 0;
      byId("verdict").replaceChildren(make("p", { className: "absent", textContent: say(isMissing ? "answer.none" : "answer.empty") }));
      byId("bars").replaceChildren();
      byId("more-bars").hidden = true;
    }
    tell(byId("answer-note"), answer ? noteOf(model, percent) : "");
    showTokens(model, this.#answer);
  }
}
