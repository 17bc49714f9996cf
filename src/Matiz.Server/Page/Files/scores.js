// An answer: what was decided, and a bar for each label.
import { make, own } from "./dom.js";
import { number, percent, say } from "./words.js";

const mostKept = 10;                                        // labels that keep their places; more are sorted

/** What was decided, as elements. */
export function verdict(model, answer) {
  if (model.task === "regression")
    return [make("p", {}, make("strong", { textContent: number(answer.value) }), make("span", { textContent: say("answer.number") }))];
  if (model.task === "multi_label_classification") {
    if (answer.given.length === 0) return [make("p", {}, make("strong", { className: "withheld", textContent: say("answer.noneGiven") }))];
    return [make("p", { className: "given" }, answer.given.map(label => make("strong", {}, own(model.labels[label]))))];
  }
  if (answer.label === null) {
    return [
      make("p", {}, make("strong", { className: "withheld", textContent: say("answer.abstained") })),
      make("p", { className: "note" }, say("answer.abstained.why", { least: percent(model.min_score), score: percent(answer.score) }) + " ",
        own(model.labels[best(answer)]), "."),
    ];
  }
  return [make("p", {}, make("strong", {}, own(model.labels[answer.label])), make("span", { textContent: percent(answer.score) }))];
}

/** The same as one text, for the ears. */
export function verdictInWords(model, answer) {
  if (model.task === "regression") return number(answer.value);
  if (model.task === "multi_label_classification")
    return answer.given.length === 0 ? say("answer.noneGiven") : answer.given.map(label => model.labels[label]).join(", ");
  return answer.label === null ? say("answer.abstained") : `${model.labels[answer.label]}, ${percent(answer.score)}`;
}

/** The label of the greatest score. */
export function best(answer) {
  let found = 0;
  answer.scores.forEach((score, label) => { if (score > answer.scores[found]) found = label; });
  return found;
}

/** A bar for each label, or for those of the highest scores where there are many. */
export function bars(model, answer, isAll) {
  if (model.task === "regression") return { items: [], hidden: 0 };
  let order = answer.scores.map((_, label) => label);
  const isMany = order.length > mostKept;
  if (isMany) order.sort((a, b) => answer.scores[b] - answer.scores[a] || a - b);
  const hidden = isMany && !isAll ? order.length - mostKept : 0;
  if (hidden > 0) order = order.slice(0, mostKept);
  const given = new Set(answer.given ?? (answer.label === null ? [] : [answer.label]));
  return { items: order.map(label => bar(model, answer, label, given.has(label))), hidden };
}

function bar(model, answer, label, isGiven) {
  const score = answer.scores[label], threshold = model.thresholds?.[label] ?? model.min_score;
  const fill = make("span", { className: "fill" });
  fill.style.width = `${Math.min(100, Math.max(0, score * 100))}%`;
  const track = make("span", { className: "track", "aria-hidden": "true" }, fill);
  if (threshold !== null) {
    const mark = make("span", { className: "threshold" });
    mark.style.left = `${threshold * 100}%`;
    track.append(mark);
  }
  return make("li", { className: isGiven ? "bar own" : "bar" },
    make("span", { className: "name", title: model.labels[label] }, own(model.labels[label])), track,
    make("span", { className: "value", textContent: percent(score) }),
    isGiven ? make("span", { className: "unseen", textContent: say("answer.given") }) : null);
}

/** What the numbers are. */
export function noteOf(model) {
  const parts = [];
  if (model.task !== "regression") parts.push(say(model.calibrated ? "answer.calibrated" : "answer.raw"));
  if (model.thresholds) parts.push(say("answer.thresholds"));
  else if (model.min_score !== null) parts.push(say("answer.least", { least: percent(model.min_score) }));
  return parts.join(" ");
}
