"""Search finds every word, those of the code, too.

Sphinx reduces words to their stems and leaves out the commonest. The stem of `ones` is "on", which is left out: Sphinx
then keeps the word itself, but its script still looks for the stem. Here such a word stays as it is in both.

And a build that writes a page or none forgets what the others have in the index: Sphinx notes that while it writes
pages, after it has stored its notes. Here they are stored once more at the end.
"""

import pickle
from pathlib import Path

from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.search.en import SearchEnglish

SCRIPT = """
Stemmer = ((English) => function () {
  const english = new English();
  this.stemWord = (word) => {
    const stem = english.stemWord(word);
    return stopwords.includes(stem) ? word : stem;
  };
})(Stemmer);
"""


class Search(SearchEnglish):
    """English as Sphinx has it, but for stems that mean nothing."""

    js_stemmer_code = SearchEnglish.js_stemmer_code + SCRIPT

    def stem(self, word: str) -> str:
        """Return the stem of a word, or the word."""
        stem: str = super().stem(word)
        return word.lower() if stem in self.stopwords else stem


def store_notes(app: Sphinx, error: Exception | None) -> None:
    """Store what the build has noted, as Sphinx does before it writes pages; nothing of a build that broke off."""
    if error:
        return
    with (Path(app.doctreedir) / ENV_PICKLE_FILENAME).open("wb") as file:
        pickle.dump(app.env, file, pickle.HIGHEST_PROTOCOL)


def setup(app: Sphinx) -> None:
    """Take the place of Sphinx's English, and mend its notes."""
    app.add_search_language(Search)
    app.connect("build-finished", store_notes)
