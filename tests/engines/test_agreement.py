"""Random archives and plans: every engine answers as the brute-force oracle does."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engines.contract import (
    TEXT_FIELDS,
    After,
    All,
    Engine,
    EngineHit,
    EngineReader,
    IndexDocument,
    PlanNode,
    SearchPlan,
)
from tests.engines import strategies
from tests.engines.oracle import Oracle

# Memory where there is such a folder: hundreds of commits that nobody will miss need not reach a disk.
_SCRATCH = "/dev/shm" if Path("/dev/shm").is_dir() else None

_lenient = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


def written(engine: Engine, path: Path, documents: Sequence[IndexDocument], commits: int = 1) -> EngineReader:
    """An index made in several commits; documents that come twice are replaced."""
    engine.create(path)
    writer = engine.open_writer(path)
    for part in range(commits):
        for document in documents[part::commits]:
            writer.upsert(document)
        writer.commit(part + 1)
    writer.close()
    return engine.open(path)


@_lenient
@given(
    archive=strategies.archives(),
    plans=st.lists(strategies.plans(), min_size=8, max_size=16),
    commits=st.integers(1, 3),
)
def test_ids_totals_facets_and_date_order_are_the_oracles(
    engine: Engine, archive: tuple[IndexDocument, ...], plans: list[SearchPlan], commits: int
) -> None:
    oracle = Oracle(documents=archive)
    with TemporaryDirectory(dir=_SCRATCH) as folder:
        reader = written(engine, Path(folder) / "index", archive, commits)
        for plan in plans:
            result = reader.search(plan)
            numbers = [hit.number for hit in result.hits]
            expected = oracle.numbers(plan)
            assert list(reader.numbers(plan.query, plan.filter)) == sorted(expected)
            assert (sorted(numbers) if plan.sort == "relevance" else numbers) == expected
            assert result.total == len(expected)
            keys = [(-hit.score, hit.number) for hit in result.hits]
            assert plan.sort != "relevance" or keys == sorted(keys)
            for request in plan.facets:
                assert result.facets[request.field] == oracle.facet(plan.query, request)
            assert plan.histogram is not None
            assert result.histogram == oracle.histogram(plan.query, plan.histogram)
        for field in TEXT_FIELDS:
            assert list(reader.vocabulary(field, "t", 100) or ()) == oracle.vocabulary(field, "t")
        assert dict(reader.revisions()) == {document.number: document.revision for document in archive}
        reader.close()


@_lenient
@given(
    archive=strategies.archives(),
    plans=st.lists(strategies.plans(), min_size=4, max_size=8),
    page=st.integers(1, 5),
    filters=st.lists(strategies.filters, min_size=1, max_size=3),
)
def test_pages_cursors_and_filters_leave_order_and_scores_alone(
    engine: Engine,
    archive: tuple[IndexDocument, ...],
    plans: list[SearchPlan],
    page: int,
    filters: list[PlanNode],
) -> None:
    with TemporaryDirectory(dir=_SCRATCH) as folder:
        reader = written(engine, Path(folder) / "index", archive, commits=2)
        for drawn in plans:
            plan = replace(drawn, facets=(), histogram=None)
            whole = reader.search(plan).hits
            by_offset = [
                hit
                for start in range(0, len(whole) + page, page)
                for hit in reader.search(replace(plan, offset=start, limit=page)).hits
            ]
            assert tuple(by_offset) == whole
            by_cursor: list[EngineHit] = []
            after = None
            while hits := reader.search(replace(plan, after=after, limit=page)).hits:
                by_cursor += hits
                after = After(score=hits[-1].score, date=hits[-1].date, number=hits[-1].number)
            assert tuple(by_cursor) == whole
            scores = {hit.number: hit.score for hit in reader.search(replace(plan, filter=All())).hits}
            for other in filters:
                for hit in reader.search(replace(plan, filter=other)).hits:
                    assert hit.score == scores[hit.number]
        reader.close()
