// The result of many texts: how many of each label, a page of rows at a time, and files to take away.
import { make, own, short } from "./dom.js";
import { count, number, percent, say } from "./words.js";
import { labelOf } from "./examples.js";
import { asCsv, asJsonLines } from "./export.js";
import { isFormula } from "./csv.js";

const pageRows = 50, mostCharacters = 300;

export class ResultTable {
  #box;
  #model = null;
  #rows = [];
  #order = [];
  #page = 0;
  #sort = "file";
  #label = "";
  #name = null;

  constructor(box) { this.#box = box; }

  /** Shows nothing. */
  clear() {
    [this.#model, this.#rows, this.#order] = [null, [], []];
    this.#box.hidden = true;
    this.#box.replaceChildren();
  }

  /** Shows rows with their answers. */
  take(model, rows, name) {
    [this.#model, this.#rows, this.#name, this.#sort, this.#label] = [model, rows, name, "file", ""];
    this.#arrange();
    this.#box.hidden = false;
    this.show();
  }

  #arrange() {
    const fits = row => {
      if (this.#label === "") return true;
      return this.#label === "fault" ? row.fault !== undefined : this.#labelsOf(row).includes(Number(this.#label));
    };
    this.#order = this.#rows.filter(fits);
    const sign = this.#sort === "unsure" ? 1 : -1;
    if (this.#sort !== "file") this.#order.sort((a, b) => sign * (sureness(this.#model, a) - sureness(this.#model, b)));
    this.#page = 0;
  }

  // The indices of the labels that were given; -1 for none.
  #labelsOf(row) {
    if (!row.answer) return [];
    if (row.answer.given) return row.answer.given.length > 0 ? row.answer.given : [-1];
    return [row.answer.label ?? -1];
  }

  /** Says everything anew. */
  show() {
    if (!this.#model) return;
    const hasFocus = this.#box.contains(document.activeElement) ? document.activeElement.id : null;
    const model = this.#model, versions = new Set(this.#rows.map(row => row.version).filter(Boolean));
    const faults = this.#rows.filter(row => row.fault !== undefined).length;
    const formulas = this.#rows.filter(row => [row.id, row.text, row.pair].some(text => text && isFormula(text))).length;
    this.#box.replaceChildren(
      make("h3", { textContent: say("result.title") }),
      ...versions.size > 1 ? [warning(say("result.versions", { versions: [...versions].join(", ") }))] : [],
      ...faults > 0 ? [warning(say("result.faults", { rows: faults }))] : [],
      model.task === "regression" ? "" : this.#shares(),
      this.#tools(), this.#table(), this.#pager(),
      make("p", { className: "note", textContent: formulas > 0 ? say("result.formulas", { rows: formulas }) : "" }));
    if (hasFocus) document.getElementById(hasFocus)?.focus({ preventScroll: true });
  }

  #shares() {
    const { labels } = this.#model, counts = new Map();
    for (const row of this.#rows) for (const label of this.#labelsOf(row)) counts.set(label, (counts.get(label) ?? 0) + 1);
    const order = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 12);
    return make("ul", { className: "bars shares" }, order.map(([label, rows]) => {
      const fill = make("span", { className: "fill" });
      fill.style.width = `${(100 * rows) / this.#rows.length}%`;
      return make("li", { className: "bar" },
        make("span", { className: "name" }, label < 0 ? say("answer.noneGiven") : own(labels[label])),
        make("span", { className: "track", "aria-hidden": "true" }, fill), make("span", { className: "value", textContent: count(rows) }));
    }));
  }

  #tools() {
    const { task, labels } = this.#model;
    const kind = task === "regression" ? "number" : "label";
    const select = (id, word, value, options, set) => {
      const change = event => {
        set(event.target.value);
        this.#arrange();
        this.show();
      };
      const element = make("select", { id, onchange: change },
        options.map(([key, text]) => make("option", { value: key, textContent: text })));
      element.value = value;
      return make("label", {}, say(word), element);
    };
    const orders = ["file", "unsure", "sure"].map(key => [key, say(`result.sort.${key}.${kind}`)]);
    const choices = [
      ["", say("result.all")], ...labels.map((name, index) => [String(index), name]),
      ["-1", say("answer.noneGiven")], ["fault", say("result.fault")],
    ];
    const save = (ending, write) => () => saveAs(this.#fileName(ending), write(this.#model, this.#rows), ending);
    return make("div", { className: "tools" },
      select("result-sort", "result.sort", this.#sort, orders, value => { this.#sort = value; }),
      task === "regression" ? null : select("result-label", "result.label", this.#label, choices, value => { this.#label = value; }),
      make("span", { className: "buttons" },
        make("button", {
          type: "button", id: "save-csv", className: "main", textContent: say("result.csv"), onclick: save("csv", asCsv),
        }),
        make("button", { type: "button", id: "save-jsonl", textContent: say("result.jsonl"), onclick: save("jsonl", asJsonLines) })));
  }

  #fileName(kind) {
    const stem = (this.#name ?? "texts").replace(/\.[^.]*$/, "").replace(/[^\p{L}\p{N}._-]+/gu, "-").slice(0, 80) || "texts";
    return `${stem}-${this.#model.name.replace(/[^\p{L}\p{N}._-]+/gu, "-").slice(0, 60)}.${kind}`;
  }

  #table() {
    const model = this.#model, from = this.#page * pageRows, rows = this.#order.slice(from, from + pageRows);
    const hasPairs = this.#rows.some(row => row.pair !== null), isNumber = model.task === "regression";
    const heads = ["row", "text", ...isNumber ? ["value"] : model.thresholds ? ["labels"] : ["label", "score"]];
    const second = row => !hasPairs ? null
      : make("span", { className: "second", dir: "auto", textContent: short(row.pair ?? "", mostCharacters) });
    return make("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": say("result.title") },
      make("table", { className: "rows" },
        make("thead", {}, make("tr", {},
          heads.map(head => make("th", { scope: "col", className: head, textContent: say("result." + head) })))),
        make("tbody", {}, rows.map(row => make("tr", { className: row.fault === undefined ? "" : "fault" },
          make("td", { textContent: count(row.number) }),
          make("td", { dir: "auto" }, short(row.text, mostCharacters), second(row)),
          ...this.#answerOf(row, isNumber))))));
  }

  #answerOf(row, isNumber) {
    if (row.fault !== undefined) return [make("td", { colSpan: 2, className: "reason", textContent: row.fault })];
    const { answer } = row, model = this.#model;
    if (isNumber) return [make("td", { textContent: number(answer.value) })];
    const cell = (isGiven, text) => make("td", { className: isGiven ? "" : "withheld" }, own(text));
    if (answer.given) return [cell(answer.given.length > 0, labelOf(model, answer.given))];
    const label = answer.label === null ? say("answer.abstained") : model.labels[answer.label];
    return [cell(answer.label !== null, label), make("td", { textContent: percent(answer.score) })];
  }

  #pager() {
    const pages = Math.max(1, Math.ceil(this.#order.length / pageRows)), from = this.#page * pageRows;
    const all = this.#order.length;
    const go = (id, word, to) => make("button", {
      type: "button", id, textContent: say(word), disabled: to < 0 || to >= pages, onclick: () => {
        this.#page = to;
        this.show();
      },
    });
    return make("p", { className: "pager" },
      go("page-before", "result.before", this.#page - 1),
      make("span", { textContent: say("result.shown", { from: all === 0 ? 0 : from + 1, to: Math.min(from + pageRows, all), all }) }),
      go("page-next", "result.next", this.#page + 1));
  }
}

const warning = text => make("p", { className: "warning", textContent: text });

// Of a number itself; of labels the greatest score, or how far the nearest is from its threshold.
function sureness(model, { answer }) {
  if (!answer) return -Infinity;
  if (model.task === "regression") return answer.value;
  if (!answer.given) return answer.score;
  return Math.min(...answer.scores.map((score, label) => Math.abs(score - (model.thresholds?.[label] ?? 0.5))));
}

function saveAs(name, text, kind) {
  const address = URL.createObjectURL(new Blob([text], { type: kind === "csv" ? "text/csv" : "application/jsonl" }));
  const link = make("a", { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
