"""What one document shows, given what was found in it and what was decided. Pure, and cheap where nothing was decided."""

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.entities.ledger import Decided
from search.documents import KINDS, Kind

_KINDS: dict[str, Kind] = {kind: kind for kind in KINDS}
Named = tuple[str, Kind, str, int]  # (entity, kind, the document's own name for it, mentions)
Surface = tuple[str, str, str, int]  # (entity, folded, surface, mentions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """``named`` is most mentioned first; ``found`` is what was found, ``elsewhere`` what of it is shown as another entity or not at all."""

    named: tuple[Named, ...]
    surfaces: tuple[Surface, ...]
    found: tuple[Named, ...]
    elsewhere: tuple[tuple[str, Kind, str], ...]


def shown(decided: Decided, document: str, named: Sequence[Named], surfaces: Sequence[Surface]) -> Shown | None:
    """What ``document`` shows of ``named`` and ``surfaces`` as found in it; None when that is the very same."""
    becomes: dict[str, str | None] = {}
    for entity, _, _, _ in named:
        means = decided.canonical(entity, document)
        if means in decided.suppressed:
            becomes[entity] = None
        elif means != entity:
            becomes[entity] = means
    if not becomes:
        return None
    merged: dict[str, Named] = {}
    # What is found as itself comes first, so that an entity keeps its own name where others became it.
    for entity, kind, name, mentions in sorted(named, key=lambda one: (one[0] in becomes, -one[3], one[0])):
        now = becomes.get(entity, entity)
        if now is None:
            continue
        if now in merged:
            own = merged[now]
            merged[now] = (now, own[1], own[2], own[3] + mentions)
        else:
            merged[now] = (now, kind if now == entity else kind_of(now), name, mentions)
    counted: dict[tuple[str, str, str], int] = {}
    for entity, folded, surface, mentions in surfaces:
        now = becomes.get(entity, entity)
        if now is not None:
            counted[now, folded, surface] = counted.get((now, folded, surface), 0) + mentions
    return Shown(
        named=tuple(sorted(merged.values(), key=lambda one: (-one[3], one[0]))),
        surfaces=tuple((*key, mentions) for key, mentions in counted.items()),
        found=tuple(named),
        elsewhere=tuple((entity, kind, name) for entity, kind, name, _ in named if entity in becomes),
    )


def kind_of(entity: str) -> Kind:
    """The kind that an id begins with."""
    return _KINDS[entity.partition(":")[0]]
