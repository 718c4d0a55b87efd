"""Numbers in prose: a sentence of a chapter that a cell computes."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Sentence", "say"]


@dataclass(frozen=True)
class Sentence:
    """Text that a notebook shows as Markdown, and every other place as it stands.

    Attributes
    ----------
    text : str
        The text, as it was given to `say`.

    Examples
    --------
    >>> say("The loss is $12.28$.").text
    'The loss is $12.28$.'
    """

    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        return self.text


def say(text: str) -> Sentence:
    """Return `text` to be shown as prose, so that its numbers come from the cell that computed them.

    It needs nothing but the notebook's own Markdown: Jupyter, VS Code, Colab and the book all show it.

    Parameters
    ----------
    text : str
        Markdown with math between dollar signs, most often an f-string.

    Raises
    ------
    TypeError
        If `text` is not a string.

    Examples
    --------
    >>> loss = 12.2812
    >>> say(f"After 100 epochs the loss is {loss:.2f}.")
    After 100 epochs the loss is 12.28.
    """
    if not isinstance(text, str):
        raise TypeError(f"text must be a string; got {type(text).__name__}")
    return Sentence(text)
