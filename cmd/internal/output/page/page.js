"use strict";
(() => {
  const table = document.querySelector("table");
  const find = document.getElementById("find");
  const show = document.getElementById("show");
  const rule = document.getElementById("rule");
  const shown = document.getElementById("shown");
  const rest = document.getElementById("rest");
  const episodes = JSON.parse(document.getElementById("data").textContent);

  // Text becomes text, whatever it holds: elements are made here, and never parsed.
  const element = (name, attributes, ...children) => {
    const space = name === "svg" || name === "rect" || name === "svg-title" ? "http://www.w3.org/2000/svg" : "http://www.w3.org/1999/xhtml";
    const e = document.createElementNS(space, name.replace("svg-", ""));
    for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
    e.append(...children);
    return e;
  };
  const span = (kind, text) => element("span", { class: kind }, text);
  const clock = (seconds) => {
    const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
    const two = (n) => String(n).padStart(2, "0");
    return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
  };
  const away = { rel: "noreferrer noopener" };

  const problems = (list) => element("ul", { class: "problems" }, ...list.map((p) => {
    const item = element("li", {}, span(p.s, p.s), " ", span("place", p.p), " ", p.m, " ",
      element("a", { class: "rule", href: `https://github.com/chapmark/chapmark/blob/main/docs/checks.md#${p.r}`, ...away }, p.r));
    if (p.l) item.append(element("pre", {}, p.x || "", element("mark", {}, p.y || ""), p.z || ""));
    if (p.h) item.append(element("p", { class: "hint" }, p.h));
    return item;
  }));

  const bar = (e) => {
    const total = e.c.reduce((most, c) => Math.max(most, c[0], c[1]), e.d || 0);
    const parts = e.c.filter((c) => c[1] > c[0]);
    if (!parts.length) return "";
    return element("svg", { role: "img", viewBox: "0 0 1000 10", preserveAspectRatio: "none" },
      element("svg-title", {}, `${e.c.length === 1 ? "1 chapter covers" : `${e.c.length} chapters cover`} ${Math.round(100 * e.v)} % of ${clock(total)}`),
      ...parts.map((c, i) => element("rect", { x: (1000 * c[0] / total).toFixed(2), width: (1000 * (c[1] - c[0]) / total).toFixed(2), y: 0, height: 10, class: i % 2 ? "two" : "one" },
        element("svg-title", {}, `${clock(c[0])} ${c[2]}`))));
  };

  const cell = (label, kind, ...children) => element("td", kind ? { "data-label": label, class: kind } : { "data-label": label }, ...children);
  const row = (e) => {
    const body = element("tbody", {}, element("tr", {},
      element("th", { scope: "row" }, e.l ? element("a", { class: "title", href: e.l }, e.t) : span("title", e.t), " ", span("file", e.f)),
      cell("Status", "", span(`status ${e.k}`, e.s)),
      cell("Problems", "", ...e.n.flatMap((n) => [span(n.c, n.t), " "])),
      cell("Duration", "number", e.z ? clock(e.d) : ""),
      cell("Chapters", "number", String(e.c.length)),
      cell("Covered", "wide", bar(e)),
      cell("Size", "number", e.y || "")));
    const more = [];
    if (e.e) more.push(element("p", { class: "error" }, e.e));
    if (e.p) more.push(problems(e.p));
    if (e.c.length || e.a) {
      const words = e.c.length === 1 ? "1 chapter" : `${e.c.length} chapters`;
      const chapters = e.c.map((c) => element("li", {}, span("time", clock(c[0])), " ", c[3] ? element("a", { href: c[3], ...away }, c[2]) : c[2]));
      more.push(element("details", {}, element("summary", {}, e.a ? `${words}, ${e.a.length} advice` : words),
        ...(e.a ? [problems(e.a)] : []), element("ol", { class: "chapters" }, ...chapters)));
    }
    if (more.length) body.append(element("tr", { class: "more" }, element("td", { colspan: 7 }, ...more)));
    return body;
  };

  // Rows are drawn as they are looked at.
  const step = 100;
  let list = episodes;
  let drawn = 0;
  const draw = () => {
    const next = list.slice(drawn, drawn + step);
    table.append(...next.map(row));
    drawn += next.length;
    rest.hidden = drawn >= list.length;
  };
  new IntersectionObserver((entries) => { if (entries.some((e) => e.isIntersecting) && drawn < list.length) draw(); }, { rootMargin: "1500px" }).observe(rest);
  window.addEventListener("beforeprint", () => { while (drawn < list.length) draw(); });

  const words = (e) => (e.words ||= [e.t, e.f, e.s, e.e, ...e.n.map((n) => n.t), ...[...(e.p || []), ...(e.a || [])].flatMap((p) => [p.s, p.p, p.m, p.r, p.h, p.x, p.y, p.z]), ...e.c.map((c) => c[2])].join("\n").toLowerCase());
  const kinds = {
    "": () => true,
    error: (e) => e.w === "error",
    warning: (e) => e.w === "error" || e.w === "warning",
    bare: (e) => !e.c.length,
    silent: (e) => !e.d,
  };
  const values = { order: (e) => e.o, status: (e) => e.s, problems: (e) => e.g, duration: (e) => e.d || 0, chapters: (e) => e.c.length, covered: (e) => e.v, bytes: (e) => e.z || 0 };
  episodes.forEach((e, i) => { e.o = i; });
  let [key, sign] = ["order", 1];

  const filter = () => {
    const wanted = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const value = values[key];
    const broken = (e) => !rule.value || [...(e.p || []), ...(e.a || [])].some((p) => p.r === rule.value);
    list = episodes.filter((e) => kinds[show.value](e) && broken(e) && wanted.every((w) => words(e).includes(w)));
    list.sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      return x === y ? a.o - b.o : x < y ? -sign : sign;
    });
    for (const body of [...table.tBodies]) body.remove();
    drawn = 0;
    draw();
    shown.textContent = list.length === episodes.length ? `${list.length} episodes` : `${list.length} of ${episodes.length} episodes`;
  };

  const sort = (button) => {
    const head = button.closest("th");
    const other = { ascending: "descending", descending: "ascending" };
    const way = other[head.getAttribute("aria-sort")] || button.dataset.first || "ascending";
    for (const th of table.tHead.rows[0].cells) th.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", way);
    [key, sign] = [button.dataset.key, way === "ascending" ? 1 : -1];
    filter();
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

  // The first search finds its words ready.
  let ready = 0;
  const prepare = (deadline) => {
    while (ready < episodes.length && deadline.timeRemaining() > 2) words(episodes[ready++]);
    if (ready < episodes.length) window.requestIdleCallback(prepare);
  };
  if (window.requestIdleCallback) window.requestIdleCallback(prepare);
})();
