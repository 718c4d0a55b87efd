// The quiet row below a figure: Reset, Python, Data, Link, Picture, Full screen; and what each of them opens.

import { html, put } from "./dom.mjs";

const SAID = 2000; // ms for which a button says what it has done

/**
 * @typedef {object} Doors what a figure has to hand out
 * @property {string} name
 * @property {() => void} reset
 * @property {() => string} python
 * @property {() => import("./explorable.mjs").Table} table
 * @property {(() => string) | undefined} address of the figure's own page, with the state in it, where there is one
 * @property {() => { svg: string, width: number, height: number }} picture what is on the screen
 * @property {(text: string) => void} say to a reader who cannot see it
 * @property {() => HTMLElement} root what becomes a full screen
 */

/** @param {Doors} doors */
export function tools({ name, reset, python, table, address, picture, say, root }) {
  const file = name.toLowerCase().replace(/[^a-z0-9ε]+/g, "-").replace(/^-|-$/g, "");
  /** @type {Record<string, { button: HTMLButtonElement, panel: HTMLElement, update: () => void }>} */
  const opens = {};
  const opener = (/** @type {string} */ words, /** @type {HTMLElement} */ panel, /** @type {() => void} */ update) => {
    panel.hidden = true;
    const button = html("button", {
      type: "button", "aria-expanded": "false",
      click: () => {
        const open = panel.hidden;
        for (const other of Object.values(opens)) show(other, false);
        show(opens[words], open);
      },
    }, words);
    opens[words] = { button, panel, update };
    return button;
  };
  const show = (/** @type {typeof opens[string]} */ { button, panel, update }, /** @type {boolean} */ open) => {
    panel.hidden = !open;
    put(button, String(open), "aria-expanded");
    if (open) update();
  };

  const code = html("code");
  const source = html("div", { class: "opened source", role: "group", "aria-label": "This figure in Python" },
    html("pre", { tabindex: 0 }, code), copier("Copy", () => code.textContent ?? "", say));

  const cells = html("table");
  const numbers = html("div", { class: "opened numbers", role: "group", "aria-label": `${name}: data` },
    html("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": `${name}: numbers` }, cells),
    html("button", { type: "button", class: "download", click: () => save(`${file}.csv`, new Blob([csv(table())], { type: "text/csv" })) }, "Download CSV"));

  const place = html("input", { type: "text", readonly: true, "aria-label": "Address" });
  const frame = html("input", { type: "text", readonly: true, "aria-label": "HTML" });
  const link = html("div", { class: "opened link", role: "group", "aria-label": "Link" },
    html("div", {}, html("span", {}, "Link"), place, copier("Copy link", () => place.value, say)),
    html("div", {}, html("span", {}, "Embed"), frame, copier("Copy HTML", () => frame.value, say)));

  const saver = (/** @type {string} */ kind) => html("button", { type: "button", click: () => {
    const { svg, width, height } = picture();
    const drawn = new Blob([svg], { type: "image/svg+xml" });
    if (kind === "SVG") save(`${file}.svg`, drawn);
    else void pixels(svg, width, height).then((blob) => blob && save(`${file}.png`, blob));
  } }, kind);
  const image = html("div", { class: "opened image", role: "group", "aria-label": "Picture" }, html("span", {}, "Save the picture as"), saver("SVG"), saver("PNG"));

  const full = html("button", { type: "button", click: () => {
    if (document.fullscreenElement) return void document.exitFullscreen();
    const elsewhere = () => void (address && window.open(address(), "_blank", "noopener")); // an iPhone has no full screen for a figure
    const entered = document.fullscreenEnabled && root().requestFullscreen?.();
    if (entered) entered.catch(elsewhere);
    else elsewhere();
  } }, "Full screen");

  const row = html("div", { class: "tools" },
    html("button", { type: "button", click: reset }, "Reset"),
    opener("Python", source, () => put(code, python())),
    opener("Data", numbers, () => list(cells, table())),
    ...(address ? [opener("Link", link, () => {
      const url = address();
      if (place.value === url) return;
      place.value = url;
      frame.value = `<iframe src="${url.replaceAll('"', "&quot;")}" title="${name}" width="100%" height="640" style="border:0" loading="lazy" allow="fullscreen; clipboard-write"></iframe>`;
    })] : []),
    opener("Picture", image, () => {}),
    ...(address || document.fullscreenEnabled ? [full] : []));
  return {
    row, opened: [source, numbers, link, image], full,
    /** Bring up to date what is open. */
    update() {
      for (const { panel, update } of Object.values(opens)) if (!panel.hidden) update();
    },
    /** Have the table in the page, as for print. */
    fill() {
      list(cells, table());
    },
  };
}

/**
 * A button that copies a text, and says so itself.
 * @param {string} words
 * @param {() => string} text
 * @param {(words: string) => void} say
 */
function copier(words, text, say) {
  const button = html("button", { type: "button", click: async () => {
    try {
      await navigator.clipboard.writeText(text());
      done("Copied");
    } catch {
      select(button.previousElementSibling);
      done("Press Ctrl+C");
    }
  } }, words);
  const done = (/** @type {string} */ said) => {
    put(button, said);
    say(said);
    setTimeout(() => put(button, words), SAID);
  };
  return button;
}

/** @param {Element | null} element */
function select(element) {
  if (element instanceof HTMLInputElement) element.select();
  else if (element) getSelection()?.selectAllChildren(element);
}

/** @param {string} name @param {Blob} blob */
function save(name, blob) {
  const href = URL.createObjectURL(blob);
  html("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}

/** A picture of dots, three for each px. @param {string} svg @param {number} width @param {number} height @returns {Promise<Blob | null>} */
async function pixels(svg, width, height) {
  const image = new Image(width, height);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = html("canvas", { width: 3 * width, height: 3 * height });
  canvas.getContext("2d")?.drawImage(image, 0, 0, 3 * width, 3 * height);
  return new Promise((give) => canvas.toBlob(give, "image/png"));
}

/** A table as comma-separated values in ASCII, which programs read: −3.5 is -3.5, 10⁻⁶ is 1e-6. @param {import("./explorable.mjs").Table} table */
export const csv = ({ head, rows }) => `${[head, ...rows].map((cells) => cells.map((text) => `"${ascii(text).replaceAll('"', '""')}"`).join(",")).join("\r\n")}\r\n`;

/** @param {string} text */
const ascii = (text) => (text === "–" ? "" : text
  .replace(/(?:([\d.]+)\u202f×\u202f)?10(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g, (_, factor, sign, power) => `${factor ?? 1}e${sign && "-"}${[...power].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(digit)).join("")}`)
  .replace(/−(?=[\d.∞])/g, "-").replace(/(?<=\d),(?=\d{3})/g, "").replace("∞", "inf"));

/**
 * Write a table, anew where its shape has changed, else only the cells that have.
 * @param {HTMLTableElement} element
 * @param {import("./explorable.mjs").Table} table
 */
function list(element, { head, rows }) {
  const texts = [head, ...rows];
  const same = element.rows.length === texts.length && element.rows[0]?.cells.length === head.length;
  if (!same) {
    const row = (/** @type {string[]} */ cells, /** @type {boolean} */ top) =>
      html("tr", {}, ...cells.map((_, i) => html(top || i === 0 ? "th" : "td", { scope: top ? "col" : i === 0 ? "row" : undefined })));
    element.replaceChildren(html("thead", {}, row(head, true)), html("tbody", {}, ...rows.map((cells) => row(cells, false))));
  }
  texts.forEach((cells, i) => cells.forEach((text, j) => {
    put(element.rows[i].cells[j], text);
  }));
}
