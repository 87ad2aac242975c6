"""What every engine needs to know about a plan, whatever library it drives."""

from collections.abc import Iterator
from typing import assert_never

from search.engines.contract import (
    All,
    And,
    Best,
    Boost,
    Constant,
    Dated,
    DateOverlap,
    Not,
    Or,
    Phrase,
    PlanNode,
    Preferred,
    Term,
    Values,
    Words,
)

# No phrase, whatever its slop, reaches from title to body or from one author to the next: more positions than this lie
# between them.
MAX_SLOP = 100

# How often the title's terms count in "any" beside the body's. One number for all engines.
TITLE_WEIGHT = 3

# A word list's score before boosts, and that of whatever is never scored.
WORDS_SCORE = 1.0
UNSCORED = 0.0


def constant_score(node: PlanNode) -> float | None:
    """The one score that every match of ``node`` gets, or None when scores may differ.

    >>> constant_score(Boost(child=Words(field="any", words=("nuclear",)), factor=2.0))
    2.0
    """
    match node:
        case Term() | Phrase():
            return None
        case Words():
            return WORDS_SCORE
        case Values() | DateOverlap() | Dated() | Not() | All():
            return UNSCORED
        case And(children=children):
            scores = [constant_score(child) for child in children]
            return None if None in scores else sum(score for score in scores if score is not None)
        case Or(children=children) | Best(children=children):
            # Two children may match different documents: equal only when neither scores.
            distinct = {constant_score(child) for child in children}
            if len(children) == 1:
                return distinct.pop()
            return UNSCORED if distinct <= {UNSCORED} else None
        case Constant(score=score):
            return score
        case Boost(child=child, factor=factor):
            inner = constant_score(child)
            return None if inner is None else inner * factor
        case Preferred(child=child, bonus=bonus):
            return constant_score(child) if constant_score(bonus) == UNSCORED else None
        case _:
            assert_never(node)


def unranked(node: PlanNode) -> PlanNode:
    """What matches the same documents without what only ranks them: for counting.

    >>> talk, party = Term(field="any", term="talk"), Term(field="any", term="parti")
    >>> unranked(Or(children=(Preferred(child=talk, bonus=party), party))) == Or(children=(talk, party))
    True
    """
    match node:
        case And(children=children):
            return And(children=tuple(map(unranked, children)))
        case Or(children=children) | Best(children=children):
            return Or(children=tuple(map(unranked, children)))
        case Not(child=child):
            return Not(child=unranked(child))
        case Preferred(child=child) | Boost(child=child) | Constant(child=child):
            return unranked(child)
        case Term() | Words() | Phrase() | Values() | DateOverlap() | Dated() | All():
            return node
        case _:
            assert_never(node)


def gap_distributions(gaps: int, slop: int) -> Iterator[tuple[int, ...]]:
    """Every way to spread at most ``slop`` extra positions over ``gaps`` places, fewest extra positions first."""

    def exactly(places: int, extra: int) -> Iterator[tuple[int, ...]]:
        if places == 0:
            if extra == 0:
                yield ()
        elif places == 1:
            yield (extra,)
        else:
            for here in range(extra + 1):
                for rest in exactly(places - 1, extra - here):
                    yield (here, *rest)

    for extra in range(slop + 1 if gaps else 1):
        yield from exactly(gaps, extra)
