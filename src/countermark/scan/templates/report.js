"use strict";
// The page is complete without this script: it only narrows the listings down and sorts the tables.
(() => {
  const form = document.querySelector("form.filter");
  if (form) {
    const cards = [...document.querySelectorAll("article.card")].map((card) => [card, card.textContent.toLowerCase()]);
    const search = form.querySelector("input[type=search]");
    const boxes = [...form.querySelectorAll("input[type=checkbox]")];
    const count = form.querySelector("output b");
    const narrow = () => {
      const wanted = search.value.trim().toLowerCase();
      const groups = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
      let shown = 0;
      for (const [card, text] of cards) {
        card.hidden = !(text.includes(wanted) && groups.has(card.dataset.group));
        shown += card.hidden ? 0 : 1;
      }
      count.textContent = shown;
    };
    form.addEventListener("input", narrow);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
  }
  const value = (row, column) => {
    const cell = row.cells[column];
    if ("value" in cell.dataset) return Number(cell.dataset.value);
    const text = cell.textContent.trim();
    const number = Number(text.replace(/[.,]/g, ""));
    return column > 0 && !Number.isNaN(number) ? number : text;
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells];
    const body = table.tBodies[0];
    heads.forEach((head, column) => {
      if ("unsorted" in head.dataset) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") !== "descending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...body.rows].sort((one, two) => {
          const [a, b] = [value(one, column), value(two, column)];
          const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
          return down ? -order : order;
        });
        body.append(...rows);
      });
    });
  }
})();
