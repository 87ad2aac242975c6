"""Papers of two sources, each of prose of its own, with a blurb and furniture that many of them share."""

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from indexer.pipeline import IndexReport, index_paths
from search.archive import Archive
from search.catalog.reading import open_catalog

BLURB = (
    "It is hard to tell on any one day what will matter. These notes mean to do just that, by asking of each event what "
    "it may lead to in the months that follow."
)
FURNITURE = ("More from the desk", "The Courier reader service", "Write to the editor of the day")
_WORDS = """minister treaty council border harvest railway winter delegate tariff harbour ballot mountain garrison
    province envoy famine factory senate canal currency""".split()
_DOINGS = "rejected welcomed delayed inspected praised questioned repaired abandoned measured surrendered".split()


def paragraph(chance: random.Random) -> str:
    return " ".join(
        f"The {chance.choice(_WORDS)} of the {chance.choice(_WORDS)} {chance.choice(_DOINGS)} the "
        f"{chance.choice(_WORDS)} before the {chance.choice(_WORDS)} {chance.choice(_DOINGS)} it."
        for _ in range(4)
    )


def paper(number: int, *, source: str = "The Courier", blurb: bool = True, edition: int = 1) -> dict[str, str]:
    """A record of a text. The same number and edition give the same paper."""
    chance = random.Random(1000 * edition + number)
    lines = [
        paragraph(chance)[:60].rsplit(" ", 1)[0],
        *([BLURB] if blurb else []),
        *(paragraph(chance) for _ in range(5)),
        *FURNITURE,
    ]
    return {"id": f"p{number}", "source": source, "date": "2012-03-01", "text": "\n\n".join(lines)}


def write(path: Path, papers: Iterable[Mapping[str, object]]) -> Path:
    path.write_text("".join(json.dumps(each) + "\n" for each in papers))
    return path


def index(archive: Archive, *paths: Path) -> IndexReport:
    return index_paths(archive, paths, entities=False)


Lines = Sequence[tuple[str, str, str, str, float]]


def shown(archive: Archive, ids: Iterable[str]) -> dict[str, Lines]:
    """Every line of these documents as it is shown, counts and all."""
    catalog = open_catalog(archive)
    try:
        return {
            document_id: [
                (line.text, line.verdict.value, line.rule, line.evidence, line.confidence)
                for line in catalog.document(document_id).lines
            ]
            for document_id in ids
        }
    finally:
        catalog.close()
