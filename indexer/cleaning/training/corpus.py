"""Reading labelled pages: a folder with ``pages.jsonl.gz`` and the pages' HTML, and the same pages flattened to lines.

Each line of ``pages.jsonl.gz`` has ``site``, ``type``, ``text`` (the body a person marked, or null), ``html`` (a path);
each line of ``lines_*.jsonl.xz`` has ``lines`` and ``labels`` (1 body, 0 furniture, -1 undecided), ``id`` and ``part``.
"""

import gzip
import json
import lzma
import zlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from indexer.cleaning.block_features import stated_body
from indexer.cleaning.blocks import parse_page, segment
from indexer.cleaning.profile import profile_of
from indexer.cleaning.training.alignment import label_lines
from indexer.cleaning.training.lines import LabelledLines
from indexer.cleaning.training.pages import LabelledPage

FOLDS = 3
FLAVOURS = ("mild", "block", "crude")


def fold_of(site: str) -> int:
    """All pages of a site fall into one fold, the same on every machine."""
    return zlib.crc32(site.encode()) % FOLDS


def load_pages(folder: Path) -> Iterator[LabelledPage]:
    """The pages with a marked body that have any text."""
    with gzip.open(folder / "pages.jsonl.gz", "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            if row["text"] is None:
                continue
            text = gzip.decompress((folder / row["html"]).read_bytes()).decode("utf-8")
            tree = parse_page(text)
            page = segment(tree)
            if page.blocks:
                yield LabelledPage(
                    page=page,
                    title=tree.findtext(".//title") or "",
                    article_body=stated_body(text),
                    labels=label_lines([block.text for block in page.blocks], row["text"]),
                    site=row["site"],
                    fold=fold_of(row["site"]),
                )


def load_lines(folder: Path) -> Iterator[LabelledLines]:
    """Every page near to clean and in one of the other two flavours, with and without its source's profile in turn."""
    with gzip.open(folder / "pages.jsonl.gz", "rt", encoding="utf-8") as rows:
        sites = {(row["part"], row["id"]): row["site"] for row in map(json.loads, rows)}
    for flavour in FLAVOURS:
        with lzma.open(folder / f"lines_{flavour}.jsonl.xz", "rt", encoding="utf-8") as rows:
            documents = [(sites[row["part"], row["id"]], row) for row in map(json.loads, rows) if row["lines"]]
        by_site: defaultdict[str, list[list[str]]] = defaultdict(list)
        for site, row in documents:
            by_site[site].append(row["lines"])
        profiles = {site: profile_of(site, lines) for site, lines in by_site.items()}
        for number, (site, row) in enumerate(documents):
            if (flavour == "block" and number % 2) or (flavour == "crude" and not number % 2):
                continue
            yield LabelledLines(
                lines=tuple(" ".join(line.split()) or "-" for line in row["lines"]),
                labels=np.array(row["labels"], np.int8),
                site=site,
                fold=fold_of(site),
                profile=profiles[site] if number // 2 % 2 else None,
            )
