// On JupyterLite's page: a notebook that was changed is kept in this browser, and opens in place of the book's. Say so, say
// whether the book has a newer version, and offer that one without losing the reader's.
{
  const lite = new URL(".", document.currentScript.src);
  const path = new URLSearchParams(location.search).get("path") ?? "";
  const ask = async (place) => (await fetch(new URL(place, lite))).json();
  const style = "display: block; font: inherit; min-height: 44px; padding: 0.25rem 1rem; margin-top: 0.5rem; color: inherit;";

  const tell = (words, buttons) => {
    document.getElementById("kept")?.remove();
    const notice = document.createElement("div");
    notice.id = "kept";
    notice.setAttribute("role", "status");
    notice.style.cssText =
      "position: fixed; inset: 6.75rem 1rem auto auto; max-width: min(24rem, 100vw - 2rem); z-index: 99999; padding: 0.75rem 1rem;" +
      "box-sizing: border-box; background: #fff; color: #1a1a1a; border: 2px solid #1a1a1a; font: 16px/1.5 system-ui, sans-serif;";
    notice.append(words);
    for (const [name, act] of Object.entries({ ...buttons, Close: () => notice.remove() })) {
      const button = document.createElement("button");
      Object.assign(button, { textContent: name, onclick: act });
      button.style.cssText = style;
      notice.append(button);
    }
    document.body.append(notice);
  };

  /** A name that no file has, such as ema-yours.ipynb. */
  const findName = async (contents, number = 1) => {
    const name = path.replace(/\.ipynb$/, `-yours${number > 1 ? `-${number}` : ""}.ipynb`);
    const taken = await contents.get(name, { content: false }).catch(() => undefined);
    return taken ? findName(contents, number + 1) : name;
  };

  const offer = async (contents, copy, edition) => {
    const yours = await findName(contents);
    const newer = copy.content.metadata.adadelta?.edition !== edition;
    const words = "This is your copy of the notebook, kept in this browser only." + (newer ? " The book has a newer version." : "");
    const renew = async () => {
      await window.jupyterapp.commands.execute("docmanager:save");
      await contents.rename(path, yours);
      location.reload();
    };
    tell(words, { [`Open the book's version (yours stays as ${yours})`]: renew });
  };

  const begin = async () => {
    const app = window.jupyterapp;
    if (!app?.shell.currentWidget?.context?.isReady) return setTimeout(begin, 500);
    const { contents } = app.serviceManager;
    const [copy, { content: files }] = [await contents.get(path, { content: true }), await ask("api/contents/all.json")];
    const file = files.find((one) => one.path === path);
    if (!file) return; // the reader's own
    if (copy.last_modified !== file.last_modified) return offer(contents, copy, (await ask(`files/${path}`)).metadata.adadelta?.edition);
    const note = (_, { type }) => {
      if (type !== "save") return;
      contents.fileChanged.disconnect(note);
      tell("Your changes are kept in this browser only. For a copy elsewhere, choose File, Download.");
    };
    contents.fileChanged.connect(note);
  };
  begin();
}
