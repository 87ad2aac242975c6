"""What the model of pages looks at and how its probabilities become a body."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.cleaning.block_context import block_context
from indexer.cleaning.block_features import block_features
from indexer.cleaning.block_tree import ancestors_of, meeting, way_out
from indexer.cleaning.blocks import NO_ELEMENT, Page, parse_page, segment
from indexer.cleaning.characters import BUCKETS
from indexer.cleaning.html import LEAST, best_cut, kept_blocks
from indexer.cleaning.names import NameReader
from indexer.cleaning.page import read_markup
from indexer.cleaning.statements import Stated, stated_of
from indexer.cleaning.training.boosting import averaged
from indexer.cleaning.trees import DEPTH, LEAVES, ObliviousTrees

PROBABILITIES = st.lists(st.floats(1 / 64, 1, width=32), min_size=1, max_size=12)


@given(PROBABILITIES, st.data())
def test_the_best_cut_expects_the_most_precision_and_recall(probabilities: list[float], data: st.DataObject) -> None:
    sizes = data.draw(st.lists(st.integers(1, 500), min_size=len(probabilities), max_size=len(probabilities)))
    p, size = np.array(probabilities, np.float32), np.array(sizes, np.float64)

    def expected(cut: float) -> float:
        kept = p >= np.float32(cut)
        text = float((p * size)[kept].sum())
        return text / float(size[kept].sum()) + text / float((p * size).sum())

    assert expected(best_cut(p, size)) == pytest.approx(max(map(expected, probabilities)), rel=1e-5)


def page_of(*texts: str) -> Page:
    return segment(parse_page("".join(f"<div>{text}</div>" for text in texts)))


def test_where_the_text_is_plain_to_see_doubtful_blocks_go_and_where_nothing_is_sure_they_stay() -> None:
    page = page_of(*(f"block number {number} of the page" for number in range(10)))
    sure = np.array([0.99] * 8 + [0.4, 0.02], np.float32)
    unsure = np.array([0.35] * 8 + [0.3, 0.02], np.float32)
    assert kept_blocks(page, sure) == [True] * 8 + [False, False]
    assert kept_blocks(page, unsure) == [True] * 9 + [False]


def test_a_page_of_which_nothing_is_likely_keeps_nothing() -> None:
    page = page_of(*("a link" for _ in range(10)))
    assert not any(kept_blocks(page, np.full(10, LEAST / 2, np.float32)))


def test_doubtful_blocks_of_a_page_with_code_stay() -> None:
    listing = "<pre>for (i = 0; i &lt; n; i++) { total += values[i]; }</pre>"
    page = page_of(*(f"block number {number} of the page" for number in range(9)), listing)
    assert kept_blocks(page, np.array([0.99] * 8 + [0.1, 0.3], np.float32)) == [True] * 8 + [False, True]


def test_what_a_page_says_of_itself_is_read_from_its_markup() -> None:
    text = """<head><title> Talks  resume </title><meta property="og:type" content="Article">
    <meta name="description" content="The ministers met in Geneva on Tuesday."><meta name=twitter:description content=Short>
    <script type="application/ld+json">{"@type": ["Thing", "NewsArticle"], "articleBody": "They <b>met</b>."}</script></head>"""
    assert stated_of(read_markup(parse_page(text)), text) == Stated(
        title="Talks resume",
        body="They  met .",
        summaries=("The ministers met in Geneva on Tuesday.",),
        kind="article",
        article=True,
    )


def test_the_ways_out_of_two_blocks_meet_in_the_innermost_container_of_both() -> None:
    page = segment(parse_page("<main><div><p>a</p><section><p>b</p></section></div></main><p>c</p>"))
    ancestors = ancestors_of(page)
    met = meeting(page, ancestors, page.blocks[0].element)
    assert [page.tags[element] for element in met.element] == ["p", "div", "body"]
    assert met.steps.tolist() == [0, 2, 1]
    assert met.place.tolist() == [0, 1, 3]
    assert way_out(page, NO_ELEMENT) == []


PIECES = st.sampled_from(
    [
        "<div class=row>",
        "</div>",
        "<p>",
        "<h1>Talks</h1>",
        "<li>",
        "<a href=x>more</a>",
        "<pre>x = 1</pre>",
        "Ein Satz. ",
    ]
)


@given(st.lists(PIECES, min_size=1, max_size=30).map("".join), st.floats(0, 1, width=32))
def test_whatever_the_page_every_block_has_the_same_finite_columns(text: str, probability: float) -> None:
    page = segment(parse_page(text))
    if not page.blocks:
        return
    ancestors = ancestors_of(page)
    stated = Stated(title="Talks", summaries=("Ein Satz. Ein Satz. Ein Satz.",))
    rows = block_features(page, stated, ancestors, NameReader({}, {}), np.zeros(BUCKETS, np.float32))
    around = block_context(page, ancestors, np.full(len(page.blocks), probability, np.float32))
    usual = segment(parse_page("<p>One</p>"))
    for made, same in (
        (rows, block_features(usual, Stated(), ancestors_of(usual), NameReader({}, {}), np.zeros(BUCKETS, np.float32))),
        (around, block_context(usual, ancestors_of(usual), np.zeros(1, np.float32))),
    ):
        assert made.shape == (len(page.blocks), same.shape[1])
        assert np.isfinite(made).all()


def trees_of(seed: int) -> ObliviousTrees:
    choice = np.random.default_rng(seed)
    return ObliviousTrees(
        columns=np.array([0, 1, 1, 2]),
        borders=np.array([0.5, seed / 10, 0.7, 0.2], np.float32),
        questions=choice.integers(0, 5, (3, DEPTH)),
        leaves=choice.normal(size=3 * LEAVES).astype(np.float32),
        bias=seed / 3,
    )


def test_averaged_models_answer_with_the_mean_of_their_log_odds() -> None:
    rows = np.random.default_rng(0).random((20, 3)).astype(np.float32)
    models = [trees_of(seed) for seed in (1, 2, 3)]
    odds = np.mean([np.log(p / (1 - p)) for p in (model.probability(rows).astype(float) for model in models)], axis=0)
    assert averaged(models).probability(rows) == pytest.approx(1 / (1 + np.exp(-odds)), abs=1e-5)
