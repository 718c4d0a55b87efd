// Every explorable by the name that Python and the pages know it by.

import { articleRegression } from "./article_regression.mjs";
import { batchSizes } from "./batch_sizes.mjs";
import { bugGallery } from "./bug_gallery.mjs";
import { hiddenRate } from "./hidden_rate.mjs";
import { movingAverage } from "./moving_average.mjs";
import { oneUpdate } from "./one_update.mjs";
import { optimizerRace } from "./optimizer_race.mjs";
import { paperRuns } from "./paper_runs.mjs";
import { rateOverTime } from "./rate_over_time.mjs";
import { rootMeanSquare } from "./root_mean_square.mjs";
import { unitsLab } from "./units_lab.mjs";

/** @type {Record<string, import("./kit/explorable.mjs").Idea>} */
export const explorables = {
  "batch-sizes": batchSizes,
  "moving-average": movingAverage,
  "root-mean-square": rootMeanSquare,
  "one-update": oneUpdate,
  "optimizer-race": optimizerRace,
  "hidden-rate": hiddenRate,
  "rate-over-time": rateOverTime,
  "units-lab": unitsLab,
  "article-regression": articleRegression,
  "bug-gallery": bugGallery,
  "paper-runs": paperRuns,
};
