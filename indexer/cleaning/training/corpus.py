"""Reading labelled pages: a folder with ``pages.jsonl.gz`` and the pages' HTML, and the same pages flattened to lines.

Each line of ``pages.jsonl.gz`` has ``site``, ``type``, ``text`` (the body a person marked, or null), ``html`` (a path);
each line of ``lines_*.jsonl.xz`` has ``lines`` and ``labels`` (1 body, 0 furniture, -1 undecided), ``id`` and ``part``.
"""

import gzip
import json
import lzma
import random
import textwrap
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from indexer.cleaning.blocks import parse_page, segment
from indexer.cleaning.models import block_model
from indexer.cleaning.page import read_markup
from indexer.cleaning.profile import SourceProfile, profile_of
from indexer.cleaning.statements import stated_of
from indexer.cleaning.training.alignment import BODY, FURNITURE, UNDECIDED, label_lines
from indexer.cleaning.training.labelled import LabelledLines
from indexer.cleaning.training.pages import LabelledPage

FOLDS = 3
_PARTS = 3  # of the sites of a fold, for what one reading of pages learns from another
# Archives hold mostly texts that someone has cleaned before, with little furniture; without its weight the furniture of
# whole pages, ten times as much, would decide.
_WEIGHTS = {"mild": 3.0, "cut": 1.5, "block": 1.0, "crude": 0.7, "paper": 1.0, "unmarked": 0.5}
# Manuals are one page in twelve, and the only ones with listings, signatures and tables of parameters.
_MANUAL = 1.5
# Papers without any furniture, from outside the web: diplomatic papers and speeches in the public domain, one in so many.
_PAPERS = (("frus_dev.jsonl.gz", 12), ("ungdc_dev.jsonl.gz", 4))
_LONGEST_PAPER = 120  # paragraphs
# So many papers are shown wrapped at one of these columns too, as typed and e-mailed text is: pages are not, and in them the last
# words of a paragraph, alone on a line, look like a label.
_WRAPPED = 0.3
_COLUMNS = (60, 65, 68, 70, 72, 75, 78, 80)


def files_read(folder: Path) -> Iterator[Path]:
    """The files of labels and papers that training reads; the HTML of the pages is beside them."""
    yield folder / "pages.jsonl.gz"
    yield from folder.glob("lines_*.jsonl.xz")
    yield from (folder.parent / name for name, _ in _PAPERS if (folder.parent / name).exists())


def fold_of(site: str) -> int:
    """All pages of a site fall into one fold, the same on every machine."""
    return zlib.crc32(site.encode()) % FOLDS


