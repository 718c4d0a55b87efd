// Where the panels of a picture are: in a row where there is room, one above the other on a phone.

const NARROW = 560; // px
const [GAP, ROW] = [18, 8]; // px between panels, across and down
const PHONE = 344; // px: what the picture may take of a phone's screen, with the sentence and both sliders below it

/** @typedef {{ x: number, y: number, width: number, height: number }} Place of one panel, in px */

/**
 * @param {{ rows?: number[][], narrow?: number[][], height?: number }} idea weights of the panels of each row, where there is room and on a phone; one row's height
 * @param {number} width in px
 * @returns {Place[]}
 */
export function layout({ rows = [[1]], narrow, height = rows.length > 1 ? 236 : 300 }, width) {
  const phone = width < NARROW;
  const shape = phone ? narrow ?? rows.flat().map(() => [1]) : rows;
  const high = phone ? Math.min(250, Math.floor((PHONE - ROW * (shape.length - 1)) / shape.length)) : height;
  return shape.flatMap((weights, row) => {
    const [all, room] = [weights.reduce((a, b) => a + b, 0), width - GAP * (weights.length - 1)];
    let x = 0;
    return weights.map((weight) => {
      const place = { x, y: row * (high + ROW), width: Math.floor((weight / all) * room), height: high };
      x += place.width + GAP;
      return place;
    });
  });
}

/** The height of a picture, in px. @param {Place[]} places */
export const heightOf = (places) => Math.max(...places.map(({ y, height }) => y + height));
