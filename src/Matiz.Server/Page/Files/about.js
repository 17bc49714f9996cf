// What is known of the model: how good it is, what it confuses, its card.
import { byId, make, own, scroll } from "./dom.js";
import { count, has, number, percent, say } from "./words.js";
import { markdown } from "./markdown.js";

const mostLabels = 40, mostPairs = 12;
const foremost = ["accuracy", "subset_accuracy", "f1_macro", "f1_weighted", "f1_micro", "rmse", "mae", "pearson", "r2", "loss"];
const hidden = /(_runtime|_per_second|_steps|_bytes|^epoch|_jit_|^total_|^train_|_flos)/;

/** Shows all of it. */
export function showAbout(model, about, rows) {
  byId("results").replaceChildren(...results(about.results));
  byId("confusion").replaceChildren(...rows?.confusion ? confusion(model, rows.split, rows.confusion) : []);
  byId("card").replaceChildren(...card(about));
}

// One row a metric, one column a split.
function results(all) {
  const prefixes = [["eval_", "validation"], ["test_", "test"]].filter(([prefix]) => Object.keys(all).some(key => key.startsWith(prefix)));
  const title = make("h3", { textContent: say("about.results") });
  if (prefixes.length === 0) return [title, make("p", { className: "absent", textContent: say("about.results.none") })];
  const names = [...new Set(Object.keys(all).filter(key => !hidden.test(key)).flatMap(key =>
    prefixes.filter(([prefix]) => key.startsWith(prefix)).map(([prefix]) => key.slice(prefix.length))))];
  const value = key => (!Object.hasOwn(all, key) ? "–" : all[key] === null ? say("about.undefined") : number(all[key]));
  const table = names => scroll(say("about.results"), make("table", { className: "figures metrics" },
    make("thead", {}, make("tr", {}, make("th", { scope: "col", textContent: say("about.metric") }),
      prefixes.map(([, split]) => make("th", { scope: "col", textContent: say("split." + split) })))),
    make("tbody", {}, names.map(name => make("tr", {},
      make("th", { scope: "row", textContent: has("metric." + name) ? say("metric." + name) : name }),
      prefixes.map(([prefix]) => make("td", { textContent: value(prefix + name) })))))));
  const first = foremost.filter(name => names.includes(name));
  const rest = names.filter(name => !first.includes(name));
  if (first.length === 0) return [title, table(names)];
  if (rest.length === 0) return [title, table(first)];
  return [title, table(first), make("details", {}, make("summary", { textContent: say("about.more") }), table(rest))];
}

function confusion(model, split, counts) {
  const rows = counts.flat().reduce((sum, n) => sum + n, 0);
  const title = make("h3", { textContent: say("confusion.title") });
  const lead = make("p", { className: "note", textContent: say("confusion.lead", { rows, split: say("split." + split) }) });
  const pairs = make("div", {}, make("h4", { textContent: say("confusion.pairs") }), pairList(model, counts));
  if (model.labels.length > mostLabels) return [title, lead, pairs];
  const isNarrow = model.labels.length <= 8;
  return [title, lead, make("div", { className: isNarrow ? "beside" : "" }, matrix(model, counts), pairs)];
}

function matrix(model, counts) {
  const head = make("tr", {}, make("th", { scope: "col", className: "corner", textContent: say("confusion.corner") }),
    model.labels.map(name => make("th", { scope: "col", title: name }, own(name))));
  const body = counts.map((row, truth) => {
    const sum = row.reduce((a, b) => a + b, 0);
    const cells = row.map((n, predicted) => {
      const className = n === 0 ? "zero" : truth === predicted ? "right" : "wrong";
      const cell = make("td", { className, title: sum ? percent(n / sum) : "", textContent: count(n) });
      cell.style.setProperty("--share", sum ? (100 * Math.sqrt(n / sum)).toFixed(1) : "0");   // small shares show, too
      return cell;
    });
    return make("tr", {}, make("th", { scope: "row", title: model.labels[truth] }, own(model.labels[truth])), cells);
  });
  return scroll(say("confusion.title"), make("table", { className: "matrix" }, make("thead", {}, head), make("tbody", {}, body)));
}

function pairList(model, counts) {
  const pairs = counts.flatMap((row, truth) => row.map((n, predicted) => ({ truth, predicted, n })))
    .filter(pair => pair.truth !== pair.predicted && pair.n > 0)
    .sort((a, b) => b.n - a.n || a.truth - b.truth).slice(0, mostPairs);
  if (pairs.length === 0) return make("p", { textContent: say("confusion.none") });
  const share = ({ truth, n }) => percent(n / counts[truth].reduce((a, b) => a + b, 0));
  return make("ol", { className: "pairs" }, pairs.map(pair => make("li", {},
    own(model.labels[pair.truth]), " → ", own(model.labels[pair.predicted]), ` · ${count(pair.n)} (${share(pair)})`)));
}

function card(about) {
  const title = make("h3", { textContent: say("card.title") });
  if (about.card === null) return [title, make("p", { className: "absent", textContent: say("card.none") })];
  return [title,
    make("details", {}, make("summary", { textContent: say("card.show") }),
      make("div", { className: "card", dir: "auto" }, markdown(about.card))),
    ...about.card_is_cut ? [make("p", { className: "note", textContent: say("card.cut") })] : []];
}
