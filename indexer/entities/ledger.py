"""The ledger of decisions about entities: append-only, replayed from the start, every entry can be undone.

Staff win over rules: an automatic merge that a staff decision keeps apart, or that staff undid, has no effect.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from indexer.entities.annotation import Annotation
from indexer.entities.decisions import (
    Action,
    AddAlias,
    Decision,
    LedgerError,
    Merge,
    NeverMerge,
    Rename,
    Retype,
    Split,
    Suppress,
    Undo,
)
from search.documents import KINDS, Entity, Mention

Pair = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What all decisions together say.

    ``links`` leads from an entity to the one it became; ``parted`` from (entity, document) to who is meant there;
    ``apart`` are pairs that no rule may join, ``refused`` pairs whose automatic merge staff undid.
    """

    links: Mapping[str, str] = field(default_factory=dict)
    parted: Mapping[tuple[str, str], str] = field(default_factory=dict)
    made: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    suppressed: frozenset[str] = frozenset()
    apart: frozenset[Pair] = frozenset()
    refused: frozenset[Pair] = frozenset()

    def canonical(self, entity: str, document: str | None = None) -> str:
        """The entity that ``entity`` is now, in ``document`` when given: merges followed, and splits that cover it."""
        return _canonical(self.links, self.parted, entity, document)

    def hidden(self, entity: str) -> bool:
        """Whether ``entity``, or what it became, is suppressed."""
        return self.canonical(entity) in self.suppressed

    def name(self, entity: str) -> str | None:
        """The name that staff gave ``entity`` or what it became, else None."""
        return self.names.get(self.canonical(entity))

    def kept_apart(self) -> frozenset[Pair]:
        """Pairs for ``merge_people`` to leave alone."""
        return self.apart | self.refused


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A ``Decided`` in the making, changed in place: a hundred thousand merges must not copy a hundred thousand times."""

    links: dict[str, str] = field(default_factory=dict)
    parted: dict[tuple[str, str], str] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    suppressed: set[str] = field(default_factory=set)
    apart: set[Pair] = field(default_factory=set)

    def canonical(self, entity: str) -> str:
        return _root(self.links, entity)

    def finished(self, refused: frozenset[Pair]) -> Decided:
        return Decided(
            links=self.links,
            parted=self.parted,
            made=self.made,
            names=self.names,
            aliases=self.aliases,
            suppressed=frozenset(self.suppressed),
            apart=frozenset(self.apart),
            refused=refused,
        )


def _canonical(
    links: Mapping[str, str], parted: Mapping[tuple[str, str], str], entity: str, document: str | None
) -> str:
    seen: set[str] = set()
    while True:
        entity = _root(links, entity)
        meant = parted.get((entity, document)) if document is not None else None
        # A part that was merged back into what it was split from is that again.
        if meant is None or entity in seen:
            return entity
        seen.add(entity)
        entity = meant


def _root(links: Mapping[str, str], entity: str) -> str:
    while entity in links:
        entity = links[entity]
    return entity


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All decisions in order, and what they come to. Made by ``opened`` and ``record`` only."""

    decisions: tuple[Decision, ...] = ()
    decided: Decided = Decided()


def opened(decisions: Iterable[Decision]) -> Ledger:
    """The ledger of ``decisions``, checked: numbers without gaps, every decision possible where it stands."""
    checked: list[Decision] = []
    for decision in decisions:
        if decision.number != len(checked) + 1:
            raise LedgerError(
                f"Decision {decision.number} follows decision {len(checked)}.", hint="Numbers have no gaps."
            )
        _check_undo(checked, decision)
        checked.append(decision)
    return Ledger(decisions=tuple(checked), decided=replay(checked))


def record(ledger: Ledger, action: Action, *, by: str, at: str, why: str = "") -> Ledger:
    """The ledger with one more decision; raises LedgerError, and changes nothing, when it is not possible."""
    return _appended(ledger, Decision(number=len(ledger.decisions) + 1, action=action, by=by, at=at, why=why))


def record_all(ledger: Ledger, actions: Iterable[Action], *, by: str, at: str, why: str = "") -> Ledger:
    """The ledger with many more decisions, such as one run's automatic merges, checked together: all are taken or none."""
    first = len(ledger.decisions) + 1
    new = [Decision(number=first + i, action=action, by=by, at=at, why=why) for i, action in enumerate(actions)]
    decisions = (*ledger.decisions, *new)
    for decision in new:
        _check_undo(decisions, decision)
    return Ledger(decisions=decisions, decided=replay(decisions))


