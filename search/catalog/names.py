"""How names are folded so that a value is found by any way of writing one of its names."""

from functools import lru_cache

from search.analysis import tokens


@lru_cache(maxsize=50_000)
def name_key(text: str) -> str:
    """The terms of a name, without what capitals and points would say of a word in a text.

    In the name of a thing ``US``, ``U.S.`` and ``us`` are the same, and so are ``Kim Jong-Il`` and ``KIM JONG IL``.
    """
    return " ".join(token.term.removesuffix(".") for token in tokens(text, capitals_mean_nothing=True))
