"""Small archives for tests of pages and API, indexed as any other. Records are (id, title, date, source, author, language, body)."""

import json
from collections.abc import Iterable
from pathlib import Path

from indexer.changes import remove
from indexer.generations import create_archive
from indexer.pipeline import index_paths

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
REVIEW, GAZETTE, OFFICE = "Northern Review", "Harbour Gazette", "State Paper Office"
WITHDRAWN = "withdrawn/letter"

Record = dict[str, object]


def record(name: str, title: str, date: str | None, source: str | None, body: str, **more: object) -> Record:
    return {"id": name, "title": title, "date": date, "source": source, "body": body, "language": "en", **more}


def _minutes() -> Iterable[Record]:
    """Twelve alike, a year each, so that lists have pages and the chart has bars."""
    for index in range(12):
        yield record(
            f"minutes/{index:02d}",
            f"Minutes of the harbour committee, session {index}",
            f"{1999 + index}-0{1 + index % 9}-1{index % 10}",
            (REVIEW, GAZETTE, OFFICE)[index % 3],
            f"The committee met in London and discussed the harbour treaty. Dredging was put off {index} times.\n\n"
            "A second paragraph speaks of ferries and of nothing else.",
        )


RECORDS: tuple[Record, ...] = (
    *_minutes(),
    record(
        "treaty",
        "The harbour treaty is signed",
        "2003-05-04",
        REVIEW,
        "France and Norway signed the harbour treaty in Oslo. The moratorium on dredging ends with it.",
        author="Ada Quist; Bo Lund",
        url="https://review.example/treaty?a=1&b=2",
    ),
    record("month-only", "A moratorium is proposed", "2003-06", GAZETTE, "Norway proposed a moratorium on dredging."),
    record("year-only", "Annual survey of harbours", "2004", OFFICE, "Surveyed: forty harbours, three ferries."),
    record("undated", "A note without a date", None, REVIEW, "Somebody wrote about the moratorium, nobody knows when."),
    record("nobody", "A leaflet from nowhere", None, None, "The ferries must go. The harbour belongs to everyone."),
    record(
        "francais",
        "Le traité du port",
        "2005-02-01",
        GAZETTE,
        "Le traité du port est signé. Les délégués de la Norvège et de la France étaient présents à la réunion.",
        language="fr",
    ),
    record("odd ids/a b?c#d%20é.txt", "A document with an odd id", "2006", OFFICE, "Its id has to be quoted."),
    record(WITHDRAWN, "A letter that was withdrawn", "2006-07-01", OFFICE, "This secretword is not to be found."),
)


def write_archive(folder: Path, records: Iterable[Record] = RECORDS, *, seeds: bool = True) -> Path:
    """An archive of these records (and the two seeds) in ``folder``."""
    lines = folder / "records.jsonl"
    folder.mkdir(parents=True, exist_ok=True)
    lines.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in records), encoding="utf-8")
    archive = create_archive(folder / "archive")
    report = index_paths(archive, [lines, *([SEEDS] if seeds else [])])
    assert not report.failed, report.failed
    if any(each["id"] == WITHDRAWN for each in records):
        remove(archive, [WITHDRAWN], "the writer asked for it")
    return folder / "archive"
