// Elements are made of names, properties and texts; nothing on this page is ever parsed as markup.

/** The element of an id. */
export const byId = id => document.getElementById(id);

/** A new element: properties are set, `data` gives data attributes, names with a hyphen and `role` are attributes. */
export function make(name, properties, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null) continue;
    if (key === "data") Object.assign(element.dataset, value);
    else if (key.includes("-") || key === "role") element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined));
  return element;
}

/** A name of a stranger's, kept from turning the direction of what stands around it. */
export const own = text => make("bdi", {}, text);

/** A text cut to a length that a page can show, at a whole character. */
export function short(text, most) {
  if (text.length <= most) return text;
  const end = /[\uD800-\uDBFF]/.test(text[most - 1]) ? most - 1 : most;
  return text.slice(0, end) + "…";
}

/** A box that scrolls sideways by itself and can be reached by the keyboard. */
export const scroll = (label, child) => make("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": label }, child);

/** Gives a text, or none, to an element that is hidden without one. */
export function tell(element, text) {
  element.hidden = !text;
  element.textContent = text ?? "";
}
