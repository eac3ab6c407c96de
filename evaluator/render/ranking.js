"use strict";
// Headings become buttons that sort their table: numbers by value, the rest by text, what is unknown always last.
document.querySelectorAll("table.sortable").forEach((table) => {
  const body = table.tBodies[0];
  const heads = Array.from(table.tHead.rows[0].cells);
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const turn = head.getAttribute("aria-sort") === "descending" ? 1 : -1;
      const rows = Array.from(body.rows).map((row, place) => {
        const cell = row.cells[column];
        return { row, place, text: cell.textContent, key: cell.hasAttribute("data-key") ? Number(cell.dataset.key) : null };
      });
      const numbers = rows.some((one) => one.key !== null);
      const unknown = (one) => (numbers ? one.key === null : one.text === "");
      rows.sort((a, b) => {
        if (unknown(a) !== unknown(b)) return unknown(a) ? 1 : -1;
        const order = numbers ? a.key - b.key : a.text.localeCompare(b.text, document.documentElement.lang);
        return (unknown(a) ? 0 : turn * order) || a.place - b.place;
      });
      body.append(...rows.map((one) => one.row));
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", turn === 1 ? "ascending" : "descending");
    });
  });
});
