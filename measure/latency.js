// What measure/controls.py puts into each page: it gets the parts of an explorable ready for an input, and notes the input's
// frame. DONE and MARK stand for the words that controls.py listens for.

window.latency ??= (() => {
  const TYPES = ["pointerdown", "pointermove", "pointerup", "mousedown", "mousemove", "mouseup", "click", "keydown", "input", "change"];
  const inputs = [], entries = [];
  let armed = false, ask = null, now = {};
  const { port1, port2 } = new MessageChannel();
  // A message that is posted in an animation frame comes after its task, and so after style, layout and paint.
  const frame = () => requestAnimationFrame(() => port2.postMessage(null));
  port1.onmessage = () => {
    inputs.push({ ...now, end: performance.now() });
    console.debug("DONE");
  };
  const answer = ({ timeStamp }) => {
    if (!armed) return;
    armed = false;
    now.stamp = timeStamp;
    if (ask) ask(frame);
    else performance.mark("MARK" + frame());
  };
  for (const type of TYPES) addEventListener(type, answer, { capture: true, passive: true });

  const observer = new PerformanceObserver((list) => entries.push(...list.getEntries()));
  observer.observe({ type: "event", durationThreshold: 16, buffered: true });

  /** The parts of an explorable that a reader moves, by the control that they belong to. */
  const controls = (name) => {
    const root = document.querySelector(`[data-explorable="${name}"] .explorable-live`);
    const found = {};
    for (const element of root.querySelectorAll("input:not([type=hidden]), select, textarea, button, summary, .handle, [role=slider]")) {
      const box = element.getBoundingClientRect();
      if (!box.width || !box.height || !element.checkVisibility()) continue;
      const [rank, group] = place(element);
      (found[group] ??= { rank, elements: [] }).elements.push(element);
    }
    return found;
  };
  const place = (element) => {
    const words = (element.getAttribute("aria-label") ?? element.textContent).trim();
    const list = element.closest("ul, ol, .presets, .predict");
    if (element.matches("summary")) return [3, "folds"];
    if (element.closest("[data-control]")) return [0, element.closest("[data-control]").dataset.control];
    if (element.matches(".handle, [role=slider]")) return [0, `handle: ${words.split(",")[0].replace(/\s*\d+$/, "")}`];
    if (list) return [1, list.classList[0] ?? "list"];
    return [2, words || element.id || element.localName];
  };
  const kind = (element) => {
    if (element.matches(".handle, [role=slider]")) return "handle";
    if (element.matches("input")) return ["radio", "checkbox", "range", "number"].includes(element.type) ? element.type : "text";
    return element.localName;
  };
  const folds = new WeakMap(); // whether each fold is open at first
  const rest = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

  return {
    /** Each control with the kinds of its parts, those that change the explorable least at the end. */
    list: (name) => Object.entries(controls(name))
      .sort(([, a], [, b]) => a.rank - b.rank).map(([control, { elements }]) => [control, elements.map(kind)]),
    /** Put the explorable into its first state, its folded settings open; or tick every box, too, which may show more. */
    async reset(name, ticked) {
      const root = document.querySelector(`[data-explorable="${name}"] .explorable-live`);
      for (const details of root.querySelectorAll("details")) {
        if (!folds.has(details)) folds.set(details, details.open || details.matches(".more"));
        details.open = folds.get(details);
      }
      [...root.querySelectorAll("button")].find((button) => /^reset/i.test(button.textContent))?.click();
      await rest();
      while (root.hasAttribute("data-moving")) await rest();
      if (!ticked) return;
      for (const box of root.querySelectorAll("input[type=checkbox]:not(:checked)")) box.click();
      await rest();
    },
    /** Get one part ready for an input, and say where it is. */
    async ready({ name, control, index, focus, select, quiet, arm }) {
      const elements = controls(name)[control]?.elements ?? [];
      const element = elements[index];
      if (!element) return null;
      let box = element.getBoundingClientRect();
      const away = box.top < 80 || box.bottom > innerHeight - 20;
      const unfocused = focus && document.activeElement !== element;
      if (away) element.scrollIntoView({ block: "center", behavior: "instant" });
      if (unfocused) element.focus({ preventScroll: true });
      if (select) element.select();
      if (away || unfocused || quiet) await rest();
      box = element.getBoundingClientRect();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const top = document.elementFromPoint(x, y);
      const panel = [...document.querySelectorAll(`[data-explorable="${name}"] svg`)].map((svg) => svg.getBoundingClientRect())
        .find((p) => p.left <= x && x <= p.right && p.top <= y && y <= p.bottom) ?? box;
      if (arm) {
        now = { start: performance.now() };
        armed = true;
      }
      return {
        x, y, width: box.width, panel: [panel.x + panel.width / 2, panel.y + panel.height / 2],
        usable: !element.disabled && !(element.type === "radio" && element.checked),
        covered: !(element.contains(top) || top?.closest("label")?.control === element),
        value: element.value ?? "",
        beside: elements.filter((e) => ["text", "number"].includes(kind(e))).slice(0, 1).map((e) => e.value),
      };
    },
    /** Wait for the next key; its frame is the one that shows another image in `place`. */
    forImage(place) {
      const shown = () => document.querySelector(`${place} img`);
      const before = shown()?.src;
      ask = (frame) => {
        const watch = new MutationObserver(async () => {
          const image = shown();
          if (!image || image.src === before) return;
          watch.disconnect();
          await image.decode();
          frame();
        });
        watch.observe(document.body, { subtree: true, childList: true, attributes: true });
      };
      now = { start: performance.now() };
      armed = true;
    },
    /** All inputs since the last time, with what Event Timing says of them. */
    async take(wait) {
      await new Promise((done) => setTimeout(done, wait)); // the entries come some time after the paint
      entries.push(...observer.takeRecords());
      const longest = (list) => Math.max(0, ...list.map(({ duration }) => duration));
      const taken = inputs.splice(0).map(({ start, stamp, end }) => {
        const own = entries.filter(({ startTime }) => start - 0.2 <= startTime && startTime <= end);
        return { elapsed: end - stamp, event: longest(own) };
      });
      entries.length = 0;
      return taken;
    },
  };
})();
