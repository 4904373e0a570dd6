"use strict";
(() => {
  const table = document.querySelector("table");
  const episodes = [...table.tBodies];
  const find = document.getElementById("find");
  const show = document.getElementById("show");
  const rule = document.getElementById("rule");
  const shown = document.getElementById("shown");
  const words = new Map(episodes.map((e) => [e, e.textContent.toLowerCase()]));
  const kinds = {
    "": () => true,
    error: (e) => e.dataset.worst === "error",
    warning: (e) => e.dataset.worst === "error" || e.dataset.worst === "warning",
    bare: (e) => e.dataset.chapters === "0",
    silent: (e) => e.dataset.duration === "0",
  };

  const filter = () => {
    const wanted = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const e of episodes) {
      const broken = !rule.value || e.dataset.rules.split(" ").includes(rule.value);
      e.hidden = !(broken && kinds[show.value](e) && wanted.every((w) => words.get(e).includes(w)));
      count += e.hidden ? 0 : 1;
    }
    shown.textContent = count === episodes.length ? `${count} episodes` : `${count} of ${episodes.length} episodes`;
  };

  const sort = (button) => {
    const head = button.closest("th");
    const other = { ascending: "descending", descending: "ascending" };
    const way = other[head.getAttribute("aria-sort")] || button.dataset.first || "ascending";
    for (const th of table.tHead.rows[0].cells) th.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", way);
    const key = button.dataset.key;
    const sign = way === "ascending" ? 1 : -1;
    const value = (e) => (key === "status" ? e.dataset[key] : Number(e.dataset[key]));
    const sorted = [...episodes].sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      return x === y ? Number(a.dataset.order) - Number(b.dataset.order) : x < y ? -sign : sign;
    });
    table.append(...sorted);
  };

  table.tHead.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) sort(button);
  });
  find.addEventListener("input", filter);
  show.addEventListener("change", filter);
  rule.addEventListener("change", filter);
  document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  filter();
})();
