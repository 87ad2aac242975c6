"""The ledger of decisions about entities: append-only, replayed from the start, every entry can be undone.

Staff win over rules: an automatic merge that a staff decision keeps apart, or that staff undid, has no effect.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

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
from search.documents import KINDS

Pair = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What all decisions together say.

    ``links`` leads from an entity to the one it became; ``parted`` from (entity, document) to who is meant there;
    ``apart`` are pairs that no rule may join, ``refused`` pairs whose automatic merge staff undid; ``placed`` are
    entities of which staff decided what they are, so that no rule moves them.
    """

    links: Mapping[str, str] = field(default_factory=dict)
    parted: Mapping[tuple[str, str], str] = field(default_factory=dict)
    made: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    suppressed: frozenset[str] = frozenset()
    apart: frozenset[Pair] = frozenset()
    refused: frozenset[Pair] = frozenset()
    placed: frozenset[str] = frozenset()

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
    placed: set[str] = field(default_factory=set)
    members: dict[str, list[str]] = field(default_factory=dict)  # what became an entity, itself left out
    kept_from: dict[str, set[str]] = field(default_factory=dict)  # the pairs of ``apart``, both ways

    def canonical(self, entity: str) -> str:
        return _root(self.links, entity)

    def link(self, entity: str, into: str) -> None:
        self.links[entity] = into
        self.members.setdefault(into, []).extend((entity, *self.members.pop(entity, ())))

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
            placed=frozenset(self.placed),
        )


def _canonical(
    links: Mapping[str, str], parted: Mapping[tuple[str, str], str], entity: str, document: str | None
) -> str:
    if not parted or document is None:
        return _root(links, entity)
    seen: set[str] = set()
    while True:
        # What is parted stays parted when the entity it was parted from becomes another.
        meant = parted.get((entity, document)) if entity not in seen else None
        seen.add(entity)
        # A part that was merged back into what it was split from is that again.
        following = meant or links.get(entity)
        if following is None:
            return entity
        entity = following


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
        if isinstance(decision.action, Undo):
            _check_undo(set(undone(checked)), decision)
        checked.append(decision)
    return Ledger(decisions=tuple(checked), decided=replay(checked))


def record(ledger: Ledger, action: Action, *, by: str, at: str, why: str = "", rule: str = "") -> Ledger:
    """The ledger with one more decision; raises LedgerError, and changes nothing, when it is not possible."""
    return record_all(ledger, [(action, why)], by=by, at=at, rule=rule)


def record_all(ledger: Ledger, actions: Iterable[tuple[Action, str]], *, by: str, at: str, rule: str = "") -> Ledger:
    """The ledger with more decisions, each with its reason, such as one run's automatic merges: all are taken or none."""
    first = len(ledger.decisions) + 1
    new = [
        Decision(number=first + i, action=action, by=by, at=at, why=why, rule=rule)
        for i, (action, why) in enumerate(actions)
    ]
    decisions = (*ledger.decisions, *new)
    off = set(undone(ledger.decisions))
    for decision in new:
        _check_undo(off, decision)
    return Ledger(decisions=decisions, decided=replay(decisions))


