"""The yardstick: straightforward, well-made direct use of tantivy for one results page, without a cache.

Top 10 by BM25 over title and body, the exact total, five facets as integer columns (source, person, place, org top 10;
years), a second pass without its own filter where a source is selected, ten highlighted snippets. Regesta's page does
more (its own query language, exact rules for tokens, labels, names under each hit) and is measured against this.
"""

import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import tantivy
from tantivy import (
    Document,
    Filter,
    Index,
    Occur,
    Query,
    SchemaBuilder,
    SnippetGenerator,
    TextAnalyzerBuilder,
    Tokenizer,
)

from benchmarks.generated import KINDS, Generated
from benchmarks.queries import FIRST_YEAR, LAST_YEAR, BenchQuery

TEXTS = ("title", "body")
_FACETS: dict[str, Any] = {name: {"terms": {"field": name, "size": 10}} for name in ("source", *KINDS)}
_FACETS["year"] = {"histogram": {"field": "year", "interval": 1, "min_doc_count": 1}}


def _analyzer() -> tantivy.TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.simple())
    for step in (
        Filter.remove_long(40),
        Filter.lowercase(),
        Filter.ascii_fold(),
        Filter.stopword("english"),
        Filter.stemmer("english"),
    ):
        builder = builder.filter(step)
    return builder.build()


def build(documents: Iterable[Generated], folder: Path) -> float:
    """CPU seconds, all threads."""
    schema = SchemaBuilder()
    schema.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for text in TEXTS:
        schema.add_text_field(text, stored=True, tokenizer_name="en")
    for number in ("source", *KINDS, "year"):
        schema.add_integer_field(number, fast=True, indexed=True)
    folder.mkdir(parents=True)
    index = Index(schema.build(), path=str(folder))
    index.register_tokenizer("en", _analyzer())
    writer = index.writer(heap_size=256_000_000, num_threads=1)
    numbers: dict[str, int] = {}
    began = time.process_time()
    for one in documents:
        document = Document(id=one.id, title=one.title, body=one.body)
        document.add_integer("source", numbers.setdefault(f"source {one.source}", len(numbers)))
        document.add_integer("year", one.date.year)
        for kind, name in one.entities:
            document.add_integer(kind, numbers.setdefault(f"{kind} {name}", len(numbers)))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    spent = time.process_time() - began
    (folder / "numbers.json").write_text(json.dumps(numbers))
    return spent


def opened(folder: Path) -> Callable[[BenchQuery], int]:
    """What answers one query with its page and returns the total."""
    index = Index.open(str(folder))
    analyzer = _analyzer()
    index.register_tokenizer("en", analyzer)
    index.reload()
    searcher, schema = index.searcher(), index.schema
    numbers = json.loads((folder / "numbers.json").read_text())

    def word(text: str) -> Query:
        terms = analyzer.analyze(text)
        if not terms:
            return Query.empty_query()
        return Query.boolean_query([(Occur.Should, Query.term_query(schema, field, terms[0])) for field in TEXTS])

    def scored(query: BenchQuery) -> Query:
        match query.kind:
            case "and":
                return Query.boolean_query([(Occur.Must, word(one)) for one in query.words])
            case "or":
                return Query.boolean_query([(Occur.Should, word(one)) for one in query.words])
            case "phrase":
                terms = [term for one in query.words for term in analyzer.analyze(one)]
                if len(terms) < 2:
                    return word(query.words[0])
                return Query.boolean_query(
                    [(Occur.Should, Query.phrase_query(schema, field, list(terms))) for field in TEXTS]
                )
            case "common" | "rare" | "filtered":
                return word(query.words[0])

    def unscored(query: Query) -> Query:
        return Query.const_score_query(query, 0.0)

    def page(query: BenchQuery) -> int:
        everything = dated = scored(query)
        if query.source is not None:
            years = Query.range_query(schema, "year", tantivy.FieldType.Integer, FIRST_YEAR, LAST_YEAR)
            dated = Query.boolean_query([(Occur.Must, everything), (Occur.Must, unscored(years))])
            chosen = Query.term_query(schema, "source", numbers[f"source {query.source}"])
            everything = Query.boolean_query([(Occur.Must, dated), (Occur.Must, unscored(chosen))])
        found: Any = searcher.search(everything, 10, True)
        filtered = query.source is not None
        searcher.aggregate(everything, {k: v for k, v in _FACETS.items() if not (filtered and k == "source")})
        if filtered:
            searcher.aggregate(dated, {"source": _FACETS["source"]})
        snippets = SnippetGenerator.create(searcher, everything, schema, "body")
        snippets.set_max_num_chars(200)
        for _, address in found.hits:
            snippets.snippet_from_doc(searcher.doc(address)).highlighted()
        return int(found.count)

    return page
