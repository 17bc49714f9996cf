// A small part of Markdown as elements: headings, paragraphs, lists, tables, code, emphasis, links. Whatever else there is, HTML above all,
// stays the text that it is.
import { make } from "./dom.js";

const mostOfLine = 4000, mostOfBlock = 20_000;              // longer ones are shown as they are: no card needs them

/** The elements of a card. */
export function markdown(text) {
  const lines = withoutComments(text.replace(/\r\n?/g, "\n")).split("\n");
  const elements = [];
  let at = 0;
  if (lines[0]?.trim() === "---") {
    const end = lines.findIndex((line, index) => index > 0 && line.trim() === "---");
    if (end > 0) {
      elements.push(code(lines.slice(1, end).join("\n")));
      at = end + 1;
    }
  }
  while (at < lines.length) {
    const [block, next] = blockAt(lines, at);
    if (block) elements.push(block);
    at = next;
  }
  return elements;
}

function withoutComments(text) {
  let kept = "", at = 0;
  for (;;) {
    const begin = text.indexOf("<!--", at), end = begin < 0 ? -1 : text.indexOf("-->", begin);
    if (end < 0) return kept + text.slice(at);
    kept += text.slice(at, begin);
    at = end + 3;
  }
}

function blockAt(lines, at) {
  const line = lines[at];
  if (line.trim() === "") return [null, at + 1];
  if (line.length > mostOfLine) return [make("p", { textContent: line }), at + 1];
  const fence = /^\s{0,3}(```+|~~~+)/.exec(line);
  if (fence) {
    let end = at + 1;
    while (end < lines.length && !lines[end].trim().startsWith(fence[1])) end++;
    return [code(lines.slice(at + 1, end).join("\n")), end + 1];
  }
  const heading = /^(#{1,6})\s+(.*)$/.exec(line);
  if (heading) return [make("h" + Math.min(6, heading[1].length + 3), {}, inline(heading[2].trim())), at + 1];
  if (/^\s{0,3}([-*_])(\s*\1){2,}\s*$/.test(line)) return [make("hr"), at + 1];
  if (line.includes("|") && /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(lines[at + 1] ?? "")) return table(lines, at);
  const item = itemOf(line);
  if (item) return list(lines, at, item.isOrdered);
  let end = at + 1;
  while (end < lines.length && lines[end].trim() !== "" && !/^(#{1,6}\s|\s{0,3}(```|~~~))/.test(lines[end]) && !itemOf(lines[end])) end++;
  return [make("p", {}, inline(lines.slice(at, end).join("\n"))), end];
}

const code = text => make("pre", { tabIndex: 0 }, make("code", { textContent: text }));

function itemOf(line) {
  const match = /^\s{0,8}(?:([-*+])|(\d{1,9})[.)])\s+(.*)$/.exec(line);
  return match ? { isOrdered: match[2] !== undefined, text: match[3] } : null;
}

function list(lines, at, isOrdered) {
  const items = [];
  for (; at < lines.length; at++) {
    const item = itemOf(lines[at]);
    if (item?.isOrdered === isOrdered) items.push(item.text);
    else if (!item && /^\s{2,}\S/.test(lines[at]) && items.length > 0) items[items.length - 1] += " " + lines[at].trim();
    else break;
  }
  return [make(isOrdered ? "ol" : "ul", {}, items.map(text => make("li", {}, inline(text)))), at];
}

function table(lines, at) {
  const head = cells(lines[at]), rows = [];
  for (at += 2; at < lines.length && lines[at].includes("|"); at++) rows.push(cells(lines[at]));
  return [make("div", { className: "scroll", tabIndex: 0 }, make("table", {},
    make("thead", {}, make("tr", {}, head.map(text => make("th", { scope: "col" }, inline(text))))),
    make("tbody", {}, rows.map(row => make("tr", {}, head.map((_, index) => make("td", {}, inline(row[index] ?? "")))))))), at];
}

function cells(line) {
  const found = [""];
  const inner = line.trim().replace(/^\|/, "").replace(/(?<!\\)\|$/, "");
  for (let i = 0; i < inner.length; i++) {
    if (inner[i] === "\\" && i + 1 < inner.length) found[found.length - 1] += inner[i] + inner[++i];
    else if (inner[i] === "|") found.push("");
    else found[found.length - 1] += inner[i];
  }
  return found.map(cell => cell.trim());
}

// Emphasis, code and links of one run of text; each pattern takes what it can be sure of.
function inline(text) {
  if (text.length > mostOfBlock) return [text];
  const pattern = new RegExp([
    /\\([!-/:-@[-`{-~])/,                                     // an escaped sign
    /(`{1,3})([^`]{1,2000})\2/,                               // code
    /\*\*([^*\n]+)\*\*/, /\*([^*\s][^*\n]*)\*/,             // strong, weak
    /!?\[([^\][\n]{0,500})\]\(([^()\s]{0,1000})(?: [^()\n]{0,200})?\)/,
    /<(https?:\/\/[^<>\s]+)>/,
    /&(amp|lt|gt|quot|#\d{1,7});/,
  ].map(part => part.source).join("|"), "g");
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    parts.push(text.slice(at, match.index));
    at = match.index + match[0].length;
    const [whole, escaped, , literal, strong, weak, label, target, address, entity] = match;
    if (escaped) parts.push(escaped);
    else if (literal) parts.push(make("code", { textContent: literal }));
    else if (strong) parts.push(make("strong", {}, inline(strong)));
    else if (weak) parts.push(make("em", {}, inline(weak)));
    else if (target !== undefined) parts.push(whole.startsWith("!") ? label : link(label, target));
    else if (address) parts.push(link(address, address));
    else if (entity) parts.push(character(entity));
  }
  parts.push(text.slice(at));
  return parts.filter(part => part !== "");
}

const named = { amp: "&", lt: "<", gt: ">", quot: '"' };

function character(entity) {
  if (Object.hasOwn(named, entity)) return named[entity];
  const point = Number(entity.slice(1));
  return point > 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff) ? String.fromCodePoint(point) : "\uFFFD";
}

// Only addresses of the web become links; they are followed by a click alone, and tell nothing of where one came from.
function link(label, target) {
  if (!/^https?:\/\//i.test(target)) return label;
  return make("a", { href: target, rel: "noopener noreferrer nofollow", target: "_blank" }, label === "" ? target : label);
}
