// Sentences in which a number has the color of what it names: `ink("Adadelta", "0.95")` within a plain text.

/** @param {string} look a class of the drawing: a method, gradient, step @param {string | number} text */
export const ink = (look, text) => `⟦${look}|${text}⟧`;

/** The text alone. @param {string} sentence */
export const plain = (sentence) => sentence.replace(/⟦[^|]*\|([^⟧]*)⟧/g, "$1");

/** The parts of a sentence, each with its class or none. @param {string} sentence @returns {{ text: string, look?: string }[]} */
export const parts = (sentence) => sentence.split(/(⟦[^⟧]*⟧)/).filter(Boolean).map((part) => {
  const [, look, text] = /^⟦([^|]*)\|(.*)⟧$/.exec(part) ?? [];
  return look === undefined ? { text: part } : { text, look };
});
