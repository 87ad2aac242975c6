"""How well hits are ordered: `python -m benchmarks.relevance [--sets cacm,...] [--every N] [--work DIR]`, corpora from REGESTA_SHARED.

Public test collections are indexed as records with title and body and searched through the door of `regesta search --batch`, any
word sufficing. Figures are nDCG@10 by the corpora's own scorer. *Plain BM25* is one stemmed field, title and body alike, every
word of the query, function words too, and nothing else. `p` is a paired randomisation test against it. Of `frus_index_dev`
(headings of the subject indexes of diplomatic documents) each query is asked within its volume.
"""

import argparse
import gzip
import importlib.util
import io
import json
import os
import random
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any, TextIO

import tantivy

from indexer.generations import create_archive
from indexer.pipeline import index_paths
from search import open_archive
from search.errors import QueryError
from search.ranking import RANKING, Ranking
from search.request import SearchRequest
from search.runs import rank
from search.service import SearchService

SHARED = Path(os.environ.get("REGESTA_SHARED") or Path(__file__).resolve().parent.parent.parent / "shared")
FOUR = ("time-dev", "cranfield", "cisi", "cacm")
WITHIN_VOLUMES = "frus_index_dev"
DEPTH = 10

Run = dict[str, list[str]]
PerQuery = dict[str, float]


