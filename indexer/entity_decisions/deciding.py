"""Taking decisions about entities in an archive: checked first, then recorded, then brought to the documents they touch."""

from collections.abc import Callable, Container, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from indexer.catalog_writer import actor, now
from indexer.entities.decisions import (
    Action,
    Decision,
    LedgerError,
    Merge,
    NeverMerge,
    Rename,
    Retype,
    Split,
    Undo,
    ids_of,
)
from indexer.entities.known import entity_name
from indexer.entities.ledger import Ledger, next_part, opened, record_all, undone
from indexer.entities.ledger_text import from_text, to_text
from indexer.entities.names import slug
from indexer.entity_decisions import pending, store
from indexer.space import told_as_no_space
from indexer.writer import Writer, open_for_writing
from search.archive import Archive
from search.catalog import decided
from search.catalog.connection import open_readonly
from search.catalog.reading import CatalogReader, open_catalog
from search.documents import KINDS
from search.errors import NotFound

Recorded = Callable[[Sequence[Decision]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """``decisions`` were recorded, and ``documents`` show something else since."""

    decisions: tuple[Decision, ...]
    documents: int


def _nobody(_: Sequence[Decision]) -> None:
    pass


def decide(
    archive: Archive,
    actions: Sequence[Action],
    *,
    why: str = "",
    by: str | None = None,
    recorded: Recorded = _nobody,
    progress: pending.Progress = pending.nobody,
) -> Taken:
    """Take ``actions`` together: all or none. ``by`` None is the user the operating system knows.

    What is merged may be merged into an id that no document names, when a rename among ``actions`` or the closed tables say
    what that is called; the tables' name is then recorded as a rename, too.

    ``recorded`` is called once they are durable; documents follow, and a run that is cut short is gone on with by the next
    that writes. Raises NotFound for ids this archive does not know, LedgerError for what contradicts what was decided.
    """
    with open_for_writing(archive, "entities") as writer, told_as_no_space(archive.path):
        ledger = writer.catalog.ledger or Ledger()
        with closing(open_catalog(archive)) as catalog:
            new = _new_ids(catalog, actions)
            actions = [*actions, *(Rename(entity=entity, name=name) for entity, name in new.items() if name)]
            for action in actions:
                _check(catalog, ledger, action, new)
        return take(
            writer, [(action, why) for action in actions], by=by or actor(), recorded=recorded, progress=progress
        )


def split(
    archive: Archive,
    entity: str,
    documents: Sequence[str],
    *,
    name: str = "",
    why: str = "",
    by: str | None = None,
    recorded: Recorded = _nobody,
    progress: pending.Progress = pending.nobody,
) -> Taken:
    """In ``documents`` the name of ``entity`` means somebody else, who gets an id of his own and a name to be told apart by."""
    with open_for_writing(archive, "entities") as writer, told_as_no_space(archive.path):
        ledger = writer.catalog.ledger or Ledger()
        with closing(open_catalog(archive)) as catalog:
            decided.refuse_unknown(catalog, entity)
            part = next_part(ledger, entity)
            shown_as = name.strip() or f"{_label(catalog, entity)} ({part.rpartition('~')[2]})"
            action = Split(entity=entity, documents=tuple(dict.fromkeys(documents)), new=part, name=shown_as)
            _check(catalog, ledger, action)
            for document in action.documents:
                _check_document(catalog, document, entity)
        return take(writer, [(action, why)], by=by or actor(), recorded=recorded, progress=progress)


def take(
    writer: Writer,
    actions: Sequence[tuple[Action, str]],
    *,
    by: str,
    rule: str = "",
    with_index: bool = True,
    recorded: Recorded = _nobody,
    progress: pending.Progress = pending.nobody,
) -> Taken:
    """Record actions, each with its reason, in an archive open for writing, and bring them to the documents.

    ``with_index=False`` leaves the index to whoever builds it anew.
    """
    before = writer.catalog.ledger or Ledger()
    after = record_all(before, actions, by=by, at=now(), rule=rule)
    return adopt(writer, before, after, with_index=with_index, recorded=recorded, progress=progress)


def adopt(
    writer: Writer,
    before: Ledger,
    after: Ledger,
    *,
    with_index: bool = True,
    note: bool = True,
    recorded: Recorded = _nobody,
    progress: pending.Progress = pending.nobody,
) -> Taken:
    """Make ``after``, which begins with ``before``, the archive's ledger. No document may be uncommitted.

    ``note=False`` leaves it to the caller to log that.
    """
    writer.begin()
    store.append(writer.catalog, after, note=note)
    pending.remember(writer, before.decided, after.decided, with_index=with_index)
    # From here on it is decided: the documents follow now, or when the archive is next opened for writing.
    writer.catalog.commit()
    new = after.decisions[len(before.decisions) :]
    recorded(new)
    return Taken(decisions=new, documents=pending.finish(writer, with_index=with_index, progress=progress))


# --- the ledger as a file ---------------------------------------------------------------------------------------------


def export_ledger(archive: Archive) -> str:
    """All decisions, also those undone, as a ledger file."""
    with closing(open_readonly(archive.catalog_path)) as catalog:
        return to_text(store.decisions_in(catalog))


def import_ledger(
    archive: Archive,
    text: str,
    *,
    allow_unknown: bool = False,
    recorded: Recorded = _nobody,
    progress: pending.Progress = pending.nobody,
) -> Taken:
    """Add the decisions of a ledger file to those of the archive, as they were taken: by whom, when and why.

    What both have is taken once; the rest of the file comes behind the archive's own, in its order. All or nothing: raises
    LedgerError for a file that is damaged or contradicts what is decided here, NotFound for entities and documents that are
    not in this archive unless ``allow_unknown``.
    """
    read = from_text(text)
    with open_for_writing(archive, "entities") as writer, told_as_no_space(archive.path):
        before = writer.catalog.ledger or Ledger()
        after = _joined(before, read.decisions)
        new = after.decisions[len(before.decisions) :]
        if not new:
            return Taken(decisions=(), documents=0)
        if not allow_unknown:
            with closing(open_catalog(archive)) as catalog:
                _refuse_strangers(catalog, new)
        return adopt(writer, before, after, recorded=recorded, progress=progress)


def _joined(before: Ledger, read: Sequence[Decision]) -> Ledger:
    """``before`` and behind it those of ``read`` that it does not have, renumbered, with what their undos name."""
    have = {replace(decision, number=0): decision.number for decision in before.decisions}
    decisions = list(before.decisions)
    number_here: dict[int, int] = {}
    for decision in read:
        moved = replace(decision, number=0)
        if isinstance(decision.action, Undo):
            moved = replace(moved, action=Undo(number=number_here[decision.action.number]))
        number = have.get(moved)
        if number is None:
            number = len(decisions) + 1
            decisions.append(replace(moved, number=number))
        number_here[decision.number] = number
    try:
        return opened(decisions)
    except LedgerError as error:
        of_file = next((old for old, here in number_here.items() if here == error.decision), None)
        if of_file is None:
            raise
        raise LedgerError(f"Decision {of_file} of the file: {error.message}", hint=error.hint) from error


# --- what is refused before anything is written -----------------------------------------------------------------------


def _new_ids(catalog: CatalogReader, actions: Sequence[Action]) -> dict[str, str]:
    """The ids that no document names and others are merged into, with the tables' names for them; "" where one is given.

    Raises NotFound for those that nothing names: a slip of the pen would otherwise make an entity.
    """
    given = {action.entity for action in actions if isinstance(action, Rename)}
    found: dict[str, str] = {}
    for into in dict.fromkeys(action.into for action in actions if isinstance(action, Merge)):
        try:
            decided.refuse_unknown(catalog, into)
        except NotFound as error:
            kind, _, rest = into.partition(":")
            name = entity_name(into)
            if kind not in KINDS or not rest or (name is None and rest != slug(rest)):
                raise
            if name is None and into not in given:
                raise NotFound(
                    error.message,
                    hint=f"{error.hint} To make it a new one, say what it is called: --name NAME.",
                ) from error
            found[into] = "" if into in given else name or ""
    return found


def _check(catalog: CatalogReader, ledger: Ledger, action: Action, new: Container[str] = ()) -> None:
    """Refuse ids this archive does not know, and ids that have become another: who names them means something else now."""
    if isinstance(action, Undo):
        return
    entities = ids_of(action)[:1] if isinstance(action, Split) else ids_of(action)
    for entity in entities:
        if entity in new:
            continue
        decided.refuse_unknown(catalog, entity)
        if isinstance(action, NeverMerge):  # that is how an automatic merge is contradicted
            continue
        now_is = ledger.decided.canonical(entity)
        if now_is != entity:
            by = _merged_by(ledger, entity)
            raise LedgerError(
                f"{entity} is {now_is} now{f', by decision {by}' if by else ''}.",
                hint=f"Name {now_is} instead" + (f", or undo {by} first." if by else "."),
            )


def _merged_by(ledger: Ledger, entity: str) -> int | None:
    """The decision that made ``entity`` another one."""
    off = undone(ledger.decisions)
    numbers = [
        each.number
        for each in ledger.decisions
        if each.number not in off and isinstance(each.action, Merge | Retype) and each.action.entity == entity
    ]
    return numbers[-1] if numbers else None


def _check_document(catalog: CatalogReader, document: str, entity: str) -> None:
    """Refuse a document that is not here or does not name the entity: a slip of the pen would otherwise be kept for good."""
    stored = catalog.document(document)
    shown = decided.mentions_as_decided(catalog, document, stored.mentions)
    if all(mention.entity != entity for mention in shown):
        raise NotFound(f"{document} does not name {entity}.", hint="`regesta show` lists whom a document names.")


def _label(catalog: CatalogReader, entity: str) -> str:
    number = catalog.numbers(entity.partition(":")[0], [entity])[entity]
    return catalog.names([number])[number].label


def _refuse_strangers(catalog: CatalogReader, decisions: Sequence[Decision]) -> None:
    """Raise NotFound naming the entities and documents of these decisions that this archive does not have."""
    made = {each.action.new for each in decisions if isinstance(each.action, Split)}
    made |= {
        f"{each.action.kind}:{each.action.entity.partition(':')[2]}"
        for each in decisions
        if isinstance(each.action, Retype)
    }
    called = {each.action.entity for each in decisions if isinstance(each.action, Rename)}
    made |= {each.action.into for each in decisions if isinstance(each.action, Merge)} & called
    unknown: dict[str, int] = {}
    for each in decisions:
        for entity in ids_of(each.action):
            if entity not in made:
                try:
                    decided.refuse_unknown(catalog, entity)
                except NotFound:
                    unknown.setdefault(entity, each.number)
        if isinstance(each.action, Split):
            for document in each.action.documents:
                if catalog.number_of(document) is None:
                    unknown.setdefault(document, each.number)
    if unknown:
        listed = ", ".join(f"{what} (decision {number})" for what, number in list(unknown.items())[:5])
        more = f" and {len(unknown) - 5} more" if len(unknown) > 5 else ""
        raise NotFound(
            f"This archive does not have {listed}{more}.",
            hint="Nothing was imported. With --allow-unknown decisions wait for what is not there yet.",
        )
