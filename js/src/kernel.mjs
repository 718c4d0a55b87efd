// Home 1, a live kernel: the module that anywidget loads; and the kernel's own Node, for stills.

import { explorables } from "./explorables.mjs";
import { render } from "./kit/explorable.mjs";

export { still } from "./still.mjs";
export { stills } from "./stills.mjs";

export default {
  /** @param {{ model: import("./kit/explorable.mjs").Model, el: HTMLElement }} context */
  render: ({ model, el }) => render(explorables[model.get("explorable")], model, el),
};
