"""Mixtures for training: the text of one page, whole and in order, between the furniture of another."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.cleaning.training.alignment import BODY, FURNITURE
from indexer.cleaning.training.labelled import LabelledLines
from indexer.cleaning.training.mixing import mixtures


def page(site: str, labels: Sequence[int], flavour: str = "block") -> LabelledLines:
    return LabelledLines(
        flavour=flavour,
        lines=tuple(f"{site} {'body' if label == BODY else 'furniture'} {place}" for place, label in enumerate(labels)),
        labels=np.array(labels, np.int8),
        site=site,
        fold=0,
    )


LABELS = st.lists(st.sampled_from([BODY, FURNITURE]), min_size=2, max_size=12).filter(
    lambda labels: len({*labels}) == 2
)
PAGES = st.lists(
    st.tuples(st.sampled_from("abc"), LABELS, st.sampled_from(["block", "mild", "crude"])), min_size=2, max_size=6
)


@given(PAGES, st.integers(0, 9))
def test_a_mixture_has_the_whole_text_of_its_page_and_furniture_labelled_as_such(
    described: list[tuple[str, list[int], str]], seed: int
) -> None:
    pages = [page(*each) for each in described]
    for number, mixture in mixtures(pages, np.zeros(len(pages), np.int64), seed):
        lines = list(zip(mixture.lines, mixture.labels.tolist(), strict=True))
        own = [line for line, label in zip(pages[number].lines, pages[number].labels, strict=True) if label == BODY]
        assert [line for line, label in lines if label == BODY] == own
        assert all(("body" in line) == (label == BODY) for line, label in lines)


def test_what_is_mixed_comes_from_one_group_and_from_two_sites() -> None:
    pages = [page(site, (FURNITURE, BODY, FURNITURE)) for site in "aabbccdd"]
    groups = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    sites = [{line[0] for line in mixture.lines} for _, mixture in mixtures(pages, groups, 3)]
    assert {"".join(sorted(mixed)) for mixed in sites} <= {"a", "b", "c", "d", "ab", "cd"}
    assert any(len(mixed) == 2 for mixed in sites)


def test_the_same_seed_mixes_the_same() -> None:
    pages = [page(site, (FURNITURE, BODY, FURNITURE, BODY)) for site in "abcd"]
    groups = np.zeros(4, np.int64)
    first, second = ([mixture.lines for _, mixture in mixtures(pages, groups, 7)] for _ in range(2))
    assert first == second
