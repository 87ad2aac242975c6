"""A deterministic archive of any size that behaves like a real one where it matters for speed.

Words follow Zipf's law over a vocabulary of 200,000 (exponent 1.05, as measured in English prose), 5,000 two-word
collocations make phrases findable, 200 sources and 20,000 entities are as unevenly used as names are, and dates lean to
the present. The same seed gives the same archive on every machine.
"""

import datetime as dt
import random
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

VOCABULARY = 200_000
SOURCES = 200
ENTITIES = 20_000
COLLOCATIONS = 5_000
KINDS = ("person", "place", "org")
FIRST_DAY = dt.date(1945, 1, 1)
LAST_DAY = dt.date(2026, 10, 31)

_FUNCTION_WORDS = (
    "the of and to in a that is for on with as by be it at from are was this an have has not which or will were their its "
    "but been they had he would more all also who we there can his these our if than no other may one into so about when "
    "such some any new between over under after most two only should up could them how what before through during both"
).split()
_ONSETS = [*"b c d f g h l m n p r s t v st tr pr gr pl cr ch sh br".split(), ""]
_VOWELS = "a e i o u ea io ou".split()
_CODAS = ["", "n", "r", "l", "s", "t", "m", "nd", "st", "ct", "rt"]
_ENDINGS = ["", "", "", "s", "ed", "ing", "tion", "al", "ment", "ity", "ive", "er", "ly"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """One document. ``entities`` are (kind, name); ``date`` a day."""

    id: str
    title: str
    body: str
    source: str
    date: dt.date
    entities: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The names and words all documents are made of, with the cumulative weights they are drawn by."""

    words: tuple[str, ...]
    word_weights: tuple[float, ...]
    collocations: tuple[tuple[str, str], ...]
    collocation_weights: tuple[float, ...]
    sources: tuple[str, ...]
    source_weights: tuple[float, ...]
    entities: tuple[tuple[str, str], ...]
    entity_weights: tuple[float, ...]


def _zipf(count: int, exponent: float, shift: float) -> tuple[float, ...]:
    return tuple(accumulate(1 / (rank + shift) ** exponent for rank in range(1, count + 1)))


@cache
def world(seed: int = 42) -> World:
    draw = random.Random(seed)
    words = list(_FUNCTION_WORDS)
    seen = set(words)
    while len(words) < VOCABULARY:
        syllables = 2 if len(words) < 8_000 else 3
        word = "".join(
            draw.choice(_ONSETS) + draw.choice(_VOWELS) + draw.choice(_CODAS) for _ in range(syllables)
        ) + draw.choice(_ENDINGS)
        if len(word) > 3 and word not in seen:
            seen.add(word)
            words.append(word)
    names = words[150:9_000]
    entities: dict[str, None] = {}
    while len(entities) < ENTITIES:
        entities[" ".join(name.capitalize() for name in draw.choices(names, k=draw.randint(1, 3)))] = None
    kinds = ("Review", "Institute", "Bulletin", "Council", "Archive")
    return World(
        words=tuple(words),
        word_weights=_zipf(VOCABULARY, 1.05, 2.7),
        collocations=tuple(
            (words[draw.randint(100, 20_000)], words[draw.randint(100, 20_000)]) for _ in range(COLLOCATIONS)
        ),
        collocation_weights=_zipf(COLLOCATIONS, 1.0, 5.0),
        sources=tuple(
            f"{name.capitalize()} {kinds[number % 5]}" for number, name in enumerate(draw.sample(names, SOURCES))
        ),
        source_weights=_zipf(SOURCES, 1.0, 1.0),
        entities=tuple((KINDS[number % 3], name) for number, name in enumerate(entities)),
        entity_weights=_zipf(ENTITIES, 0.95, 5.0),
    )


def documents(count: int, *, shortest: int = 60, longest: int = 160, seed: int = 7) -> Iterator[Generated]:
    """``count`` documents of ``shortest`` to ``longest`` words."""
    made = world()
    draw = random.Random(seed)
    days = (LAST_DAY - FIRST_DAY).days
    for number in range(count):
        length = draw.randint(shortest, longest)
        words = draw.choices(made.words, cum_weights=made.word_weights, k=length)
        for _ in range(length // 25):
            at = draw.randrange(length - 1)
            chosen = bisect(made.collocation_weights, draw.random() * made.collocation_weights[-1])
            words[at : at + 2] = made.collocations[min(chosen, COLLOCATIONS - 1)]
        entities = draw.choices(made.entities, cum_weights=made.entity_weights, k=draw.randint(5, 25))
        yield Generated(
            id=f"d{number:07d}",
            title=" ".join(word.capitalize() for word in words[3:11]),
            body=_prose(words, draw),
            source=draw.choices(made.sources, cum_weights=made.source_weights)[0],
            date=FIRST_DAY + dt.timedelta(days=int(days * draw.random() ** 0.6)),
            entities=tuple(dict.fromkeys(entities)),
        )


def _prose(words: list[str], draw: random.Random) -> str:
    sentences = []
    at = 0
    while at < len(words):
        end = at + draw.randint(8, 22)
        sentence = words[at:end]
        sentences.append(" ".join([sentence[0].capitalize(), *sentence[1:]]) + ".")
        at = end
    return "\n\n".join(" ".join(sentences[first : first + 6]) for first in range(0, len(sentences), 6))
