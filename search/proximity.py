"""Words that stand together in the query count for more where they stand together in a document."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from search.engines.contract import Boost, Phrase, PlanNode
from search.ranking import Ranking
from search.term_nodes import Spellings


class Placed(NamedTuple):
    """A term of the query, and which of the things that stand side by side it belongs to (function words counted)."""

    place: int
    spellings: Spellings


def adjacent_pairs(words: Sequence[Placed], ranking: Ranking) -> list[PlanNode]:
    """A phrase for each two neighbours, each pair once. Where function words stood between them, as many words may."""
    pairs: dict[tuple[Spellings, Spellings], int] = {}
    for (place, first), (following, second) in pairwise(words):
        between = max(following - place - 1, 0)
        if first == second or between > ranking.proximity_gap:
            continue
        pairs[first, second] = max(pairs.get((first, second), 0), between)
        if len(pairs) == ranking.proximity_pairs:
            break
    return [
        Boost(child=Phrase(field="any", terms=pair, slop=slop), factor=ranking.proximity)
        for pair, slop in pairs.items()
    ]
