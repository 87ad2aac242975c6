"""tantivy's aggregations cut lists short; with tiny limits every way of asking again is taken, and counts stay exact."""

from pathlib import Path
from random import Random

import pytest

from search.engines import engine_named
from search.engines.contract import All, FacetRequest
from search.engines.tantivy import facets
from tests.engines.oracle import Oracle
from tests.engines.samples import document


@pytest.mark.parametrize("seed", range(5))
def test_counts_are_exact_however_short_tantivys_lists_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(facets, "_MARGIN", 1)
    monkeypatch.setattr(facets, "_MOST_VALUES", 5)
    random = Random(seed)
    archive = [
        document(number, person=tuple(random.sample(range(1, 40), random.randint(0, 6)))) for number in range(1, 61)
    ]
    engine = engine_named("tantivy")
    engine.create(tmp_path / "index")
    writer = engine.open_writer(tmp_path / "index")
    for sequence in range(4):
        for each in archive[sequence::4]:
            writer.upsert(each)
        writer.commit(sequence + 1)
    writer.close()
    reader, oracle = engine.open(tmp_path / "index"), Oracle(documents=tuple(archive))
    for size in range(8):
        request = FacetRequest(field="person", size=size, numbers=(1, 39, 40))
        assert reader.facet(All(), request) == oracle.facet(All(), request)
