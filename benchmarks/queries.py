"""The 200 searches every contender answers: common and rare words, two-word AND, three-word OR, phrases, a word with a
source and years. Ready-made, so that nobody's time includes making them up."""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from benchmarks.generated import Generated

KINDS: tuple["QueryKind", ...] = ("common", "rare", "and", "or", "phrase", "filtered")
QueryKind = Literal["common", "rare", "and", "or", "phrase", "filtered"]
FIRST_YEAR, LAST_YEAR = 1990, 2026


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchQuery:
    """``source`` is set for ``filtered`` alone, whose years are FIRST_YEAR .. LAST_YEAR."""

    kind: QueryKind
    words: tuple[str, ...]
    source: str | None = None

    @property
    def text(self) -> str:
        """The query in Regesta's language."""
        match self.kind:
            case "or":
                return " OR ".join(self.words)
            case "phrase":
                return f'"{" ".join(self.words)}"'
            case "common" | "rare" | "and" | "filtered":
                return " ".join(self.words)


def make_queries(sample: Iterable[Generated], count: int = 200, seed: int = 11) -> tuple[BenchQuery, ...]:
    """Drawn from the words of ``sample`` (some thousands of documents) by how often they occur there."""
    draw = random.Random(seed)
    texts = [(one, [word.strip(".").lower() for word in one.body.split()]) for one in sample]
    counts = Counter(word for _, words in texts for word in words if len(word) > 4)
    ranked = [word for word, _ in counts.most_common()]
    common, middling, rare = ranked[:60], ranked[60:1_500], ranked[-4_000:]
    queries = []
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        one, words = draw.choice(texts)
        at = draw.randrange(len(words) - 2)
        match kind:
            case "common":
                chosen = [draw.choice(common)]
            case "rare":
                chosen = [draw.choice(rare)]
            case "and":
                chosen = draw.sample(middling, 2)
            case "or":
                chosen = draw.sample(middling, 3)
            case "phrase":
                chosen = words[at : at + 2]
            case "filtered":
                chosen = [draw.choice(middling)]
        queries.append(BenchQuery(kind=kind, words=tuple(chosen), source=one.source if kind == "filtered" else None))
    return tuple(queries)