def _check_undo(off: set[int], decision: Decision) -> None:
    """Raise when ``decision`` undoes what is not there or is in ``off`` already, else bring ``off`` up to after it."""
    if not isinstance(decision.action, Undo):
        return
    number = decision.action.number
    if not 1 <= number < decision.number:
        raise LedgerError(f"There is no decision {number} to undo.")
    if number in off:
        raise LedgerError(f"Decision {number} is undone already.")
    off.add(number)


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
    staff_apart: dict[str, set[str]] = {}
    for d in decisions:
        if isinstance(d.action, NeverMerge) and d.number not in off:
            _keep_from(staff_apart, d.action.entity, d.action.other)
    # What a rule took back itself, because of names it met later, it may do again.
    undone_by_staff = {
        d.action.number for d in decisions if isinstance(d.action, Undo) and d.number not in off and not d.automatic
    }
    refused = frozenset(
        frozenset((d.action.entity, d.action.into))
        for d in decisions
        if isinstance(d.action, Merge) and d.automatic and d.number in undone_by_staff
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
            raise LedgerError(error.message, hint=error.hint, decision=decision.number) from error
    return draft.finished(refused)


def _apply(draft: _Draft, decision: Decision, staff_apart: Mapping[str, set[str]]) -> None:
    action = decision.action
    if not decision.automatic and isinstance(action, Merge | Retype | Suppress):
        draft.placed.update((action.entity, *draft.members.get(draft.canonical(action.entity), ())))
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


def _merge(draft: _Draft, action: Merge, decision: Decision, staff_apart: Mapping[str, set[str]]) -> None:
    kind, other = _check_id(draft, action.entity), _check_id(draft, action.into)
    entity, into = draft.canonical(action.entity), draft.canonical(action.into)
    if kind != other:
        if decision.automatic:
            return
        raise LedgerError(
            f"{action.entity} is of the kind {kind} and {action.into} of the kind {other}.",
            hint="Retype one of them first.",
        )
    if entity == into:
        if decision.automatic:
            return
        raise LedgerError(f"{action.entity} and {action.into} are one already.")
    parted = _joined_apart(draft, entity, into, staff_apart if decision.automatic else draft.kept_from)
    if parted is not None:
        if decision.automatic:
            return
        raise LedgerError(f"{' and '.join(parted)} were decided never to be merged.", hint="Undo that first.")
    _link(draft, entity, into)


def _link(draft: _Draft, entity: str, into: str) -> None:
    """Make ``entity`` lead to ``into``, with the name and aliases that staff gave it."""
    draft.link(entity, into)
    if entity in draft.names:
        draft.names.setdefault(into, draft.names.pop(entity))
    if entity in draft.aliases:
        draft.aliases[into] = tuple(dict.fromkeys((*draft.aliases.get(into, ()), *draft.aliases.pop(entity))))


def _joined_apart(draft: _Draft, entity: str, into: str, kept_from: Mapping[str, set[str]]) -> list[str] | None:
    """Two that are to be kept apart and would become one, if any. ``kept_from``: each of a pair to the other."""
    if not kept_from:
        return None
    for side in (entity, *draft.members.get(entity, ())):
        for other in kept_from.get(side, ()):
            if draft.canonical(other) == into:
                return sorted((side, other))
    return None


def _keep_from(pairs: dict[str, set[str]], one: str, other: str) -> None:
    pairs.setdefault(one, set()).add(other)
    pairs.setdefault(other, set()).add(one)


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
    if action.name.strip():
        draft.names[action.new] = action.name.strip()


def _retype(draft: _Draft, action: Retype) -> None:
    kind = _check_id(draft, action.entity)
    if action.kind not in KINDS:
        raise LedgerError(f"{action.kind} is no kind of entity.", hint=f"One of {', '.join(KINDS)}.")
    entity = draft.canonical(action.entity)
    target = f"{action.kind}:{entity.partition(':')[2]}"
    if kind == action.kind:
        raise LedgerError(f"{action.entity} is of the kind {kind} already.")
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
    _keep_from(draft.kept_from, action.entity, action.other)


def _check_id(draft: _Draft, entity: str) -> str:
    """The kind of the entity that ``entity`` is now; raises when it cannot be an id, or is a part that nothing made."""
    kind, colon, rest = entity.partition(":")
    if kind not in KINDS or not colon or not rest or entity != entity.strip():
        raise LedgerError(f"{entity!r} is no entity id.", hint="Like person:kim-jong-il.")
    if "~" in rest and entity not in draft.made:
        raise LedgerError(f"{entity} was made by no split.")
    return draft.canonical(entity).partition(":")[0]


def next_part(ledger: Ledger, entity: str) -> str:
    """The id for the next part split from ``entity``: ``person:john-smith~2``, then ``~3``. Never one that was given before."""
    base = ledger.decided.canonical(entity).partition("~")[0]
    given = {d.action.new for d in ledger.decisions if isinstance(d.action, Split)} | ledger.decided.made.keys()
    number = 2
    while f"{base}~{number}" in given:
        number += 1
    return f"{base}~{number}"


def affected(before: Decided, after: Decided) -> tuple[frozenset[str], frozenset[str]]:
    """(entities, documents): what shows something else than before. Documents are named where a split changed.

    A document shows something else only if it is one of these, or one of these entities was found in it.
    """
    moved = {
        entity
        for entity in before.links.keys() | after.links.keys()
        if before.links.get(entity) != after.links.get(entity) or before.canonical(entity) != after.canonical(entity)
    }
    hidden = before.suppressed ^ after.suppressed
    if hidden:
        moved |= hidden
        for entity in before.links.keys() | after.links.keys():
            if before.hidden(entity) != after.hidden(entity):
                moved.add(entity)
    documents = {document for _, document in dict(before.parted.items() ^ after.parted.items())}
    parts = {part for part in (before.made.keys() | after.made.keys()) if part in moved}
    documents |= {d for (_, d), part in (*before.parted.items(), *after.parted.items()) if part in parts}
    return frozenset(moved), frozenset(documents)
