// Results as files, with the columns and keys of `matiz predict`, and the version that answered.
import { write } from "./csv.js";

/** A table: id, text, text_pair, the answer, a column for each score, tokens, version, and what was wrong. */
export function asCsv(model, rows) {
  const columns = columnsOf(model);
  const isNumber = model.task === "regression";
  const scores = isNumber ? [] : model.labels.map(name => "score." + name);
  const head = ["row", "id", "text", "text_pair", ...columns, ...scores, "token_count", "dropped_tokens", "model_version", "error"];
  return write([head, ...rows.map(row => {
    const start = [row.number, row.id, row.text, row.pair];
    if (!row.answer) return [...start, ...columns.map(() => null), ...scores.map(() => null), null, null, null, row.fault ?? ""];
    const { answer } = row;
    const tokens = [answer.token_count, answer.dropped_tokens];
    return [...start, ...answerFields(model, answer), ...isNumber ? [] : answer.scores, ...tokens, row.version, null];
  })]);
}

function columnsOf(model) {
  if (model.task === "regression") return ["value"];
  return model.task === "multi_label_classification" ? ["labels"] : ["label", "label_index", "score"];
}

function answerFields(model, answer) {
  if (model.task === "regression") return [answer.value];
  if (answer.given) return [JSON.stringify(answer.given.map(label => model.labels[label]))];
  return [answer.label === null ? null : model.labels[answer.label], answer.label, answer.score];
}

/** One object a line. */
export function asJsonLines(model, rows) {
  return rows.map(row => JSON.stringify(objectOf(model, row)) + "\n").join("");
}

function objectOf(model, row) {
  const { answer } = row;
  const start = { row: row.number };
  if (row.id !== null) start.id = row.id;
  start.text = row.text;
  if (row.pair !== null) start.text_pair = row.pair;
  if (!answer) return { ...start, error: row.fault ?? "" };
  const end = { token_count: answer.token_count, dropped_tokens: answer.dropped_tokens, model_version: row.version };
  if (model.task === "regression") return { ...start, value: answer.value, ...end };
  const scores = Object.fromEntries(model.labels.map((name, label) => [name, answer.scores[label]]));
  if (answer.given) return { ...start, labels: answer.given.map(label => model.labels[label]), scores, ...end };
  const label = answer.label === null ? null : model.labels[answer.label];
  return { ...start, label, label_index: answer.label, score: answer.score, scores, ...end };
}
