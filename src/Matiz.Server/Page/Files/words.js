// Words by language from one table (words.json), numbers as the language writes them.
const languages = { en: "English", es: "Español" };
const changed = [];
let table = {};
let code = "en";

/** The languages: code to name. */
export const known = languages;

/** The language at hand. */
export const language = () => code;

/** Calls back whenever the language changes. */
export const onLanguage = callback => changed.push(callback);

/** Reads the table and takes the language that was chosen before, else the browser's first that is known, else English. */
export async function load() {
  const answer = await fetch(new URL("words.json", import.meta.url));
  table = await answer.json();
  const wishes = [remembered("matiz.language"), ...navigator.languages ?? []];
  code = wishes.map(wish => (wish ?? "").slice(0, 2).toLowerCase()).find(wish => Object.hasOwn(languages, wish)) ?? "en";
}

/** Takes another language and says everything anew. */
export function speak(next) {
  code = Object.hasOwn(languages, next) ? next : "en";
  remember("matiz.language", code);
  show();
  for (const callback of changed) callback();
}

/** Fills the words of the page's own elements. */
export function show() {
  document.documentElement.lang = code;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = say(element.dataset.word);
  for (const element of document.querySelectorAll("[data-word-label]")) element.setAttribute("aria-label", say(element.dataset.wordLabel));
  for (const element of document.querySelectorAll("[data-word-placeholder]")) element.placeholder = say(element.dataset.wordPlaceholder);
}

/** Whether the table has a key. */
export const has = key => Object.hasOwn(table, key);

/** The text of a key; `{name}` takes a value, `{name:one|many}` a word that goes by it. */
export function say(key, values = {}) {
  const text = table[key]?.[code];
  if (text === undefined) throw new Error(`words.json has no '${key}' in '${code}'`);
  return text.replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (place, name, one, many) => {
    const value = values[name];
    if (many === undefined) return typeof value === "number" ? count(value) : String(value);
    return value === 1 ? one : many;
  });
}

/** A whole number: 12,345. */
export const count = value => value.toLocaleString(code, { useGrouping: "always" });

/** A share: 97.3 %. */
export const percent = value => value.toLocaleString(code, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** A measured number, three digits behind the point. */
export const number = value => value.toLocaleString(code, { minimumFractionDigits: 3, maximumFractionDigits: 3 });

/** A setting: no more digits than it needs. */
export const few = value => value.toLocaleString(code, { maximumFractionDigits: 3 });

/** What a browser keeps of the choices; it may keep nothing. */
export function remembered(name) {
  try { return localStorage.getItem(name); } catch { return null; }
}

/** Keeps a choice; where the browser keeps nothing, it lasts as long as the page. */
export function remember(name, value) {
  try { localStorage.setItem(name, value); } catch { /* private windows may refuse */ }
}
