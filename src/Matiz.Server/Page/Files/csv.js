// Tables of text: reading what people drop, writing what they take away.
const delimiters = [",", "\t", ";", "|"];

/** What is wrong with a file: the key of the words that say it, and their values. */
export class TableFault extends Error {
  constructor(word, values = {}) {
    super(word);
    this.word = word;
    this.values = values;
  }
}

/** The text of a file's bytes: UTF-8, or UTF-16 where its mark says so. */
export function decode(bytes) {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4) throw new TableFault("file.spreadsheet");
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : null;
  let text;
  try {
    text = new TextDecoder(utf16 ?? "utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new TableFault("file.encoding");
  }
  if (text.includes("\0")) throw new TableFault("file.binary");
  return text;
}

/** The rows of a table, fields as texts, each as wide as the first; lines with nothing at all are left out. */
export function parse(text, delimiter = sniff(text)) {
  const rows = [];
  let row = [], at = 0, line = 1, begin = 1;
  while (at < text.length) {
    if (row.length === 0) {
      const skipped = endOfLine(text, at);
      if (skipped > at) {
        at = skipped;
        line++;
        continue;
      }
      begin = line;
    }
    let field;
    if (text[at] === '"') [field, at, line] = quoted(text, at, line, delimiter);
    else {
      const start = at;
      while (at < text.length && text[at] !== delimiter && text[at] !== "\n" && text[at] !== "\r") at++;
      field = text.slice(start, at);
    }
    row.push(field);
    if (text[at] === delimiter && at < text.length) {
      at++;
      if (at < text.length && endOfLine(text, at) === at) continue;
      row.push("");                                           // the line ends behind a delimiter
    }
    const next = endOfLine(text, at);
    if (next > at) line++;
    at = next;
    if (rows.length > 0 && row.length !== rows[0].length)
      throw new TableFault("file.uneven", { line: begin, found: row.length, expected: rows[0].length });
    rows.push(row);
    row = [];
  }
  return rows;
}

function endOfLine(text, at) {
  if (text[at] === "\r") return text[at + 1] === "\n" ? at + 2 : at + 1;
  return text[at] === "\n" ? at + 1 : at;
}

function quoted(text, start, line, delimiter) {
  let at = start + 1, field = "", begin = line;
  for (;;) {
    const end = text.indexOf('"', at);
    if (end < 0) throw new TableFault("file.open", { line: begin });
    const part = text.slice(at, end);
    for (let i = 0; i < part.length; i++) if (part[i] === "\n" || (part[i] === "\r" && part[i + 1] !== "\n")) line++;
    field += part;
    at = end + 1;
    if (text[at] === '"') {
      field += '"';
      at++;
      continue;
    }
    if (at < text.length && text[at] !== delimiter && text[at] !== "\n" && text[at] !== "\r")
      throw new TableFault("file.quote", { line });
    return [field, at, line];
  }
}

/** The delimiter that divides the first line into the most fields; a comma where none does. */
export function sniff(text) {
  const end = text.search(/[\r\n]/);
  const first = (end < 0 ? text : text.slice(0, end)).replace(/"[^"]*"/g, "");
  let best = ",", most = 0;
  for (const delimiter of delimiters) {
    const found = first.split(delimiter).length - 1;
    if (found > most) [best, most] = [delimiter, found];
  }
  return best;
}

/** The rows of JSON lines: the keys of the first object, then their values; null where one is no text. */
export function parseJsonLines(text) {
  const rows = [];
  let names = null, line = 0;
  for (const source of text.split("\n")) {
    line++;
    if (!source.trim()) continue;
    let value;
    try { value = JSON.parse(source); } catch { throw new TableFault("file.json", { line }); }
    if (value === null || typeof value !== "object" || Array.isArray(value)) throw new TableFault("file.json", { line });
    if (!names) rows.push(names = Object.keys(value));
    rows.push(names.map(name => (Object.hasOwn(value, name) && typeof value[name] === "string" ? value[name] : null)));
  }
  return rows;
}

/**
 * A table as RFC 4180 has it. Texts that a spreadsheet would take for a formula get an apostrophe in front, which such a program hides;
 * numbers stay as they are.
 */
export function write(rows) {
  return rows.map(row => row.map(cell).join(",") + "\n").join("");
}

/** Whether a spreadsheet would take a text for a formula. */
export const isFormula = text => /^[=+\-@\t\r]/.test(text);

function cell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = isFormula(value) ? "'" + value : value;
  return /[",\r\n]|^\s|\s$/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
}
