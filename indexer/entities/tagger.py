"""The trained tagger: a linear-chain conditional random field over the words of each island."""

from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from indexer.entities.features import TextView, island_features
from indexer.entities.spans import Label, Span

_LABELS: dict[str, Label] = {"PER": "person", "ORG": "org", "LOC": "place", "MISC": "misc"}


@cache
def load_tagger(model: Path | None = None) -> Any:
    """The tagger of ``model``, by default the shipped one."""
    import pycrfsuite  # imported late: a command that never annotates should not load it

    tagger = pycrfsuite.Tagger()
    if model is not None:
        tagger.open(str(model))
    else:
        with as_file(files("indexer.entities") / "model.crf") as path:
            tagger.open(str(path))
    return tagger


def tagged_spans(text: TextView, islands: list[tuple[int, int]], tagger: Any) -> list[Span]:
    spans: list[Span] = []
    tag = tagger.tag
    for first, last in islands:
        begun: int | None = None
        kind = ""
        labels = tag(island_features(text, first, last))
        for offset, label in enumerate(labels):
            if begun is not None and (label[0] != "I" or label[2:] != kind):
                spans.append((begun, first + offset, _LABELS[kind]))
                begun = None
            if label != "O" and begun is None:
                begun, kind = first + offset, label[2:]
        if begun is not None:
            spans.append((begun, last, _LABELS[kind]))
    return spans
