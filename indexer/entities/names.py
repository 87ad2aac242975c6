"""How names are folded: to compare them, and to make an entity's id of them."""

import re
import unicodedata
from functools import lru_cache

_NOT_WORD = re.compile(r"[\W_]+")
_APOSTROPHES = str.maketrans("", "", "'’‘`ʼ.")
# Letters that no decomposition reduces, as English-language sources write them.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ß": "ss"})


@lru_cache(maxsize=20_000)  # names come back, within a text and in the next
def fold(name: str) -> str:
    """Lower case, without accents, apostrophes and full stops, words parted by one space: "Kim Jong-Il" is "kim jong il"."""
    return folded_passage(name)


def folded_passage(name: str) -> str:
    """The same of what will hardly come back, which must not take the place of names that do."""
    text = name.lower() if name.isascii() else _unaccented(name)
    return _NOT_WORD.sub(" ", text.translate(_APOSTROPHES)).strip()


def _unaccented(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def slug(name: str) -> str:
    """The part of an entity id after its kind: "Agreed Framework" is "agreed-framework"; "" when nothing is left."""
    return fold(name).replace(" ", "-")


def title_cased(name: str) -> str:
    """An all-capital name as people write it: "KIM JONG IL" is "Kim Jong Il"; other names are left as they are."""
    if not name.isupper() or len(name) < 4:
        return name
    return re.sub(r"[^\W\d_]+", lambda m: m.group() if len(m.group()) == 1 else m.group().capitalize(), name)