@dataclass(frozen=True)
class Collection:
    """One folder of corpus, queries and judgements. ``every``: only each so manieth query is asked."""

    folder: Path
    every: int = 1

    @property
    def name(self) -> str:
        return self.folder.name

    def records(self) -> Iterator[dict[str, str]]:
        """Documents as an archivist would hand them in; a volume is their source."""
        with self._opened() as lines:
            for line in lines:
                record = json.loads(line)
                name = record.get("_id") or record["id"]
                body = record.get("text") or record.get("body") or ""
                yield {"id": name, "title": record["title"] or "", "body": body, "source": volume_of(name)}

    def _opened(self) -> TextIO:
        packed = self.folder / "corpus.jsonl.gz"
        if packed.exists():
            return io.TextIOWrapper(gzip.GzipFile(packed), encoding="utf-8")
        return (self.folder / "corpus.jsonl").open(encoding="utf-8")

    @cached_property
    def judgements(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for line in (self.folder / "qrels.tsv").read_text().splitlines()[1:]:
            query, document, gain = line.split("\t")
            found.setdefault(query, {})[document] = int(gain)
        judged = [query for query, gains in found.items() if any(gain > 0 for gain in gains.values())]
        return {query: found[query] for query in judged[:: self.every]}

    @cached_property
    def queries(self) -> dict[str, tuple[str, str | None]]:
        """(text, volume) of each judged query."""
        with (self.folder / "queries.jsonl").open(encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        every = {row.get("_id") or row["id"]: (row["text"], row.get("volume")) for row in rows}
        return {query: every[query] for query in self.judgements}


def volume_of(document: str) -> str:
    return document.partition("/")[0] if "/" in document else "one"


def collection(name: str, every: int = 1, shared: Path = SHARED) -> Collection:
    return Collection(shared / "data" / "ir" / name, every)


def archive_of(collection: Collection, folder: Path) -> Path:
    """The collection as a Regesta archive, built once."""
    path = folder / f"relevance-{collection.name}"
    if not path.exists():
        with tempfile.TemporaryDirectory() as scratch:
            records = Path(scratch) / f"{collection.name}.jsonl"
            with records.open("w", encoding="utf-8") as lines:
                lines.writelines(json.dumps(record) + "\n" for record in collection.records())
            report = index_paths(create_archive(path, "tantivy"), [records])
        assert not report.failed, report.failed
    return path


# --- contenders -------------------------------------------------------------------------------------------------------


def searched(service: SearchService, texts: Mapping[str, tuple[str, str | None]], *, aliases: bool = True) -> Run:
    """What `regesta search --batch` ranks; a refused query finds nothing."""
    run: Run = {}
    for query, (text, volume) in texts.items():
        included = (("source", (volume,)),) if volume else ()
        request = SearchRequest(text=text, match="any", included=included, aliases=aliases, facets=())
        try:
            run[query] = [hit.id for hit in rank(service, request, DEPTH)]
        except QueryError:
            run[query] = []
    return run


def plain_bm25(collection: Collection) -> Run:
    """One field, Snowball stems, k1 1.2, b .75: what a search library gives before anybody thinks about it."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("volume", tokenizer_name="raw")
    builder.add_text_field("text", tokenizer_name="en_stem")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(heap_size=64_000_000, num_threads=1)
    for record in collection.records():
        text = f"{record['title']}\n{record['body']}"
        writer.add_document(tantivy.Document(id=record["id"], volume=record["source"], text=text))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    split = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
    analyzer = split.filter(tantivy.Filter.stemmer("english")).build()
    run: Run = {}
    for query, (text, volume) in collection.queries.items():
        terms = [tantivy.Query.term_query(schema, "text", term) for term in analyzer.analyze(text)]
        asked = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        if volume:
            within = tantivy.Query.const_score_query(tantivy.Query.term_query(schema, "volume", volume), 0.0)
            asked = tantivy.Query.boolean_query([(tantivy.Occur.Must, asked), (tantivy.Occur.Must, within)])
        hits: Any = searcher.search(asked, DEPTH).hits
        run[query] = [searcher.doc(address)["id"][0] for _, address in hits]
    return run


VARIANTS: dict[str, Ranking] = {
    "no proximity": replace(RANKING, proximity=0.0, proximity_pairs=0),
    "all words never first": replace(RANKING, all_words_first=0, all_words_bonus=0.0),
    "all words always first": replace(RANKING, all_words_first=10_000),
}


# --- figures ----------------------------------------------------------------------------------------------------------


def scorer(shared: Path = SHARED) -> Callable[[list[str], dict[str, int]], dict[str, float]]:
    """The corpora's own measures, by name, of one ranking."""
    spec = importlib.util.spec_from_file_location("evaluate", shared / "eval" / "relevance" / "evaluate.py")
    assert spec is not None
    assert spec.loader is not None
    module: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    measure: Callable[[list[str], dict[str, int]], dict[str, float]] = module.metrics
    return measure


def per_query(run: Run, collection: Collection, shared: Path = SHARED) -> PerQuery:
    measure = scorer(shared)
    return {query: measure(run.get(query, []), gains)["nDCG@10"] for query, gains in collection.judgements.items()}


def mean(figures: PerQuery) -> float:
    return sum(figures.values()) / len(figures)


def chance(ours: PerQuery, theirs: PerQuery, rounds: int = 2_000) -> float:
    """How often a difference as large comes about when each query's two figures are swapped at random."""
    differences = [ours[query] - theirs[query] for query in ours]
    observed = abs(sum(differences))
    toss = random.Random(0)

    def shuffled() -> float:
        return abs(sum(difference if toss.random() < 0.5 else -difference for difference in differences))

    return sum(shuffled() >= observed - 1e-12 for _ in range(rounds)) / rounds


def measure(names: list[str], work: Path, every: int = 1) -> dict[str, Any]:
    table: dict[str, dict[str, PerQuery]] = {}
    for name in names:
        asked = collection(name, every if name == WITHIN_VOLUMES else 1)
        service = open_archive(archive_of(asked, work))
        rows = table.setdefault("plain BM25", {})
        rows[name] = per_query(plain_bm25(asked), asked)
        table.setdefault("regesta", {})[name] = per_query(searched(service, asked.queries), asked)
        without = searched(service, asked.queries, aliases=False)
        table.setdefault("no other names", {})[name] = per_query(without, asked)
        for variant, ranking in VARIANTS.items():
            other = SearchService(service.archive, ranking=ranking)
            table.setdefault(variant, {})[name] = per_query(searched(other, asked.queries), asked)
            other.close()
        service.close()
    return {
        "nDCG@10": {
            row: {
                **{name: round(mean(figures), 4) for name, figures in by_name.items()},
                "mean of four": round(sum(mean(by_name[name]) for name in FOUR) / 4, 4)
                if set(FOUR) <= by_name.keys()
                else None,
            }
            for row, by_name in table.items()
        },
        "p against plain BM25": {name: chance(table["regesta"][name], table["plain BM25"][name]) for name in names}
        | {"all": chance(_together(table["regesta"]), _together(table["plain BM25"]))},
        "queries": {name: len(table["regesta"][name]) for name in names},
    }


def _together(by_name: Mapping[str, PerQuery]) -> PerQuery:
    return {f"{name} {query}": figure for name, figures in by_name.items() for query, figure in figures.items()}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.relevance", description=__doc__)
    parser.add_argument("--sets", default=",".join((*FOUR, WITHIN_VOLUMES)))
    parser.add_argument("--every", type=int, default=1, help="ask only each so manieth query of the large collection")
    parser.add_argument("--work", default=str(Path(__file__).parent / "work"))
    options = parser.parse_args()
    work = Path(options.work)
    work.mkdir(parents=True, exist_ok=True)
    names = options.sets.split(",")
    answer = measure(names, work, options.every)
    columns = [*names, "mean of four"]
    print(f"{'nDCG@10':26}" + "".join(f"{column:>16}" for column in columns))
    for row, figures in answer["nDCG@10"].items():
        cells = "".join(
            f"{'' if figures[column] is None else format(figures[column], '.4f'):>16}" for column in columns
        )
        print(f"{row:26}{cells}")
    for key in ("p against plain BM25", "queries"):
        print(f"{key}: {json.dumps(answer[key])}")


if __name__ == "__main__":
    main()
