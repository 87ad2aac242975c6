"""Cleaning and metadata measured on labelled pages kept beside the repository, beside a peer in the same run.

    python -m benchmarks.cleaning [--data DIR] [--pages N] [--cross]

``DIR`` is the folder of labelled pages (default: ``data/extract`` of the folder that ``REGESTA_SHARED`` names; its layout
is described in ``indexer/cleaning/training/corpus.py``). Speeds are CPU seconds of this process: compare them only within
one run. ``--cross`` trains three models, each on two thirds of the sites, and scores every page by a model that has not
seen its site; it takes the better part of an hour on two cores and needs the training libraries. Without it no scores of bodies are
shown, because the shipped models have seen these pages.
"""

import argparse
import gzip
import json
import lzma
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from indexer.cleaning import clean, clean_in_steps
from indexer.cleaning.assembly import IN_BODY
from indexer.collecting import collected_seldom
from indexer.documents import CleanedDocument, Content, RawDocument
from indexer.steps import Steps, side_by_side

_WORD = re.compile(r"\w+")
SHARED = Path(os.environ.get("REGESTA_SHARED", Path(__file__).parents[2] / "shared"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=SHARED / "data" / "extract")
    parser.add_argument("--pages", type=int, default=150, help="pages of the speed measurement")
    parser.add_argument("--cross", action="store_true")
    asked = parser.parse_args()
    if not (asked.data / "pages.jsonl.gz").exists():
        raise SystemExit(f"No labelled pages in {asked.data}; name their folder with --data.")
    rows = load(asked.data)
    table("Speed", speeds(asked.data, rows, asked.pages))
    table("Metadata (rules, nothing trained)", metadata(asked.data, rows))
    frus = asked.data.parent / "frus_dev.jsonl.gz"
    if frus.exists():
        table("Dates of diplomatic papers, from their text alone", datelines(frus))
    if asked.cross:
        table("Bodies of pages, cross-validated by site", cross_pages(asked.data))
        table("Flattened text, cross-validated by site", cross_lines(asked.data))


def table(title: str, rows: Iterable[dict[str, object]]) -> None:
    """Print rows that have the same keys as an aligned table."""
    cells = [
        {key: f"{value:.3f}" if isinstance(value, float) else str(value) for key, value in row.items()} for row in rows
    ]
    print(f"\n== {title} ==")
    if not cells:
        return
    widths = {key: max(len(key), *(len(row[key]) for row in cells)) for key in cells[0]}
    print("  ".join(key.ljust(width) for key, width in widths.items()))
    for row in cells:
        print("  ".join(row[key].ljust(width) for key, width in widths.items()), flush=True)


def load(data: Path) -> list[dict[str, Any]]:
    with gzip.open(data / "pages.jsonl.gz", "rt", encoding="utf-8") as rows:
        return [json.loads(row) for row in rows]


def page_of(data: Path, row: dict[str, Any]) -> str:
    return gzip.decompress((data / row["html"]).read_bytes()).decode("utf-8")


def cleaned(text: str, content: Content, url: str | None = None) -> CleanedDocument:
    return clean(RawDocument(id="x", origin="x", content=content, text=text, original=b"", sha256="", url=url))


def in_steps(text: str) -> Steps[CleanedDocument]:
    """As `index` and the filters clean texts."""
    yield len(text)
    raw = RawDocument(id="x", origin="x", content="text", text=text, original=b"", sha256="")
    return (yield from clean_in_steps(raw))


def speeds(data: Path, rows: Sequence[dict[str, Any]], number: int) -> Iterable[dict[str, object]]:
    chosen = rows[:: max(1, len(rows) // number)]
    pages = [(page_of(data, row), row["url"]) for row in chosen]
    yield rate("clean, pages with metadata", lambda page: cleaned(page[0], "html", page[1]), pages)
    try:
        peer = import_module("trafilatura")
    except ImportError:
        print("trafilatura is not installed: no peer in this run")
    else:
        yield rate(
            "trafilatura, pages with metadata",
            lambda page: peer.bare_extraction(page[0], url=page[1], with_metadata=True),
            pages,
        )
    for flavour in ("mild", "block", "crude"):
        texts = ["\n".join(lines) for lines, _ in flattened(data, flavour)][:: max(1, 800 // number)]
        yield rate(f"clean, text ({flavour}), one after another", lambda text: cleaned(text, "text"), texts)
        yield rate(
            f"clean, text ({flavour}), side by side",
            lambda all_: [*side_by_side(map(in_steps, all_))],
            texts,
            many=True,
        )


def rate(name: str, work: Callable[[Any], object], items: Sequence[Any], *, many: bool = False) -> dict[str, object]:
    """``many``: ``work`` takes all of the items at once."""
    work(items[:1] if many else items[0])  # models and tables are loaded outside the timing
    begun = time.process_time()
    if many:
        with collected_seldom():
            work(items)
    else:
        for item in items:
            work(item)
    return {"what": name, "documents": len(items), "a CPU second": len(items) / (time.process_time() - begun)}


def flattened(data: Path, flavour: str) -> list[tuple[list[str], list[int]]]:
    with lzma.open(data / f"lines_{flavour}.jsonl.xz", "rt", encoding="utf-8") as rows:
        return [(row["lines"], row["labels"]) for row in map(json.loads, rows) if row["lines"]]


def metadata(data: Path, rows: Sequence[dict[str, Any]]) -> Iterable[dict[str, object]]:
    """Exact day; titles that share four fifths of their words (F1); sets of author names."""
    described = [
        (row, cleaned(page_of(data, row), "html", row["url"]))
        for row in rows
        if row["title"] or row["authors"] or isinstance(row["date"], str)
    ]
    for name, parts in (("English", ("news424", "wcxb")), ("mostly German", ("adbar",))):
        mine = [(row, document) for row, document in described if row["part"] in parts]
        dated = [
            (row["date"], document.date.iso if document.date and document.date.precision == "day" else "")
            for row, document in mine
            if isinstance(row["date"], str)
        ]
        right = sum(gold == found for gold, found in dated)
        said = sum(bool(found) for _, found in dated)
        titles = [close(row["title"], document.title) for row, document in mine if row["title"]]
        names = [(name_set(row["authors"]), name_set(document.authors)) for row, document in mine if row["authors"]]
        common = sum(len(gold & found) for gold, found in names)
        total = sum(len(gold) + len(found) for gold, found in names)
        yield {
            "pages": f"{name} ({len(mine)})",
            "date: accuracy": right / max(1, len(dated)),
            "precision": right / max(1, said),
            "title close": sum(titles) / max(1, len(titles)) if titles else "-",
            "authors F1": 2 * common / total if total else "-",
        }


def words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def close(gold: str, found: str) -> bool:
    return overlap(words(gold), words(found)) >= 0.8


def overlap(gold: Sequence[object], found: Sequence[object]) -> float:
    """F1 of two multisets."""
    common = sum((Counter(gold) & Counter(found)).values())
    return 2 * common / max(1, len(gold) + len(found))


def name_set(names: Iterable[str]) -> set[str]:
    return {" ".join(words(name)) for name in names}


def datelines(path: Path) -> Iterable[dict[str, object]]:
    right = said = wrong_century = number = 0
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        for index, row in enumerate(map(json.loads, rows)):
            if index % 8 or len(row["date"] or "") < 10:
                continue
            number += 1
            date = cleaned(row["body"], "text").date
            right += date is not None and date.iso == row["date"]
            said += date is not None
            wrong_century += date is not None and date.iso[:2] != row["date"][:2]
    yield {
        "documents": number,
        "exact day": right / number,
        "of those dated": right / max(1, said),
        "wrong century": wrong_century,
    }


def cross_pages(data: Path) -> Iterable[dict[str, object]]:
    from indexer.cleaning.training import pages
    from indexer.cleaning.training.__main__ import BLOCK_TREES
    from indexer.cleaning.training.boosting import out_of_fold
    from indexer.cleaning.training.corpus import load_pages

    labels = [row for row in load(data) if row["text"] is not None]
    corpus = list(load_pages(data))
    known = [index for index, page in enumerate(corpus) if page is not None]
    labelled = [page for page in corpus if page is not None]
    rows = pages.first_rows(labelled, pages.evidence_of(labelled))

    def fit(chosen: Sequence[int]) -> Callable[[int], Any]:
        readings = pages.fit_readings([labelled[i] for i in chosen], [rows[i] for i in chosen], trees=BLOCK_TREES)
        return lambda item: readings.probability(labelled[item], rows[item])

    answers = dict(zip(known, out_of_fold(np.array([page.fold for page in labelled]), fit), strict=True))
    scores = [shingles(row["text"], _kept(corpus[index], answers.get(index))) for index, row in enumerate(labels)]
    kinds: dict[str, Callable[[dict[str, Any]], bool]] = {
        "article": lambda row: row["type"] == "article",
        **{
            f"article, {part}": lambda row, part=part: row["type"] == "article" and row["part"] == part  # type: ignore[misc]
            for part in ("scrapinghub", "news424", "wcxb")
        },
        "documentation": lambda row: row["type"] == "documentation",
    }
    for kind, belongs in kinds.items():
        scored = [score for score, row in zip(scores, labels, strict=True) if belongs(row)]
        precision = np.mean([p for p, _ in scored if p is not None])
        recall = np.mean([r for _, r in scored])
        yield {
            "pages": f"{kind} ({len(scored)})",
            "shingle F1": float(2 * precision * recall / (precision + recall)),
            "precision": float(precision),
            "recall": float(recall),
        }


def _kept(page: Any, probabilities: Any) -> str:
    from indexer.cleaning.html import kept_blocks

    if page is None or probabilities is None:
        return ""
    kept = kept_blocks(page.page, probabilities)
    return "\n".join(block.text for block, keep in zip(page.page.blocks, kept, strict=True) if keep)


def shingles(gold: str, found: str) -> tuple[float | None, float]:
    """Precision (None without output) and recall of word quadruples."""
    wanted, got = quadruples(gold), quadruples(found)
    common = sum((wanted & got).values())
    return (common / got.total() if got else None), common / max(1, wanted.total())


def quadruples(text: str) -> Counter[tuple[str, ...]]:
    tokens = _WORD.findall(text)
    return Counter(tuple(tokens[i : i + 4]) for i in range(max(1, len(tokens) - 3))) if tokens else Counter()


def cross_lines(data: Path) -> Iterable[dict[str, object]]:
    """Every document judged with and without what repeats in its source, by models, words included, that have
    not seen its site. Boilerplate F1 and loss count lines (harvested ones are gone), token F1 is the mean over documents."""
    from indexer.cleaning.training.corpus import FOLDS, load_lines, load_papers, load_unmarked
    from indexer.cleaning.training.lines import fit_line_model

    bodies = {(row["part"], row["id"]): row["text"] for row in load(data)}
    marked = list(load_lines(data))
    corpus = [*marked, *load_papers(data, marked), *load_unmarked(data)]
    counts: Counter[tuple[str, bool, bool, int]] = Counter()
    shared: dict[tuple[str, bool], list[float]] = {}
    for fold in range(FOLDS):
        model = fit_line_model([document for document in corpus if document.fold != fold])
        for document in marked:
            if document.fold != fold or not document.page:
                continue
            text = RawDocument(
                id="x", origin="x", content="text", text="\n".join(document.lines), original=b"", sha256=""
            )
            for learned in (False, True):
                lines = clean(text, document.source if learned else None, reader=model).lines
                kept = [line.verdict in IN_BODY for line in lines]
                for keep, label in zip(kept, document.labels.tolist(), strict=True):
                    counts[document.flavour, learned, keep, label] += 1
                body = "\n".join(line.text for line, keep in zip(lines, kept, strict=True) if keep)
                found = overlap(words(bodies[document.page]), words(body))
                shared.setdefault((document.flavour, learned), []).append(found)
    for flavour, learned in sorted(shared):
        gone, lost = counts[flavour, learned, False, 0], counts[flavour, learned, False, 1]
        left, body_kept = counts[flavour, learned, True, 0], counts[flavour, learned, True, 1]
        yield {
            "text": flavour,
            "documents": len(shared[flavour, learned]),
            "learned": "yes" if learned else "no",
            "boilerplate F1": 2 * gone / max(1, 2 * gone + lost + left),
            "body lines lost": lost / max(1, lost + body_kept),
            "token F1": float(np.mean(shared[flavour, learned])),
        }


if __name__ == "__main__":
    main()