def load_pages(folder: Path) -> Iterator[LabelledPage | None]:
    """The pages with a marked body, in order; None for a page without any text."""
    with gzip.open(folder / "pages.jsonl.gz", "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            if row["text"] is None:
                continue
            text = gzip.decompress((folder / row["html"]).read_bytes()).decode("utf-8")
            tree = parse_page(text)
            page = segment(tree)
            if not page.blocks:
                yield None
                continue
            yield LabelledPage(
                page=page,
                stated=stated_of(read_markup(tree), text),
                labels=label_lines([block.text for block in page.blocks], row["text"]),
                site=row["site"],
                fold=fold_of(row["site"]),
                part=zlib.crc32(row["site"].encode()) // FOLDS % _PARTS,
                weight=_MANUAL if row["type"] == "documentation" else 1.0,
            )


def load_lines(folder: Path) -> Iterator[LabelledLines]:
    """Every page near to clean, once as given and once cut anew; as blocks; as crude text, half of it to be taught.

    Each has its source's profile every other time, so that the model does without one as well.
    """
    with gzip.open(folder / "pages.jsonl.gz", "rt", encoding="utf-8") as rows:
        sites = {(row["part"], row["id"]): row["site"] for row in map(json.loads, rows)}
    for flavour, every in (("mild", 1), ("block", 1), ("crude", 2)):
        with lzma.open(folder / f"lines_{flavour}.jsonl.xz", "rt", encoding="utf-8") as rows:
            documents = [(sites[row["part"], row["id"]], row) for row in map(json.loads, rows) if row["lines"]]
        by_site: defaultdict[str, list[list[str]]] = defaultdict(list)
        for site, row in documents:
            by_site[site].append(row["lines"])
        profiles = {site: profile_of(site, lines) for site, lines in by_site.items()}
        for number, (site, row) in enumerate(documents):
            learned = profiles[site] if number // every % 2 else None
            yield replace(
                _labelled(flavour, row["lines"], row["labels"], site, learned),
                taught=number % every == 0,
                page=(row["part"], row["id"]),
                source=profiles[site],
            )
            if flavour == "block":
                lines, labels = cut_near(row["lines"], row["labels"], random.Random(row["id"]))
                if 1 in labels:
                    yield _labelled("cut", lines, labels, site, learned)


def load_unmarked(folder: Path) -> Iterator[LabelledLines]:
    """Pages whose body nobody marked, as blocks, with the labels that the model for pages gives where it is sure: it sees
    elements and links, which the line model has to do without."""
    with gzip.open(folder / "pages.jsonl.gz", "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            if row["text"] is not None:
                continue
            text = gzip.decompress((folder / row["html"]).read_bytes()).decode("utf-8")
            tree = parse_page(text)
            page = segment(tree)
            probability = block_model().probability(page, stated_of(read_markup(tree), text))
            labels = np.select([probability >= _TAUGHT, probability <= 1 - _TAUGHT], [BODY, FURNITURE], UNDECIDED)
            lines = [block.text for block in page.blocks]
            if BODY not in labels:
                continue
            yield _labelled("unmarked", lines, labels.tolist(), row["site"], None)
            near = cut_near(lines, labels.tolist(), random.Random(row["id"]))
            yield _labelled("unmarked", *near, row["site"], None)


_TAUGHT = 0.85  # from here on the model for pages is believed


def load_papers(folder: Path, pages: Sequence[LabelledLines]) -> Iterator[LabelledLines]:
    """Papers beside ``folder`` that are all body, most of them between furniture taken from a page as blocks.

    They teach what articles do not have: signatures, salutations, subject lines, numbered paragraphs.
    """
    furniture = [page for page in pages if page.flavour == "block" and FURNITURE in page.labels]
    for name, every in _PAPERS:
        path = folder.parent / name
        if not path.exists():
            continue
        with gzip.open(path, "rt", encoding="utf-8") as rows:
            papers = [json.loads(row) for index, row in enumerate(rows) if index % every == 0]
        for paper in papers:
            choice = random.Random(paper["id"])
            page = choice.choice(furniture)
            body = [line for line in paper["body"].splitlines() if line.strip()][:_LONGEST_PAPER]
            if not body:
                continue
            around = [line for line, label in zip(page.lines, page.labels, strict=True) if label == FURNITURE]
            bodies = [body]
            if choice.random() < _WRAPPED:
                bodies.append(wrapped(body, choice.choice(_COLUMNS)))
            for lines in bodies:
                some = choice.random() < 0.7
                head = around[: choice.randint(0, 6) if some else 0]
                tail = around[-choice.randint(1, 10) :] if some else []
                yield _labelled(
                    "paper",
                    [*head, *lines, *tail],
                    [*[FURNITURE] * len(head), *[BODY] * len(lines), *[FURNITURE] * len(tail)],
                    page.site,
                    None,
                )


def wrapped(paragraphs: Sequence[str], column: int) -> list[str]:
    """The lines of the paragraphs, none longer than ``column`` unless it is one word; of many the first and the last, for
    signatures and salutations stand there."""
    lines = [line for paragraph in paragraphs for line in textwrap.wrap(paragraph, column)]
    return lines if len(lines) <= 2 * _LONGEST_PAPER else [*lines[:_LONGEST_PAPER], *lines[-_LONGEST_PAPER:]]


def _labelled(
    flavour: str, lines: Sequence[str], labels: Sequence[int], site: str, profile: SourceProfile | None
) -> LabelledLines:
    return LabelledLines(
        flavour=flavour,
        lines=tuple(" ".join(line.split()) or "-" for line in lines),
        labels=np.array(labels, np.int8),
        site=site,
        fold=fold_of(site),
        profile=profile,
        weight=_WEIGHTS[flavour],
    )


def cut_near(lines: Sequence[str], labels: Sequence[int], choice: random.Random) -> tuple[list[str], list[int]]:
    """The body of a flattened page with a few lines of furniture left on both sides, as near-clean scrapes have them."""
    body = [index for index, label in enumerate(labels) if label == 1]
    if not body:
        return [], []
    first, last = body[0], body[-1]
    kept = [
        *range(max(0, first - choice.randint(0, 8)), first),
        *(index for index in range(first, last + 1) if labels[index] != 0 or choice.random() < 0.1),
        *range(last + 1, min(len(lines), last + 1 + choice.randint(1, 12))),
    ]
    return [lines[index] for index in kept], [labels[index] for index in kept]
