"""Our own passages: news reports written to be learned from, with their names marked where they stand.

Conventions are those of ``annotations.py``. Offices are no part of a person; of "northern Lebanon" and "Anbar province" only the
name is marked, but "Kogi State" and "Mount Hood" are whole; stadiums and markets are places, hospitals and courts
organisations; a national team is its country, a club called by its town an organisation.
"""

import re
from importlib.resources import files

from indexer.entities.training.corpora import LabelledText, Truth

_KINDS: dict[str, Truth] = {"P": "person", "O": "org", "L": "place", "M": "misc"}
_MARK = re.compile(r"\{([A-Z]):([^{}\n]+)\}")


def own_passages() -> list[LabelledText]:
    """The passages that are learned from."""
    return marked_passages((files(__package__) / "passages.txt").read_text("utf-8"))


def marked_passages(file: str) -> list[LabelledText]:
    """Passages as plain text with labelled ranges; one that is marked wrongly is an error."""
    written = "\n".join(line for line in file.splitlines() if not line.startswith("#"))
    passages = [passage.strip("\n") for passage in re.split(r"\n{2,}", written) if passage.strip()]
    # Called by what they begin with, so that another passage between them changes nothing in how they are learned.
    return [unmarked(passage, passage[:40]) for passage in passages]


def unmarked(passage: str, name: str) -> LabelledText:
    """A passage without its marks, and the ranges they mark."""
    pieces: list[str] = []
    spans: list[tuple[int, int, Truth]] = []
    at = length = 0
    for mark in _MARK.finditer(passage):
        pieces += (passage[at : mark.start()], mark[2])
        start = length + mark.start() - at
        length = start + len(mark[2])
        if mark[1] not in _KINDS:
            raise ValueError(f"{name}: no kind of name is called {mark[1]!r}; there are {', '.join(_KINDS)}")
        spans.append((start, length, _KINDS[mark[1]]))
        at = mark.end()
    text = "".join([*pieces, passage[at:]])
    if "{" in text or "}" in text:
        raise ValueError(f"{name}: a mark is not closed, or holds another: {text[max(0, text.find('{')) :][:40]!r}")
    return LabelledText(id=name, corpus="passages", text=text, spans=tuple(spans))
