"""A small archive in which one article stands three times, and one document has two versions."""

import json
from pathlib import Path

from indexer.generations import create_archive
from indexer.pipeline import index_paths

STORY = (
    "The harbour commission met on Tuesday to hear the pilots of the northern channel.\n\n"
    "They told it that the dredging of last year had been done in haste, that two buoys stood in the wrong place, and that "
    "a ferry had touched ground in March without anyone being told of it.\n\n"
    "The commission promised an answer before the autumn. Nothing was said of the treaty, which both governments "
    "signed eleven years ago and which neither has published so far in full."
)
REPRINT = "Reprinted from the Courier.\n\n" + STORY.replace("in haste", "carelessly").replace(
    "before the autumn", "by winter"
)
HOSTILE = STORY.replace("two buoys", "<script>alert(1)</script> two buoys")


def write_copies(folder: Path) -> Path:
    """An archive in ``folder``."""
    records = [
        {"id": "courier/1", "title": "Pilots complain", "date": "2001-05-02", "source": "Courier", "body": STORY},
        {"id": "herald", "title": "Pilots & <b>buoys</b>", "date": "2001-05-04", "source": "Herald", "body": REPRINT},
        {"id": "hostile", "title": "Pilots again", "source": None, "body": HOSTILE},
        {
            "id": "other",
            "title": "Elsewhere",
            "date": "2002",
            "source": "Herald",
            "body": "A short note about ferries.",
        },
    ]
    lines = folder / "records.jsonl"
    lines.write_text("".join(json.dumps(each) + "\n" for each in records))
    archive = create_archive(folder / "archive")
    assert not index_paths(archive, [lines], copies=True).failed
    records[3]["body"] = "A short note about seven ferries."
    lines.write_text("".join(json.dumps(each) + "\n" for each in records))
    assert index_paths(archive, [lines], copies=True).updated == 1
    return archive.path