def _appended(ledger: Ledger, decision: Decision) -> Ledger:
    if decision.number != len(ledger.decisions) + 1:
        raise LedgerError(
            f"Decision {decision.number} follows decision {len(ledger.decisions)}.", hint="Numbers have no gaps."
        )
    _check_undo(ledger.decisions, decision)
    decisions = (*ledger.decisions, decision)
    return Ledger(decisions=decisions, decided=replay(decisions))


def _check_undo(decisions: Sequence[Decision], decision: Decision) -> None:
    if not isinstance(decision.action, Undo):
        return
    number = decision.action.number
    if not 1 <= number < decision.number:
        raise LedgerError(f"There is no decision {number} to undo.")
    if number in undone(decisions[: decision.number - 1]):
        raise LedgerError(f"Decision {number} is undone already.")


def undone(decisions: Sequence[Decision]) -> frozenset[int]:
    """Numbers of the decisions that do not hold, because a later undo that itself holds names them."""
    off: set[int] = set()
    for decision in reversed(decisions):
        if isinstance(decision.action, Undo) and decision.number not in off:
            off.add(decision.action.number)
    return frozenset(off)


def replay(decisions: Sequence[Decision]) -> Decided:
    """What ``decisions`` come to, from nothing; raises LedgerError at the first that is not possible."""
    off = undone(decisions)
    staff_apart = frozenset(
        frozenset((d.action.entity, d.action.other))
        for d in decisions
        if isinstance(d.action, NeverMerge) and d.number not in off
    )
    refused = frozenset(
        frozenset((d.action.entity, d.action.into))
        for d in decisions
        if isinstance(d.action, Merge) and d.automatic and d.number in off
    )
    draft = _Draft()
    for decision in decisions:
        if decision.number in off or isinstance(decision.action, Undo):
            continue
        try:
            _apply(draft, decision, staff_apart)
        except LedgerError as error:
            last = decisions[-1]
            if decision is not last and isinstance(last.action, Undo):
                raise LedgerError(
                    f"Decision {last.action.number} cannot be undone while decision {decision.number} rests on it.",
                    hint=f"Undo {decision.number} first.",
                ) from error
            raise
    return draft.finished(refused)


def _apply(draft: _Draft, decision: Decision, staff_apart: frozenset[Pair]) -> None:
    action = decision.action
    match action:
        case Merge():
            _merge(draft, action, decision, staff_apart)
        case Split():
            _split(draft, action)
        case Rename():
            _check_id(draft, action.entity)
            if not action.name.strip():
                raise LedgerError(f"{action.entity} cannot be renamed to nothing.")
            draft.names[draft.canonical(action.entity)] = action.name.strip()
        case Retype():
            _retype(draft, action)
        case Suppress():
            _check_id(draft, action.entity)
            draft.suppressed.add(draft.canonical(action.entity))
        case NeverMerge():
            _keep_apart(draft, action)
        case AddAlias():
            _check_id(draft, action.entity)
            if not action.alias.strip():
                raise LedgerError(f"An alias of {action.entity} cannot be empty.")
            entity = draft.canonical(action.entity)
            draft.aliases[entity] = tuple(dict.fromkeys((*draft.aliases.get(entity, ()), action.alias.strip())))
        case Undo():
            pass  # replay leaves out what was undone
        case _:
            assert_never(action)


def _merge(draft: _Draft, action: Merge, decision: Decision, staff_apart: frozenset[Pair]) -> None:
    kind, other = _check_id(draft, action.entity), _check_id(draft, action.into)
    entity, into = draft.canonical(action.entity), draft.canonical(action.into)
    if kind != other:
        if decision.automatic:
            return
        raise LedgerError(f"{action.entity} is a {kind} and {action.into} a {other}.", hint="Retype one of them first.")
    if entity == into:
        if decision.automatic:
            return
        raise LedgerError(f"{action.entity} and {action.into} are one already.")
    parted = _joined_apart(draft.links, entity, into, staff_apart if decision.automatic else draft.apart)
    if parted is not None:
        if decision.automatic:
            return
        raise LedgerError(f"{' and '.join(sorted(parted))} were decided never to be merged.", hint="Undo that first.")
    _link(draft, entity, into)


def _link(draft: _Draft, entity: str, into: str) -> None:
    """Make ``entity`` lead to ``into``, with the name and aliases that staff gave it."""
    draft.links[entity] = into
    if entity in draft.names:
        draft.names.setdefault(into, draft.names.pop(entity))
    if entity in draft.aliases:
        draft.aliases[into] = tuple(dict.fromkeys((*draft.aliases.get(into, ()), *draft.aliases.pop(entity))))


def _joined_apart(links: Mapping[str, str], entity: str, into: str, apart: Iterable[Pair]) -> Pair | None:
    """The pair in ``apart`` whose two sides would become one, if any."""
    for pair in apart:
        if {_root(links, side) for side in pair} == {entity, into}:
            return pair
    return None


