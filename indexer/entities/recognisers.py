"""Who marks names in a text: the shipped tagger, or a spaCy model that whoever runs Regesta has installed."""

import os
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Protocol

from indexer.entities.readings import TextReading
from indexer.entities.spans import Label, Span
from indexer.entities.tagger import Tagger, load_tagger
from indexer.errors import ModelMissing

# The door that reads the settings puts the model's name here, so that processes begun for indexing have it too.
VARIABLE = "REGESTA_ENTITY_MODEL"


class Recogniser(Protocol):
    """``identity`` is part of the fingerprint by which documents become stale; empty for what is shipped."""

    @property
    def identity(self) -> str: ...

    def spans(self, readings: Sequence[TextReading]) -> list[list[Span]]:
        """For each text labelled token ranges, in order, never overlapping."""


class Shipped:
    """The project's own tagger."""

    identity = ""

    def __init__(self, tagger: Tagger) -> None:
        self._tagger = tagger

    def spans(self, readings: Sequence[TextReading]) -> list[list[Span]]:
        return self._tagger.spans(readings)


# spaCy's English models name eighteen kinds (OntoNotes 5); numbers, dates and amounts are no names.
_LABELS: dict[str, Label] = {
    "PERSON": "person",
    "PER": "person",
    "ORG": "org",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "misc",
    "EVENT": "misc",
    "LAW": "misc",
    "WORK_OF_ART": "misc",
    "PRODUCT": "misc",
    "MISC": "misc",
}
# Characters given to the model at once. spaCy refuses a million, and its memory grows with the length.
_PIECE = 100_000


class Spacy:
    """A spaCy pipeline with a component that finds entities."""

    def __init__(self, name: str) -> None:
        self._nlp = _loaded(name)
        self.identity = f"{name}-{self._nlp.meta.get('version', '')}"

    def spans(self, readings: Sequence[TextReading]) -> list[list[Span]]:
        return [*map(self._spans, readings)]

    def _spans(self, reading: TextReading) -> list[Span]:
        tokens = reading.tokens
        found: list[Span] = []
        done = 0
        for start, end in _pieces(reading.text):
            for entity in self._nlp(reading.text[start:end]).ents:
                label = _LABELS.get(entity.label_)
                first = bisect_right(tokens.ends, start + entity.start_char)
                last = bisect_left(tokens.starts, start + entity.end_char)
                if label is not None and done <= first < last:
                    found.append((first, last, label))
                    done = last
        return found


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """``text`` in pieces of bounded length that end at a line's end where there is one."""
    start = 0
    while start < len(text):
        end = min(start + _PIECE, len(text))
        line = text.rfind("\n", start + 1, end) if end < len(text) else -1
        end = line + 1 if line > 0 else end
        yield start, end
        start = end


def _loaded(name: str) -> Any:
    try:
        import spacy  # an extra, heavy, and never needed by the tagger that is shipped
    except Exception as error:  # an installation may be broken in more ways than being absent
        raise ModelMissing(
            f"The setting entity_model names {name}, but spaCy cannot be imported ({str(error) or type(error).__name__}).",
            hint="Install the extra, regesta[spacy], and the model, or leave entity_model empty.",
        ) from error
    try:
        pipeline = spacy.load(name, exclude=["lemmatizer", "attribute_ruler"])
    except Exception as error:
        raise ModelMissing(
            f"The setting entity_model names {name}, which spaCy cannot load ({error}).",
            hint="Install the model, name one that is installed, or leave entity_model empty.",
        ) from error
    if not {"ner", "entity_ruler", "span_ruler"} & set(pipeline.pipe_names):
        raise ModelMissing(
            f"The setting entity_model names {name}, which finds no names (it has {', '.join(pipeline.pipe_names) or 'no parts'}).",
            hint="Name a model that has the component ner.",
        )
    return pipeline


@cache
def recogniser(name: str) -> Recogniser:
    """The spaCy model of that name; the shipped tagger for an empty one. Raises ModelMissing."""
    return Spacy(name) if name else Shipped(load_tagger())


def chosen() -> Recogniser:
    """The recogniser that this process was told to use."""
    return recogniser(os.environ.get(VARIABLE, ""))
