(function () {
  "use strict";
  var table = document.getElementById("row-table");
  if (!table) return;
  var page = window.matchMedia("(max-width:767px)").matches ? 30 : 100, limit = page;
  var tools = document.getElementById("row-tools");
  var body = table.tBodies[0];
  var search = document.getElementById("row-search");
  var truth = document.getElementById("row-truth");
  var predicted = document.getElementById("row-predicted");
  var sort = document.getElementById("row-sort");
  var wrong = document.getElementById("row-wrong");
  var count = document.getElementById("row-count");
  var none = document.getElementById("row-none");
  var more = document.getElementById("row-more");
  var moreButton = more.firstElementChild;
  var chosen = sort.value;
  var cells = {};
  (table.dataset.counts || "").split(" ").forEach(function (cell) {
    var parts = cell.split(",");
    cells[parts[0] + "," + parts[1]] = Number(parts[2]);
  });
  var rows = Array.from(body.rows).map(function (row, index) {
    return {
      row: row, index: index, loss: Number(row.dataset.loss), truth: Number(row.dataset.truth), predicted: Number(row.dataset.predicted),
      confidence: Number(row.dataset.confidence), length: row.cells[3].textContent.length, place: row.querySelector(".place").textContent,
      wrong: row.className === "wrong", text: row.textContent.toLowerCase()
    };
  });
  var places = new Intl.Collator("en", { numeric: true });

  function number(value) { return value.toLocaleString("en-US"); }

  function fill(text, values) {
    return text.replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, function (place, name, one, many) {
      if (!Object.hasOwn(values, name)) return place;
      return many === undefined ? values[name] : values[name] === "1" ? one : many;
    });
  }

  function compare(a, b) {
    var key = chosen.split("-")[0], sign = chosen.split("-")[1] === "up" ? 1 : -1;
    var order = key === "place" ? places.compare(a.place, b.place) : a[key] - b[key];
    return sign * order || a.index - b.index;
  }

  function show() {
    var words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    var shown = 0, matching = 0;
    rows.sort(compare);
    rows.forEach(function (entry) {
      var fits = words.every(function (word) { return entry.text.includes(word); });
      if (truth) {
        if (truth.value !== "" ? truth.value !== String(entry.truth) : false) fits = false;
        if (predicted.value !== "" ? predicted.value !== String(entry.predicted) : false) fits = false;
      }
      if (wrong) if (wrong.checked) if (!entry.wrong) fits = false;
      if (fits) matching++;
      entry.row.hidden = !fits || matching > limit;
      if (!entry.row.hidden) shown++;
      body.appendChild(entry.row);
    });
    var isPair = truth ? truth.value !== "" : false;
    if (isPair) isPair = predicted.value !== "";
    var all = isPair ? cells[truth.value + "," + predicted.value] || 0 : rows.length;
    count.textContent = fill(isPair ? count.dataset.pair : count.dataset.text, { shown: number(shown), matching: number(matching), all: number(all) });
    none.hidden = matching > 0;
    more.hidden = shown >= matching;
    moreButton.textContent = fill(moreButton.dataset.text, { rows: number(Math.min(page, matching - shown)) });
    Array.from(table.tHead.rows[0].cells).forEach(function (cell) {
      if (chosen.split("-")[0] === cell.dataset.sort) cell.setAttribute("aria-sort", chosen.split("-")[1] === "up" ? "ascending" : "descending");
      else cell.removeAttribute("aria-sort");
    });
  }

  function again() { limit = page; show(); }

  Array.from(table.tHead.rows[0].cells).forEach(function (cell) {
    var orders = Array.from(sort.options).map(function (option) { return option.value; }).filter(function (value) { return value.split("-")[0] === cell.dataset.sort; });
    if (orders.length === 0) return;
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = cell.textContent;
    cell.replaceChildren(button);
    button.addEventListener("click", function () {
      chosen = chosen.split("-")[0] !== cell.dataset.sort ? orders[0] : cell.dataset.sort + (chosen.split("-")[1] === "up" ? "-down" : "-up");
      sort.value = chosen;
      again();
    });
  });

  document.querySelectorAll("a[data-truth]").forEach(function (link) {
    link.addEventListener("click", function (event) {
      event.preventDefault();
      search.value = "";
      if (wrong) wrong.checked = false;
      truth.value = link.dataset.truth;
      predicted.value = link.dataset.predicted;
      again();
      tools.scrollIntoView({ block: "start" });
      truth.focus({ preventScroll: true });
    });
  });

  search.addEventListener("input", again);
  [truth, predicted, wrong].forEach(function (tool) { if (tool) tool.addEventListener("change", again); });
  sort.addEventListener("change", function () { chosen = sort.value; again(); });
  tools.addEventListener("submit", function (event) { event.preventDefault(); });
  tools.addEventListener("reset", function (event) {
    event.preventDefault();
    search.value = "";
    [truth, predicted].forEach(function (tool) { if (tool) tool.value = ""; });
    if (wrong) wrong.checked = false;
    sort.selectedIndex = 0;
    chosen = sort.value;
    again();
  });
  moreButton.addEventListener("click", function () { limit += page; show(); });
  window.addEventListener("beforeprint", function () { document.querySelectorAll("details").forEach(function (part) { part.open = true; }); });
  tools.hidden = false;
  show();
}());
