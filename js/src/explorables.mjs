// Every explorable by the name that Python and the pages know it by.

import { articleRegression } from "./article_regression.mjs";
import { movingAverage } from "./moving_average.mjs";
import { optimizerRace } from "./optimizer_race.mjs";

/** @type {Record<string, import("./kit/explorable.mjs").Idea>} */
export const explorables = {
  "moving-average": movingAverage,
  "optimizer-race": optimizerRace,
  "article-regression": articleRegression,
};
