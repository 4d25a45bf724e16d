/** What the search box and the hint need beside the page's own style sheet. */
export const SCRIPT_STYLE = `
.tip{position:fixed;z-index:1;max-width:20rem;padding:.35rem .6rem;border-radius:.35rem;background:var(--ink);color:var(--ground);font-size:.85rem;pointer-events:none}
.search{margin:.5rem 0;display:flex;gap:.5rem;align-items:baseline}
.search input{flex:1;max-width:24rem;font:inherit;padding:.2rem .5rem}
.chart svg :focus{outline:3px solid var(--accent);outline-offset:2px}
.chart .off{opacity:.08}
.chart .key{pointer-events:auto;cursor:pointer}
@media print{.search,.tip{display:none}}
`;

/**
 * Of an interactive page: a search among the trials; what a mark shows beside the pointer, or beside the mark that the
 * arrow keys reach; one series alone when its name in the legend is chosen. It only reads what the page holds.
 */
export const pageScript = `"use strict";
(() => {
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.setAttribute("role", "status");
  tip.hidden = true;
  document.body.append(tip);
  const tell = (mark, x, y) => {
    tip.textContent = mark.querySelector(":scope > title").textContent;
    tip.hidden = false;
    tip.style.left = Math.max(8, Math.min(x + 14, innerWidth - tip.offsetWidth - 8)) + "px";
    tip.style.top = Math.max(8, Math.min(y + 14, innerHeight - tip.offsetHeight - 8)) + "px";
  };
  for (const svg of document.querySelectorAll(".chart svg")) {
    const marks = [...svg.querySelectorAll("title")].map((title) => title.parentElement);
    marks.forEach((mark, i) => mark.setAttribute("tabindex", i === 0 ? "0" : "-1"));
    svg.addEventListener("pointermove", (event) => {
      const mark = event.target.closest("svg *");
      if (mark && mark.querySelector(":scope > title")) tell(mark, event.clientX, event.clientY);
      else tip.hidden = true;
    });
    svg.addEventListener("pointerleave", () => { tip.hidden = true; });
    svg.addEventListener("focusin", (event) => {
      if (!marks.includes(event.target)) return;
      const box = event.target.getBoundingClientRect();
      tell(event.target, box.right, box.bottom);
    });
    svg.addEventListener("focusout", () => { tip.hidden = true; });
    svg.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const at = marks.indexOf(event.target);
      if (step === undefined || at < 0) return;
      event.preventDefault();
      marks[(at + step + marks.length) % marks.length].focus();
    });
    const names = new Set(marks.map((mark) => mark.querySelector("title").textContent.split(", ")[0]));
    let alone;
    for (const key of svg.querySelectorAll("text")) {
      const name = key.textContent;
      if (!names.has(name)) continue;
      key.classList.add("key");
      key.setAttribute("tabindex", "0");
      key.setAttribute("role", "button");
      key.setAttribute("aria-pressed", "false");
      const choose = () => {
        alone = alone === name ? undefined : name;
        for (const mark of marks)
          mark.classList.toggle("off", alone !== undefined && !mark.querySelector("title").textContent.includes(alone + ","));
        for (const other of svg.querySelectorAll(".key"))
          other.setAttribute("aria-pressed", String(other.textContent === alone));
      };
      key.addEventListener("click", choose);
      key.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(); }
      });
    }
  }
  const list = document.querySelector(".samples ol");
  if (!list) return;
  const label = document.createElement("label");
  label.className = "search";
  label.textContent = "Search ";
  const input = document.createElement("input");
  input.type = "search";
  const count = document.createElement("output");
  label.append(input, count);
  list.before(label);
  const items = [...list.children].map((item) => [item, item.textContent.toLowerCase()]);
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase();
    let found = 0;
    for (const [item, text] of items) {
      item.hidden = !text.includes(words);
      if (!item.hidden) found++;
    }
    count.textContent = words === "" ? "" : found + " found";
  });
})();
`;
