"""The texts to learn from, each with its licence, as documents with labelled character ranges."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from indexer.entities.words import FUNCTION_WORDS, TITLES

Truth = Literal["person", "org", "place", "misc"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledText:
    """``spans`` are (start, end, label), code points, half-open, ordered, free of overlaps.

    ``partial`` says that nationalities were not annotated, so that the closed tables must supply them, and that many
    names were left unmarked.
    """

    id: str
    corpus: str
    text: str
    spans: tuple[tuple[int, int, Truth], ...]
    partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """A file below the data folder and what may be done with it."""

    name: str
    file: str
    licence: str
    source: str
    nationalities: bool = True


# Public domain, CC0, CC BY, CC BY-SA (attributed) and OGL only; the manifest test refuses anything else.
LABELLED = (
    Corpus(
        name="wikigold",
        file="ner/wikigold_train.jsonl.gz",
        licence="CC-BY-4.0",
        source="Wikigold, Balasuriya et al. 2009",
    ),
    Corpus(
        name="uner-ewt",
        file="ner/uner_ewt_train.jsonl.gz",
        licence="CC-BY-SA-4.0",
        source="Universal NER, English-EWT, dev and test parts",
        nationalities=False,
    ),
    Corpus(
        name="politics",
        file="ner/politics_train.jsonl.gz",
        licence="CC-BY-SA-3.0",
        source="CrossNER politics (MIT), text of Wikipedia contributors",
    ),
    Corpus(
        name="re3d",
        file="ner/re3d_dev.jsonl.gz",
        licence="OGL-UK-3.0",
        source="re3d, Dstl; texts OGL v3 or public domain",
    ),
)
PLAIN = (
    Corpus(
        name="frus", file="frus_dev.jsonl.gz", licence="public-domain", source="Foreign Relations of the United States"
    ),
    Corpus(name="ungdc", file="ungdc_dev.jsonl.gz", licence="CC0-1.0", source="UN General Debate Corpus"),
    Corpus(
        name="whitehouse", file="whitehouse_dev.jsonl.gz", licence="public-domain", source="White House press office"
    ),
    Corpus(
        name="demo",
        file="demo_archive.jsonl.gz",
        licence="OGL-UK-3.0",
        source="FRUS, State Department, White House, UN, UK Government; public domain, CC0 or OGL",
    ),
)

_TRUTH: dict[str, Truth] = {
    "person": "person",
    "PER": "person",
    "org": "org",
    "ORG": "org",
    "place": "place",
    "LOC": "place",
    "other": "misc",
    "Nationality": "misc",
}


def records(data: Path, corpus: Corpus) -> Iterator[dict[str, object]]:
    """The JSON objects of a corpus, in file order."""
    with gzip.open(data / corpus.file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def labelled(data: Path, corpus: Corpus) -> list[LabelledText]:
    """A corpus with its annotated ranges; of overlapping ones the longest is kept, other types of things are left out."""
    found: list[LabelledText] = []
    for row in records(data, corpus):
        marks = row["entities"]
        assert isinstance(marks, list)
        text = str(row["text"])
        spans = [
            (m["start"], m["end"], _TRUTH[m["type"]])
            for m in marks
            if m["type"] in _TRUTH and _is_name(text[m["start"] : m["end"]])
        ]
        found.append(
            LabelledText(
                id=str(row["id"]),
                corpus=corpus.name,
                text=text,
                spans=without_overlaps(spans),
                partial=not corpus.nationalities,
            )
        )
    return found


_DESCRIPTIONS = FUNCTION_WORDS | TITLES | {"we", "i", "it", "they", "he", "she", "us", "our", "jan", "hope"}


def _is_name(surface: str) -> bool:
    """Whether an annotated range names something: re3d also marks pronouns, titles and descriptions ("We", "mourners")."""
    return any(c.isupper() for c in surface) and not all(w.lower() in _DESCRIPTIONS for w in surface.split())


def without_overlaps(spans: list[tuple[int, int, Truth]]) -> tuple[tuple[int, int, Truth], ...]:
    kept: list[tuple[int, int, Truth]] = []
    for start, end, label in sorted(spans, key=lambda s: (s[0] - s[1], s[0], s[2])):
        if start < end and all(end <= a or b <= start for a, b, _ in kept):
            kept.append((start, end, label))
    return tuple(sorted(kept))
