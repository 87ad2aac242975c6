"""What a span of tokens is: where it begins and ends, and what it seems to be."""

from typing import Literal

Label = Literal["person", "org", "place", "misc"]
Span = tuple[int, int, Label]  # token range [first, last) and what it seems to be


def bare(word: str) -> str:
    """Lower case, without a final full stop, as the word lists have it."""
    return word.lower().rstrip(".")


def singular(word: str) -> str:
    """``bare``, without the ending of a regular plural: "Secretaries" and "secretary" are one."""
    word = bare(word)
    return f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")
