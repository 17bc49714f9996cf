// The page: which model is at hand, and the parts that show it.
import { byId, make, own, tell } from "./dom.js";
import { ask, Failure, pause } from "./server.js";
import * as words from "./words.js";
import { Trial } from "./trial.js";
import { Batch } from "./batch.js";
import { showAbout } from "./about.js";
import { showExamples } from "./examples.js";

const { say } = words;
const themes = ["auto", "light", "dark"];
const betweenReloadsMs = 2000;                              // where servers of two versions answer in turn
let server = null, model = null, turn = 0, reloaded = -betweenReloadsMs;

const trial = new Trial(() => model, isOfVersion);
const batch = new Batch(() => model, () => server.limits);

function showTheme() {
  const theme = words.remembered("matiz.theme") ?? "auto";
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  byId("theme").replaceChildren(...themes.map(name => make("option", { value: name, textContent: say("theme." + name) })));
  byId("theme").value = themes.includes(theme) ? theme : "auto";
}

function showFrame() {
  words.show();
  showTheme();
  byId("language").replaceChildren(
    ...Object.entries(words.known).map(([code, name]) => make("option", { value: code, textContent: name, lang: code })));
  byId("language").value = words.language();
  if (!model) return;
  document.title = `${model.name} · Matiz`;
  byId("model-name").replaceChildren(own(model.name));
  byId("footer").textContent = say("page.footer", { version: server.matiz });
  byId("model-facts").replaceChildren(...factsOf(model).map(([key, value]) =>
    make("div", {}, make("dt", { textContent: say("fact." + key) }), make("dd", {}, value))));
}

function factsOf(model) {
  const calibrated = model.calibrated
    ? say("fact.calibrated.yes", { temperature: words.few(model.temperature) })
    : say("fact.calibrated.no");
  return [
    ["task", say("task." + model.task, { labels: model.labels.length })],
    ["length", say("fact.length.tokens", { tokens: model.max_length })],
    ...["embeddings", "regression"].includes(model.task) ? [] : [["calibrated", calibrated]],
    ...model.min_score === null ? [] : [["least", words.percent(model.min_score)]],
    ["version", make("code", { textContent: model.version })],
  ];
}

/** Shows a model in every part. */
async function take(next) {
  const mine = ++turn, isAnother = model?.name !== next.name;
  model = next;
  document.body.classList.toggle("no-labels", model.task === "embeddings");
  showFrame();
  trial.take();
  if (isAnother) batch.take();
  byId("examples").hidden = true;
  for (const id of ["results", "confusion", "card"]) byId(id).replaceChildren();
  try {
    const [about, examples] = await Promise.all([
      ask("about", { model: model.name }), model.task === "embeddings" ? null : ask("examples", { model: model.name }),
    ]);
    if (mine !== turn) return;
    take.again = () => {
      showAbout(model, about, examples);
      showExamples(model, examples, row => trial.put(row.text, row.text_pair));
    };
    take.again();
  } catch (error) {
    if (mine === turn) trouble(error);
  }
}

/** Whether an answer is of the version that is shown. Another one has other facts, perhaps other labels: all is read and asked anew. */
async function isOfVersion(version) {
  if (version === model.version) return true;
  await pause(Math.max(0, reloaded + betweenReloadsMs - performance.now()));
  reloaded = performance.now();
  try {
    await load(model.name);
  } catch (error) {
    trouble(error);
  }
  return false;
}

async function load(name) {
  server = await ask("models", { onWait: seconds => tell(byId("trouble"), seconds > 0 ? say("trouble.loading") : "") });
  const choice = byId("model");
  choice.replaceChildren(...server.models.map(each => make("option", { value: each.name, textContent: each.name })));
  byId("model-choice").hidden = server.models.length < 2;
  const next = server.models.find(each => each.name === name)
    ?? server.models.find(each => each.task !== "embeddings") ?? server.models[0];
  choice.value = next.name;
  await take(next);
}

function trouble(error) {
  if (!(error instanceof Failure)) throw error;
  tell(byId("trouble"), error.message);
}

async function start() {
  await words.load();
  showFrame();
  byId("page").hidden = false;
  byId("theme").addEventListener("change", event => {
    words.remember("matiz.theme", event.target.value);
    showTheme();
  });
  byId("language").addEventListener("change", event => words.speak(event.target.value));
  byId("model").addEventListener("change", event => take(server.models.find(each => each.name === event.target.value)));
  words.onLanguage(() => {
    showFrame();
    trial.show();
    batch.show();
    take.again?.();
  });
  for (const name of ["dragover", "drop"]) window.addEventListener(name, event => event.preventDefault());  // a missed file opens nothing
  try {
    await load(null);
  } catch (error) {
    trouble(error);
  }
}

start();
