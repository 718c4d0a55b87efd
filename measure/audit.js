// What measure/audit.py puts into each page before it loads: it keeps what is painted and shifted, and tries the first
// explorable as soon as there is one.

window.audit ??= (() => {
  const FRAMES = 30; // to wait for an answer before the control is moved again
  const kept = { "largest-contentful-paint": [], "layout-shift": [] };
  for (const type of Object.keys(kept))
    new PerformanceObserver((list) => kept[type].push(...list.getEntries())).observe({ type, buffered: true });

  /** Call `look` at the end of each frame, when it has been laid out and painted, until it returns true. */
  const eachFrame = (look) => {
    const { port1, port2 } = new MessageChannel();
    const next = () => requestAnimationFrame(() => port2.postMessage(null));
    port1.onmessage = () => look() || next();
    next();
  };
  const CONTROLS = ["input[type=range]", "select", "input[type=radio]:not(:checked)", "input[type=checkbox]", "input[type=text]"];
  /** Move a control as far as it goes, to another choice, or to a number half as large. */
  const move = (control) => {
    if (control.matches("[type=radio], [type=checkbox]")) return control.click();
    if (control.matches("[type=text]")) control.value = Number(control.value) / 2;
    else if (control.matches("select")) control.selectedIndex = (control.selectedIndex + 1) % control.options.length;
    else control.value = control.value > (Number(control.min) + Number(control.max)) / 2 ? control.min : control.max;
    for (const type of ["input", "change"]) control.dispatchEvent(new Event(type, { bubbles: true }));
  };

  return {
    /** The time of the largest paint in ms, and the sum of all shifts: nothing is touched, so none is a reader's. */
    seen: () => ({
      paint: kept["largest-contentful-paint"].at(-1).startTime,
      shift: kept["layout-shift"].reduce((sum, { value }) => sum + value, 0),
    }),
    /** Go to the first explorable, move its first control, and resolve with the ms until its picture has changed. */
    usable: (patience) => new Promise((done, fail) => {
      let [before, frames, there] = ["", 0, null];
      eachFrame(() => {
        if (performance.now() > patience) return !fail(new Error("no explorable has answered"));
        const root = document.querySelector(".explorable-live"), panels = root?.querySelector(".panels");
        const place = document.querySelector(".explorable, .explorable-live");
        if (place && place !== there) (there = place).scrollIntoView({ behavior: "instant" });
        if (!panels?.clientHeight || !panels.querySelector("svg")) return false;
        if (before && panels.innerHTML !== before) return !done(performance.now());
        if (!before || ++frames > FRAMES) {
          const control = CONTROLS.flatMap((kind) => [...root.querySelectorAll(kind)]).find((each) => each.checkVisibility() && !each.disabled);
          [before, frames] = [panels.innerHTML, 0];
          if (control) move(control);
        }
        return false;
      });
    }),
  };
})();
