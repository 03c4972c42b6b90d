
"use strict";
// Reads out the second under the pointer. Everything else on the page works without it.
(() => {
  const data = JSON.parse(document.getElementById("document").textContent);
  const at = (from, path) => path.split("/").filter(Boolean).reduce((value, key) => value?.[key], from);
  const digits = (value) => value >= 100 ? Math.round(value).toLocaleString("en") : value >= 10 ? value.toFixed(1) : value.toFixed(2);
  const said = {
    seconds: (v) => v >= 1 ? `${digits(v)} s` : v >= 1e-3 ? `${digits(v * 1e3)} ms` : `${digits(v * 1e6)} µs`,
    count: (v) => v.toLocaleString("en"),
    rate: (v) => Number.isInteger(v) ? v.toLocaleString("en") : digits(v),
    share: (v) => `${digits(v * 100)} %`,
  };
  const figures = [...document.querySelectorAll("figure[data-series]")].map((figure) => ({
    series: JSON.parse(figure.dataset.series),
    output: figure.querySelector("output"),
    charts: [...figure.querySelectorAll("svg.chart")],
  }));
  const show = (second) => {
    for (const { series, output, charts } of figures) {
      const values = series.map(([label, list, field, unit]) => [label, at(at(data, list)?.[second], field), unit]);
      const known = values.filter(([, value]) => typeof value === "number");
      output.textContent = second < 0 ? "" : [`second ${second}`, ...known.map(([label, value, unit]) => `${label} ${said[unit](value)}`)].join(" · ");
      for (const chart of charts) {
        chart.querySelector(".cursor")?.remove();
        if (second < 0) continue;
        const { width, height } = chart.viewBox.baseVal;
        const { left, right, end } = chart.dataset;
        const x = width * (Number(left) + (Number(right) - Number(left)) * (second + 0.5) / Number(end));
        const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
        for (const [name, value] of Object.entries({ class: "cursor", x1: x, x2: x, y1: 8, y2: height - 24 })) line.setAttribute(name, value);
        chart.append(line);
      }
    }
  };
  for (const { charts } of figures) {
    for (const chart of charts) {
      chart.addEventListener("pointermove", (event) => {
        const box = chart.getBoundingClientRect();
        const { left, right, end } = chart.dataset;
        const place = ((event.clientX - box.left) / box.width - Number(left)) / (Number(right) - Number(left));
        show(Math.min(Number(end) - 1, Math.max(0, Math.floor(place * Number(end)))));
      });
      chart.addEventListener("pointerleave", () => show(-1));
    }
  }
})();
