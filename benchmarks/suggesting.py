"""Completions while typing: CPU milliseconds of each key stroke, from the first letter on, of names, sources and titles the archive holds."""

import random
from pathlib import Path
from typing import Any

from benchmarks.timing import figures, timed
from search import SearchRequest, open_archive

STROKES = 12
SAMPLED = 60


def measure(count: int, folder: Path, *, shortest: int = 60, longest: int = 160) -> dict[str, Any]:
    """Needs the archive that ``benchmarks.searching`` built in ``folder``."""
    return of_archive(folder / f"regesta-{count}-{shortest}-{longest}")


def of_archive(path: Path, seed: int = 3) -> dict[str, Any]:
    service = open_archive(path)
    draw = random.Random(seed)
    hits = [hit for page in range(1, 8) for hit in service.search(SearchRequest(limit=100, page=page, facets=())).hits]
    texts = [hit.title for hit in hits]
    texts += [entity.name for hit in hits for entity in hit.entities] + [hit.source for hit in hits if hit.source]
    chosen = draw.sample(texts, min(SAMPLED, len(texts)))
    rows: dict[str, Any] = {}
    for what, of in (("as typed", str), ("with a slip", lambda text: _slip(text, draw))):
        typed = [of(text)[:length] for text in chosen for length in range(1, min(STROKES, len(text)) + 1)]
        rows[what] = {"cpu_ms": figures(timed(service.suggest, typed)).as_dict()}
        for length in (1, 3, 6):
            some = [text for text in typed if len(text) == length]
            rows[f"{what}, {length} letters"] = {"cpu_ms": figures(timed(service.suggest, some)).as_dict()}
    return {"documents": service.statistics().documents, "rows": rows}


def _slip(text: str, draw: random.Random) -> str:
    """With two letters the wrong way round, behind the first."""
    if len(text) < 4:
        return text
    at = draw.randrange(1, min(len(text) - 1, 6))
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
