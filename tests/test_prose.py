import pytest

from adadelta import say


def test_a_sentence_shows_as_text_and_as_markdown():
    sentence = say(f"The loss is ${12.2812:.2f}$.")
    assert repr(sentence) == str(sentence) == sentence._repr_markdown_() == "The loss is $12.28$."


def test_only_text_can_be_said():
    with pytest.raises(TypeError, match="text must be a string; got float"):
        say(12.28)
