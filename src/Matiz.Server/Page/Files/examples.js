// Rows of the run's own validation: some that it gets right, some that it gets wrong.
import { byId, make, own, short } from "./dom.js";
import { number, say } from "./words.js";

/** Shows the examples; a click hands a row on. */
export function showExamples(model, examples, put) {
  const box = byId("examples");
  const groups = [["wrong", examples?.wrong ?? []], ["right", examples?.right ?? []]].filter(([, rows]) => rows.length > 0);
  box.hidden = groups.length === 0;
  box.replaceChildren();
  if (box.hidden) return;
  const kind = model.task === "regression" ? "number" : "label";
  box.append(
    make("h3", { textContent: say("examples.title", { split: say("split." + examples.split) }) }),
    make("div", { className: "beside" }, groups.map(([name, rows]) => make("div", {},
      make("h4", { textContent: say(`examples.${name}.${kind}`) }),
      make("ul", { className: "examples" }, rows.map(row => make("li", {}, button(model, name, row, put))))))));
}

function button(model, kind, row, put) {
  const labels = kind === "wrong" || model.task === "regression"
    ? [make("bdi", { className: "truth", textContent: labelOf(model, row.label) }), " → ",
      make("bdi", { className: kind === "wrong" ? "mistaken" : "", textContent: labelOf(model, row.predicted) })]
    : [make("bdi", { textContent: labelOf(model, row.label) })];
  return make("button", { type: "button", onclick: () => put(row) },
    make("span", { className: "example-text", dir: "auto", textContent: short(row.text, 240) }),
    row.text_pair ? make("span", { className: "example-text second", dir: "auto", textContent: short(row.text_pair, 240) }) : null,
    make("small", {}, labels));
}

/** A label as rows have it: an index, several, or a number. */
export function labelOf(model, label) {
  if (Array.isArray(label)) return label.length === 0 ? say("answer.noneGiven") : label.map(index => model.labels[index]).join(", ");
  return model.task === "regression" ? number(label) : model.labels[label];
}
