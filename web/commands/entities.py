"""``regesta entities``: who and what documents name, and what archivists decide about it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from web.commands.archives import existing_archive, opened
from web.commands.command import DONE, Command, CommandParser, Run, UsageError
from web.commands.terminal import Progress

if TYPE_CHECKING:
    from indexer.entities.decisions import Action, Decision
    from indexer.entity_decisions.deciding import Taken
    from search.catalog.decided import EntityDecision

KIND_CHOICES = ("person", "place", "org", "event", "agreement")
_SHOWN = 20
# (action, what follows it, what it does): the help, the checks and the order of the page are made from these.
ACTIONS: tuple[tuple[str, str, str], ...] = (
    ("list", "[TEXT]", "entities, those of most documents first; TEXT begins a word of a name"),
    ("show", "ID", "names, decisions and newest documents of one"),
    ("merge", "ID... INTO", "they are the same as INTO, and are shown as it from now on"),
    ("split", "ID DOCUMENT...", "in these documents the name means somebody else, who becomes ID~2"),
    ("rename", "ID NAME", "show it under this name"),
    ("retype", "ID KIND", f"it is another kind of thing: {', '.join(KIND_CHOICES)}"),
    ("suppress", "ID", "it is no name: show it nowhere"),
    ("never-merge", "ID OTHER", "they are two: no rule may make them one"),
    ("alias", "ID NAME", "find it by this name too"),
    ("undo", "NUMBER", "a decision no longer holds; undoing an undo brings it back"),
    ("log", "[ID]", "decisions, the newest first"),
    ("suggest", "", "pairs that may be one, the likeliest first, with the evidence"),
    ("export", "", "all decisions as a file"),
    ("import", "FILE", "add the decisions of such a file, all or none; - is standard input"),
)


def _declare(parser: CommandParser) -> None:
    parser.words("words", metavar="ACTION [WHAT]", nargs="+", help="one of the actions below, and what it is about")
    parser.json_option()
    parser.option(
        "--why", "--reason", metavar="R", default="", group="deciding", help="why; it is kept with the decision"
    )
    parser.option(
        "--name",
        metavar="N",
        default="",
        group="deciding",
        help="split, merge: what the new one is called",
    )
    parser.option(
        "--allow-unknown",
        action="store_true",
        group="deciding",
        help="import: decisions may wait for entities and documents that are not there yet",
    )
    parser.option(
        "--kind", choices=KIND_CHOICES, metavar="|".join(KIND_CHOICES), group="listing", help="only this kind"
    )
    parser.option("--limit", type=int, metavar="N", default=_SHOWN, group="listing", help=f"at most so many ({_SHOWN})")
    parser.option(
        "--by-people", action="store_true", group="listing", help="log: without the merges that were made by rule"
    )


def _run(run: Run) -> int:
    action, *rest = run.options.words
    known: dict[str, Callable[[Run, list[str]], int]] = {
        "list": _list,
        "show": _show,
        "log": _log,
        "suggest": _suggest,
        "export": _export,
        "import": _import,
        "split": _split,
    }
    if not any(action == name for name, _, _ in ACTIONS):
        raise UsageError(
            f"`regesta entities` cannot {action!r}.",
            hint=f"It has {', '.join(name for name, _, _ in ACTIONS)}.",
            command="entities",
        )
    if run.options.limit < 1:
        raise UsageError("--limit is a number from 1.", command="entities")
    return known[action](run, rest) if action in known else _decide(run, action, rest)


def _exactly(rest: list[str], action: str, count: int, *, or_more: bool = False) -> list[str]:
    form = next(what for name, what, _ in ACTIONS if name == action)
    if len(rest) < count or (len(rest) > count and not or_more):
        raise UsageError(f"Write: regesta entities {action} {form}".rstrip(), command="entities")
    return rest


# --- reading ----------------------------------------------------------------------------------------------------------


def _list(run: Run, rest: list[str]) -> int:
    from search.catalog.decided import listed
    from search.entity_wire import entity_list_json

    text = " ".join(rest)
    with opened(run) as service:
        total, found = listed(service.catalog, text=text, kind=run.options.kind, size=run.options.limit)
    if run.options.json:
        run.terminal.json(entity_list_json(total, found, None))
        return DONE
    width = max((len(one.id) for one in found), default=0)
    for one in found:
        also = f", and {one.also} more ids" if one.also > 1 else ", and another id" if one.also else ""
        run.terminal.print(f"{one.documents:>7}  {one.id.ljust(width)}  {one.name}{also}")
    if total > len(found):
        run.terminal.say(f"{len(found)} of {total}; --limit lists more.")
    elif not found:
        run.terminal.say("No entity has such a name.")
    return DONE


def _show(run: Run, rest: list[str]) -> int:
    from search.entity_wire import decided_entity_json

    (entity,) = _exactly(rest, "show", 1)
    with opened(run) as service:
        view = service.entity(entity)
    if run.options.json:
        run.terminal.json(decided_entity_json(view))
        return DONE
    tell = run.terminal.print
    if view.id != entity:
        run.terminal.say(f"{entity} is {view.id} now.")
    tell(f"{view.name} ({view.id}), {view.kind}, in {view.documents} documents")
    if view.also:
        tell(f"also: {', '.join(view.also)}")
    for surface, count in view.names[: run.options.limit]:
        tell(f"{count:>7}  {surface}")
    if view.together:
        tell("named together with " + ", ".join(f"{other.name} ({count})" for other, count in view.together[:8]))
    for hit in view.recent[: run.options.limit]:
        tell(f"\n{hit.id}  {hit.date.iso if hit.date else 'undated'}  {hit.title}")
        for snippet in hit.snippets[:1]:
            run.terminal.write("    " + run.terminal.marked(snippet.text.replace("\n", " "), snippet.ranges) + "\n")
    if view.decisions:
        tell("\ndecisions")
        _print_decisions(run, view.decisions)
    if view.waiting:
        run.terminal.say(
            f"{view.waiting} documents do not show the newest decisions yet; the next command that writes goes on."
        )
    return DONE


def _log(run: Run, rest: list[str]) -> int:
    from search.catalog import decided
    from search.entity_wire import log_json

    if len(rest) > 1:
        _exactly(rest, "log", 1)
    with opened(run) as service:
        if rest:
            decided.refuse_unknown(service.catalog, rest[0])
            entity = decided.now(service.catalog, rest[0]).id
        else:
            entity = None
        found = decided.decisions(
            service.catalog, about=entity, limit=run.options.limit, by_rules=not run.options.by_people
        )
        total, waiting = decided.decision_count(service.catalog), decided.waiting(service.catalog)
    if run.options.json:
        run.terminal.json(log_json(found, total, waiting, None))
        return DONE
    _print_decisions(run, found)
    if waiting:
        run.terminal.say(f"pending: {waiting} documents do not show the newest decisions yet")
    if not found:
        run.terminal.say("Nothing was decided.")
    return DONE


def _print_decisions(run: Run, decisions: "Sequence[EntityDecision]") -> None:
    for one in decisions:
        said = one.said
        about = " ".join(
            str(said[key])
            for key in ("entity", "into", "other", "new", "name", "kind", "alias", "undoes")
            if key in said
        )
        documents = f" in {len(said['documents'])} documents" if "documents" in said else ""
        undone = f" (undone by {one.undone_by})" if one.undone_by else ""
        why = f": {one.why}" if one.why else ""
        run.terminal.print(f"{one.number:>5}  {one.at[:10]}  {one.by}  {one.action} {about}{documents}{why}{undone}")


def _suggest(run: Run, rest: list[str]) -> int:
    from indexer.entity_decisions.suggesting import suggestions
    from web.entity_suggestions import suggestion_json

    _exactly(rest, "suggest", 0)
    with opened(run) as service:
        found = suggestions(service, kind=run.options.kind, limit=run.options.limit)
    if run.options.json:
        run.terminal.json({"suggestions": [suggestion_json(one) for one in found]})
        return DONE
    for one in found:
        run.terminal.print(f"{one.score:.2f}  {one.entity.id}  ->  {one.into.id}: {one.why}")
        for side in (one.entity, one.into):
            run.terminal.print(f"      {side.name}, {side.documents} documents")
            if side.passage is not None:
                marked = run.terminal.marked(side.passage.text.replace("\n", " "), side.passage.ranges)
                run.terminal.write(f"        {marked}\n")
        if one.shared:
            run.terminal.print(f"      both with {', '.join(other.name for other in one.shared)}")
    if found:
        run.terminal.say(
            "`regesta entities merge ID INTO` makes two one, `regesta entities never-merge ID OTHER` keeps them two."
        )
    else:
        run.terminal.say("No two entities look as if they were one.")
    return DONE


# --- deciding ---------------------------------------------------------------------------------------------------------


def _decide(run: Run, action: str, rest: list[str]) -> int:
    from indexer.entity_decisions.deciding import decide

    actions = _actions(action, rest, run.options.name)
    taken = decide(
        existing_archive(run), actions, why=run.options.why, recorded=_acknowledge(run), progress=_progress(run)
    )
    return _told(run, taken)


def _actions(action: str, rest: list[str], name: str) -> "list[Action]":
    from indexer.entities.decisions import AddAlias, Merge, NeverMerge, Rename, Retype, Suppress, Undo

    match action:
        case "merge":
            *others, into = _exactly(rest, action, 2, or_more=True)
            called = [Rename(entity=into, name=name)] if name else []
            return [*(Merge(entity=entity, into=into) for entity in others), *called]
        case "rename":
            entity, *words = _exactly(rest, action, 2, or_more=True)
            return [Rename(entity=entity, name=" ".join(words))]
        case "alias":
            entity, *words = _exactly(rest, action, 2, or_more=True)
            return [AddAlias(entity=entity, alias=" ".join(words))]
        case "retype":
            entity, kind = _exactly(rest, action, 2)
            if kind not in KIND_CHOICES:
                raise UsageError(f"{kind!r} is no kind.", hint=f"One of {', '.join(KIND_CHOICES)}.", command="entities")
            return [Retype(entity=entity, kind=kind)]  # type: ignore[arg-type]
        case "suppress":
            return [Suppress(entity=entity) for entity in _exactly(rest, action, 1, or_more=True)]
        case "never-merge":
            entity, other = _exactly(rest, action, 2)
            return [NeverMerge(entity=entity, other=other)]
        case "undo":
            return [Undo(number=_number(number)) for number in _exactly(rest, action, 1, or_more=True)]
        case _:
            raise AssertionError(f"{action} is in the table of actions, but nothing does it")


def _number(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 16:
        return int(text)
    raise UsageError(
        f"{text!r} is no number of a decision.", hint="`regesta entities log` lists them.", command="entities"
    )


def _split(run: Run, rest: list[str]) -> int:
    from indexer.entity_decisions.deciding import split

    entity, *documents = _exactly(rest, "split", 2, or_more=True)
    taken = split(
        existing_archive(run),
        entity,
        documents,
        name=run.options.name,
        why=run.options.why,
        recorded=_acknowledge(run),
        progress=_progress(run),
    )
    return _told(run, taken)


def _export(run: Run, rest: list[str]) -> int:
    from indexer.entity_decisions.deciding import export_ledger

    _exactly(rest, "export", 0)
    run.terminal.write(export_ledger(existing_archive(run)))
    return DONE


def _import(run: Run, rest: list[str]) -> int:
    from indexer.entity_decisions.deciding import import_ledger
    from indexer.errors import LedgerError
    from web.commands.jsonl import bytes_of

    (path,) = _exactly(rest, "import", 1)
    with bytes_of(path) as file:
        try:
            text = file.read().decode("utf-8")
        except UnicodeDecodeError as error:
            raise LedgerError(f"{path} is no ledger file: it is not UTF-8.") from error
    taken = import_ledger(
        existing_archive(run),
        text,
        allow_unknown=run.options.allow_unknown,
        recorded=_acknowledge(run),
        progress=_progress(run),
    )
    return _told(run, taken)


def _acknowledge(run: Run) -> "Callable[[Sequence[Decision]], None]":
    return lambda decisions: run.terminal.say(f"committed {len(decisions)}")


def _progress(run: Run) -> Callable[[int, int], None]:
    bar = Progress(run.terminal, "shown as decided")

    def progress(done: int, total: int) -> None:
        bar.total = total
        bar.at(done)
        if done == total:
            bar.done()

    return progress


def _told(run: Run, taken: "Taken") -> int:
    from indexer.entities.ledger_text import as_row, text_of_action

    if run.options.json:
        run.terminal.json({"decisions": [as_row(one) for one in taken.decisions], "documents": taken.documents})
        return DONE
    for one in taken.decisions[: run.options.limit]:
        run.terminal.print(f"Decision {one.number}: {text_of_action(one.action)}.")
    if len(taken.decisions) > run.options.limit:
        run.terminal.print(f"and {len(taken.decisions) - run.options.limit} more")
    documents = "1 document shows" if taken.documents == 1 else f"{taken.documents} documents show"
    run.terminal.print(f"{documents} other names than before." if taken.decisions else "Nothing in it is new here.")
    return DONE


_FORMS = "\n".join(f"  {f'{name} {what}'.rstrip():<24}  {does}" for name, what, does in ACTIONS)
ENTITIES = Command(
    about="List the people, places, organisations, events and agreements that documents name, and decide about them. Decisions\n"
    "are recorded with who, when and why, take effect without reading a document again, are replayed at every reindex,\n"
    f"and can be undone.\n\nactions:\n{_FORMS}",
    declare=_declare,
    run=_run,
    examples="""\
  regesta entities list kim --kind person
  regesta entities merge person:kim-jong-ill person:kim-jong-il --why "a slip of the pen"
  regesta entities split person:john-smith talks.txt --name "John Smith (senator)"
  regesta entities undo 3
  regesta entities export > decisions.jsonl
""",
)
