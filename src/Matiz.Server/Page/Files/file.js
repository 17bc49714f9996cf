// A file of texts: chosen or dropped, read here, with the columns that count.
import { byId, make, own } from "./dom.js";
import { count, say } from "./words.js";
import { decode, parse, parseJsonLines, sniff, TableFault } from "./csv.js";

const mostBytes = 200_000_000;
const usual = {
  text: ["text", "sentence", "content", "texto", "frase", "sentence1", "review", "comment"],
  pair: ["text_pair", "sentence2"],
  id: ["id"],
};

export class SourceFile {
  #changed;
  #table = null;
  #model = null;
  #choice = { text: null, pair: null, id: null, hasHead: true };

  /** What is wrong with the last file; null: nothing. */
  fault = null;

  /** What it is called. */
  name = null;

  constructor(changed) {
    this.#changed = changed;
    const drop = byId("drop");
    byId("file").addEventListener("change", event => this.#take(event.target.files[0]));
    drop.addEventListener("dragover", () => drop.classList.add("over"));
    drop.addEventListener("dragleave", () => drop.classList.remove("over"));
    drop.addEventListener("drop", event => {
      drop.classList.remove("over");
      this.#take(event.dataTransfer.files[0]);
    });
  }

  /** Whether there is one to read. */
  get isThere() { return this.#table !== null; }

  /** The model decides whether a second column is asked for. */
  take(model) {
    this.#model = model;
    this.show();
  }

  /** Forgets the file. */
  clear() {
    this.#table = this.fault = this.name = null;
    byId("file").value = "";
    this.show();
  }

  /** The rows of the chosen columns. */
  rows() {
    const { text, pair, id, hasHead } = this.#choice;
    if (text === null) throw new TableFault("file.whichText");
    if (this.#model.pairs === "always" && pair === null) throw new TableFault("file.whichPair");
    return (hasHead ? this.#table.slice(1) : this.#table).map((fields, index) => {
      const number = index + 1;
      if (fields[text] === null || (pair !== null && fields[pair] === null)) throw new TableFault("file.notText", { line: number });
      return { number, id: id === null ? null : fields[id], text: fields[text], pair: pair === null ? null : fields[pair] };
    });
  }

  async #take(file) {
    if (!file) return;
    this.clear();
    try {
      if (file.size > mostBytes) throw new TableFault("file.large", { megabytes: mostBytes / 1e6 });
      const text = decode(new Uint8Array(await file.arrayBuffer()));
      const kind = file.name.toLowerCase().split(".").pop();
      this.#read(text, kind);
      this.name = file.name;
    } catch (error) {
      if (!(error instanceof TableFault)) throw error;
      this.fault = error;
    }
    this.show();
    this.#changed();
  }

  #read(text, kind) {
    const isList = kind === "txt";
    let table;
    if (kind === "jsonl" || kind === "ndjson") table = parseJsonLines(text);
    else if (isList) table = text.split(/\r\n|\r|\n/).filter(line => line.trim() !== "").map(line => [line]);
    else table = parse(text, kind === "tsv" ? "\t" : sniff(text));
    if (table.length === 0 || (!isList && table.length === 1)) throw new TableFault("file.empty");
    const names = table[0].map(name => (name ?? "").trim().toLowerCase());
    const find = known => {
      const found = known.map(name => names.indexOf(name)).filter(index => index >= 0);
      return found.length > 0 ? found[0] : null;
    };
    this.#table = table;
    this.#choice = isList ? { text: 0, pair: null, id: null, hasHead: false }
      : { text: find(usual.text) ?? (names.length === 1 ? 0 : null), pair: find(usual.pair), id: find(usual.id), hasHead: true };
    if (this.#model.pairs === "never") this.#choice.pair = null;
  }

  /** Shows what was read, and the choice of columns. */
  show() {
    const box = byId("columns");
    box.hidden = this.#table === null;
    if (this.#table === null || this.#model === null) {
      box.replaceChildren();
      return;
    }
    const { hasHead } = this.#choice;
    const rows = this.#table.length - (hasHead ? 1 : 0);
    const remove = () => {
      this.clear();
      this.#changed();
    };
    const setHead = event => {
      this.#choice.hasHead = event.target.checked;
      this.show();
      byId("has-head").focus();
    };
    box.replaceChildren(
      make("p", {}, make("strong", {}, own(this.name ?? "")), ` · ${say("file.rows", { rows })} `,
        make("button", { type: "button", className: "plain", textContent: say("file.remove"), onclick: remove })),
      make("div", { className: "tools" },
        this.#select("text", "file.text", false),
        this.#model.pairs === "never" ? null : this.#select("pair", "file.pair", this.#model.pairs !== "always"),
        make("label", { className: "check" },
          make("input", { type: "checkbox", id: "has-head", checked: hasHead, onchange: setHead }),
          " " + say("file.head"))));
  }

  #select(role, word, mayLack) {
    const head = this.#table[0], { hasHead } = this.#choice, chosen = this.#choice[role];
    const names = head.map((name, index) => hasHead && (name ?? "").trim() ? name : say("file.column", { number: count(index + 1) }));
    const none = make("option", { value: "", textContent: say(mayLack ? "file.none" : "file.choose") });
    const choose = event => { this.#choice[role] = event.target.value === "" ? null : Number(event.target.value); };
    const select = make("select", { id: `column-${role}`, onchange: choose },
      ...mayLack || chosen === null ? [none] : [], names.map((name, index) => make("option", { value: String(index), textContent: name })));
    select.value = chosen === null ? "" : String(chosen);
    return make("label", {}, say(word), select);
  }
}
