"""Pairs of entities that may be one, for staff to decide: what the rules were not sure enough of, likeliest first."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from indexer.entities.merge import one_person, person_name
from indexer.entities.names import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An entity with what helps to compare it: in how many documents it is, and with which entities it is found there."""

    entity: str
    name: str
    documents: int
    found_with: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """``entity`` might become ``into``. ``score`` is 0..1; ``why`` says what speaks for it; ``shared`` are entities found with both."""

    entity: str
    into: str
    score: float
    why: str
    shared: tuple[str, ...] = ()


def suggest_merges(
    entities: Iterable[Named], *, apart: Collection[frozenset[str]] = (), limit: int = 100
) -> tuple[Suggestion, ...]:
    """Likely merges within a kind, best first, pairs in ``apart`` left out. Equal input in any order gives equal output."""
    pairs: dict[tuple[str, str], Suggestion] = {}
    for block in _blocks(entities).values():
        # A block larger than this is a common word ("committee"); its pairs would say nothing.
        if not 1 < len(block) <= 60:
            continue
        for i, a in enumerate(block):
            for b in block[i + 1 :]:
                if a.entity != b.entity and frozenset((a.entity, b.entity)) not in apart:
                    found = _compared(a, b)
                    if found is not None:
                        pairs[found.entity, found.into] = found
    ranked = sorted(pairs.values(), key=lambda s: (-s.score, s.into, s.entity))
    return tuple(ranked[:limit])


def _blocks(entities: Iterable[Named]) -> Mapping[tuple[str, str], list[Named]]:
    """Entities by kind and each longer word of their names, so that only names with a word in common are compared."""
    blocks: dict[tuple[str, str], list[Named]] = defaultdict(list)
    for named in sorted(entities, key=lambda n: n.entity):
        kind = named.entity.partition(":")[0]
        words = fold(named.name).split()
        for word in {w for w in words if len(w) > 2}:
            blocks[kind, word].append(named)
        if kind == "org" and len(words) > 2:
            blocks[kind, "".join(w[0] for w in words if w not in ("of", "the", "and", "for"))].append(named)
    return blocks


def _compared(a: Named, b: Named) -> Suggestion | None:
    entity, into = sorted((a, b), key=lambda n: (n.documents, len(n.name), n.entity))
    likeness, why = _likeness(entity, into)
    if likeness == 0:
        return None
    shared = entity.found_with & into.found_with
    company = len(shared) / max(1, min(len(entity.found_with), len(into.found_with)))
    score = round(0.6 * likeness + 0.4 * company, 3)
    if shared:
        why += f"; found with {len(shared)} of the same names"
    return Suggestion(entity=entity.entity, into=into.entity, score=score, why=why, shared=tuple(sorted(shared)[:10]))


def _likeness(a: Named, b: Named) -> tuple[float, str]:
    if a.entity.startswith("person:"):
        mine, theirs = person_name(a.name), person_name(b.name)
        if mine is None or theirs is None:
            return 0.0, ""
        if one_person(mine, theirs):
            return 1.0, f"{a.name} fits {b.name}"
        if mine.family == theirs.family and (not mine.given or not theirs.given):
            return 0.5, f"{a.name} may be short for {b.name}"
        return 0.0, ""
    one, other = fold(a.name).split(), fold(b.name).split()
    if "".join(w[0] for w in other if w not in ("of", "the", "and", "for")) == "".join(one) and len(other) > 2:
        return 0.8, f"{a.name} are the initials of {b.name}"
    common = set(one) & set(other)
    share = len(common) / len(set(one) | set(other))
    if share >= 0.6:
        return share, f"{len(common)} words in common"
    return 0.0, ""
