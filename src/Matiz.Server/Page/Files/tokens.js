// How a model reads a text: its tokens over the text itself, and as a table.
import { byId, make, own, short } from "./dom.js";
import { count, say } from "./words.js";

/** Shows the tokens of an answer, or nothing. */
export function showTokens(model, answer) {
  byId("tokens").hidden = !answer;
  if (!answer) return;
  const { tokens } = answer;
  showCount(model, tokens);
  const texts = [answer.text, ...answer.pair === null ? [] : [answer.pair]];
  byId("token-text").replaceChildren(...texts.map((text, sequence) => overText(text, sequence, tokens, texts.length)));
  const list = byId("token-list"), place = list.querySelector(".scroll");
  const fill = () => place.replaceChildren(...list.open ? [table(tokens, texts)] : []);
  list.ontoggle = fill;
  fill();
}

function showCount(model, tokens) {
  const full = tokens.count >= model.max_length || tokens.dropped > 0;
  const meter = make("span", { className: full ? "meter full" : "meter", "aria-hidden": "true" }, make("span"));
  meter.firstChild.style.width = `${Math.min(100, (100 * tokens.count) / model.max_length)}%`;
  byId("token-count").replaceChildren(
    meter, make("span", { textContent: say("tokens.count", { tokens: tokens.count, most: model.max_length }) }),
    ...tokens.dropped > 0 ? [make("strong", { className: "cut-note", textContent: say("tokens.cut", { tokens: tokens.dropped }) })] : []);
}

// Special tokens before the text, its tokens in their places, special tokens behind it. Offsets are UTF-16 units, as a string's are.
function overText(text, sequence, tokens, texts) {
  const box = make("p", { className: "reading", dir: "auto" });
  let at = 0, parity = 0;
  const isOfThis = token => (token.text ?? placeOf(tokens.list, token, texts)) === sequence;
  const mine = tokens.list.filter(isOfThis);
  for (let i = 0; i < mine.length; i++) {
    const token = mine[i];
    if (token.text === null) {
      box.append(piece("special", token.token, [token]));
      continue;
    }
    const group = [token];                                    // an emoji may be several tokens of one place
    let end = token.end;
    while (mine[i + 1]?.text === sequence && mine[i + 1].start < end) {
      group.push(mine[++i]);
      end = Math.max(end, mine[i].end);
    }
    at = plain(box, text, at, token.start);
    const kind = (group.every(one => one.cut) ? "token cut" : "token") + (parity++ % 2 ? " odd" : "");
    box.append(piece(kind, text.slice(Math.max(at, token.start), end), group));
    at = Math.max(at, end);
  }
  if (tokens.more > 0) box.append(make("span", { className: "rest", textContent: short(text.slice(at), 2000) }),
    make("span", { className: "unseen", textContent: say("tokens.more", { tokens: tokens.more }) }));
  else plain(box, text, at, text.length);
  return box;
}

// A special token stands before the first text, or behind the text of the token in front of it.
function placeOf(list, token, texts) {
  if (texts === 1) return 0;
  for (let i = list.indexOf(token) - 1; i >= 0; i--) if (list[i].text !== null) return list[i].text;
  return 0;
}

function plain(box, text, from, to) {
  if (to > from) box.append(text.slice(from, to));
  return Math.max(from, to);
}

function piece(kind, text, group) {
  const places = token => (token.text === null ? "" : ` · ${token.start}–${token.end}`);
  const says = group.map(token => `${token.token} · ${token.id}${places(token)}`).join("\n");
  return make("span", { className: kind, title: says }, text, group.length > 1 ? make("sub", { textContent: "×" + group.length }) : null);
}

function table(tokens, texts) {
  const heads = ["place", "token", "id", "offsets", ...texts.length > 1 ? ["of"] : [], "kind"];
  const rows = tokens.list.map((token, place) => make("tr", { className: token.cut ? "cut" : "" },
    make("td", { textContent: token.cut ? "–" : count(place - tokens.list.slice(0, place).filter(one => one.cut).length) }),
    make("td", {}, make("code", {}, own(token.token))),
    make("td", { textContent: token.id }),
    make("td", { textContent: token.text === null ? "–" : `${token.start}–${token.end}` }),
    texts.length > 1 ? make("td", { textContent: token.text === null ? "–" : token.text + 1 }) : null,
    make("td", { textContent: say(token.text === null ? "tokens.special" : token.cut ? "tokens.isCut" : "tokens.read") })));
  return make("table", { className: "figures tokens" },
    make("thead", {}, make("tr", {}, heads.map(head => make("th", { scope: "col", textContent: say("tokens." + head) })))),
    make("tbody", {}, rows));
}
