// On JupyterLite's page: where Python for the browser cannot be had, say so. The cells themselves would only show [*].
{
  const PATIENCE = 15; // seconds; what is asked for is small, and is needed anyway
  const LONG = 120; // seconds until Python answers; then the reader is told what is waited for
  const address = new URL(document.currentScript.dataset.pyodide, document.currentScript.src);

  const reach = async () => {
    const patience = new AbortController();
    setTimeout(() => patience.abort(), 1000 * PATIENCE);
    const answer = await fetch(address, { signal: patience.signal });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    await answer.text();
  };

  const LOST =
    `Python could not be fetched: ${address.host} does not answer. Until it does, no cell of this notebook can run, ` +
    "and [*] beside a cell means nothing. You may be offline, or something between you and that address may block it.";
  const LATE =
    `Python is not here yet, after ${LONG} seconds: much of it still has to come from ${address.host}. ` +
    "Until it is here, [*] beside a cell means nothing. On a slow line, wait; if nothing comes, try again.";

  const tell = (what) => {
    if (document.getElementById("unreachable")) return;
    const notice = document.createElement("div");
    notice.id = "unreachable";
    notice.setAttribute("role", "alert");
    notice.style.cssText =
      "position: fixed; inset: auto 0 0 0; z-index: 100000; padding: 1rem 1.5rem; box-sizing: border-box;" +
      "background: #fff4d6; color: #1a1a1a; border-top: 2px solid #1a1a1a; font: 16px/1.5 system-ui, sans-serif;";
    notice.append(what);
    const again = document.createElement("button");
    again.textContent = "Try again";
    again.style.cssText = "font: inherit; min-height: 44px; padding: 0 1rem; margin-right: 1rem; color: inherit;";
    again.onclick = () => location.reload();
    const chapter = (new URLSearchParams(location.search).get("path") ?? "").match(/^([\w-]+)\.ipynb$/);
    const back = document.createElement("a");
    back.textContent = "Back to the book";
    back.href = chapter ? `../../${chapter[1]}.html` : "../../index.html";
    back.style.cssText = "color: inherit; text-decoration: underline; display: inline-block; padding: 10px 0;";
    notice.append(document.createElement("br"), again, back);
    document.body.append(notice);
  };

  reach().catch(() => tell(LOST));
  // The first file may come and a later one not: then the kernel does not start, and nobody else listens to why.
  const lost = /fetch|network|importScripts|ModuleNotFoundError/i;
  addEventListener("unhandledrejection", ({ reason }) => lost.test(String(reason?.stack || reason)) && tell(LOST));
  // Or a file may come too slowly, or never end: then nothing fails, and Python's first answer is all there is to wait for.
  const late = setTimeout(() => tell(LATE), 1000 * LONG);
  const wait = async () => {
    const kernel = window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel;
    if (!kernel) return setTimeout(wait, 500);
    await kernel.info;
    clearTimeout(late);
    document.getElementById("unreachable")?.remove();
  };
  wait();
}
