"""A fixed course of commands over a small archive, each of which may be begun again after it was cut short."""

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from indexer import changes, rebuilding
from indexer.entities.decisions import Action, LedgerError, Merge, Retype, Suppress, Undo
from indexer.entity_decisions import deciding
from indexer.pipeline import index_paths
from indexer.writer import open_for_writing
from search.archive import Archive

Told = Callable[[int], None]
Step = Callable[[Archive, Path, Told], object]


def _write(path: Path, text: str) -> None:
    beside = path.with_suffix(".beside")
    beside.write_text(text)
    os.replace(beside, path)


def write_records(folder: Path, name: str, edition: int) -> None:
    """60 records; an edition after the first changes every third of them."""
    rows = []
    for n in range(60):
        version = edition if n % 3 == 0 else 1
        body = (
            f"Record {n} of {name}, edition {version}.\n\nIt tells of matter {n % 13} in Geneva.\n\nIt ends here, {n}."
        )
        rows.append({"id": f"{name}{n}", "date": f"{1950 + n % 60}", "source": f"Office {n % 5}", "body": body})
    _write(folder / f"{name}.jsonl", "".join(json.dumps(row) + "\n" for row in rows))


def write_papers(folder: Path) -> None:
    for n in range(12):
        _write(folder / f"paper{n:02}.txt", f"Paper number {n}\n\nThe {n} delegates met in Paris and parted again.\n")


def _index(name: str, edition: int, jobs: int) -> Step:
    def step(archive: Archive, folder: Path, told: Told) -> object:
        write_papers(folder)
        write_records(folder, name, edition)
        return index_paths(archive, [folder], jobs=jobs, committed=told)

    return step


def _remove(*ids: str) -> Step:
    return lambda archive, _, __: changes.remove(archive, ids, "asked for")


def _restore(document_id: str) -> Step:
    return lambda archive, _, __: changes.restore(archive, document_id)


def _edit(document_id: str, **fields: str) -> Step:
    return lambda archive, _, __: changes.edit(archive, document_id, reason="seen in print", **fields)


def _drop(document_id: str, number: int) -> Step:
    return lambda archive, _, __: changes.override_lines(archive, document_id, drop=[number])


def _decide(*actions: Action) -> Step:
    """Decisions that were recorded before the step was cut short are not taken again: whoever writes next finishes them."""

    def step(archive: Archive, _: Path, __: Told) -> None:
        try:
            deciding.decide(archive, actions, by="ada")
        except LedgerError:
            open_for_writing(archive, "finishing").close()

    return step


def _reindex(archive: Archive, _: Path, __: Told) -> object:
    return rebuilding.reindex(archive, jobs=2)


def _rollback(archive: Archive, _: Path, __: Told) -> object:
    return rebuilding.rollback(archive)


STEPS: Sequence[Step] = (
    _index("a", 1, 2),
    _edit("a3", date="1999-05"),
    _remove("a5", "a6", "paper01.txt"),
    _index("b", 1, 1),
    _drop("a10", 2),
    _decide(Merge(entity="place:geneva", into="place:paris")),
    _reindex,
    _index("a", 2, 2),
    _restore("a5"),
    _edit("a3", source="Ministry"),
    _reindex,
    _remove(*(f"b{n}" for n in range(20, 40))),
    _index("c", 1, 1),
    _decide(Undo(number=1)),
    _rollback,
    _decide(Retype(entity="place:geneva", kind="org"), Suppress(entity="place:paris")),
    _drop("paper02.txt", 2),
    _reindex,
    _edit("a3", date="", title="A title"),
    _index("a", 3, 1),
)