def _split(draft: _Draft, action: Split) -> None:
    kind = _check_id(draft, action.entity)
    base, mark, number = action.new.rpartition("~")
    if not mark or not number.isdigit() or not base.startswith(f"{kind}:"):
        raise LedgerError(f"{action.new} is no id for a part of {action.entity}.", hint=f"Like {action.entity}~2.")
    if not action.documents:
        raise LedgerError(f"Nothing to split from {action.entity}: no documents given.")
    if action.new in draft.made:
        raise LedgerError(f"{action.new} exists already.", hint="Take the next number.")
    entity = draft.canonical(action.entity)
    taken = next((d for d in action.documents if (entity, d) in draft.parted), None)
    if taken is not None:
        raise LedgerError(f"{action.entity} is split in {taken} already.", hint="Undo that split first.")
    draft.parted |= {(entity, document): action.new for document in action.documents}
    draft.made[action.new] = entity


def _retype(draft: _Draft, action: Retype) -> None:
    kind = _check_id(draft, action.entity)
    if action.kind not in KINDS:
        raise LedgerError(f"{action.kind} is no kind of entity.", hint=f"One of {', '.join(KINDS)}.")
    entity = draft.canonical(action.entity)
    target = f"{action.kind}:{entity.partition(':')[2]}"
    if kind == action.kind:
        raise LedgerError(f"{action.entity} is a {kind} already.")
    into = draft.canonical(target)
    if into == entity:
        raise LedgerError(f"{target} became {entity} by an earlier decision.", hint="Undo that first.")
    if "~" in target:
        draft.made.setdefault(target, entity)
    _link(draft, entity, into)


def _keep_apart(draft: _Draft, action: NeverMerge) -> None:
    _check_id(draft, action.entity)
    _check_id(draft, action.other)
    if action.entity == action.other:
        raise LedgerError(f"{action.entity} is one with itself.")
    if draft.canonical(action.entity) == draft.canonical(action.other):
        raise LedgerError(f"{action.entity} and {action.other} are merged.", hint="Undo that merge first.")
    draft.apart.add(frozenset((action.entity, action.other)))


def _check_id(draft: _Draft, entity: str) -> str:
    """The kind of the entity that ``entity`` is now; raises when it cannot be an id, or is a part that nothing made."""
    kind, colon, rest = entity.partition(":")
    if kind not in KINDS or not colon or not rest or entity != entity.strip():
        raise LedgerError(f"{entity!r} is no entity id.", hint="Like person:kim-jong-il.")
    if "~" in rest and entity not in draft.made:
        raise LedgerError(f"{entity} was made by no split.")
    return draft.canonical(entity).partition(":")[0]


def next_part(decided: Decided, entity: str) -> str:
    """The id for the next part split from ``entity``: ``person:john-smith~2``, then ``~3``."""
    base = decided.canonical(entity).partition("~")[0]
    number = 2
    while f"{base}~{number}" in decided.made:
        number += 1
    return f"{base}~{number}"


def affected(before: Decided, after: Decided) -> frozenset[str]:
    """Entities whose documents show something else than before: what they became, who is meant, whether hidden."""
    changed: set[str] = {
        e for e in before.links.keys() | after.links.keys() if before.canonical(e) != after.canonical(e)
    }
    changed |= {entity for entity, _ in dict(before.parted.items() ^ after.parted.items())}
    changed |= before.suppressed ^ after.suppressed
    roots = {f(e) for e in changed for f in (before.canonical, after.canonical)}
    return frozenset(changed | roots)


def with_decisions(annotation: Annotation, document: str, decided: Decided) -> Annotation:
    """``annotation`` of ``document`` as the decisions have it: merged, split, renamed, retyped, without suppressed ones."""
    found: dict[str, Entity] = {entity.id: entity for entity in annotation.entities}
    entities: dict[str, Entity] = {}
    mentions: list[Mention] = []
    for mention in annotation.mentions:
        entity = decided.canonical(mention.entity, document)
        if entity in decided.suppressed:
            continue
        kind = next(k for k in KINDS if entity.startswith(f"{k}:"))
        mentions.append(replace(mention, entity=entity, kind=kind))
        old = found[mention.entity]
        shown = found.get(entity, old)
        name = decided.names.get(entity, shown.name)
        forms = (
            *(entities[entity].aliases if entity in entities else ()),
            old.name,
            *old.aliases,
            *decided.aliases.get(entity, ()),
        )
        aliases = tuple(form for form in dict.fromkeys(forms) if form != name)
        entities[entity] = Entity(id=entity, kind=kind, name=name, aliases=aliases)
    return Annotation(mentions=tuple(mentions), entities=tuple(entities.values()))
