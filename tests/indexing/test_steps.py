"""Work on many documents, a step at a time."""

from collections.abc import Iterator, Sequence

import pytest

from indexer.steps import Asked, Steps, ended, settled, side_by_side


def _work(name: str, said: list[str], *, steps: int = 2, size: int = 1) -> Steps[str]:
    for step in range(steps):
        said.append(f"{name}{step}")
        yield size
    said.append(f"{name}!")
    return name


def test_all_take_a_step_before_any_takes_the_next() -> None:
    said: list[str] = []
    assert list(side_by_side([_work("a", said), _work("b", said)])) == ["a", "b"]
    assert said == ["a0", "b0", "a1", "b1", "a!", "b!"]


def test_results_come_in_the_order_of_the_works_whichever_ends_first() -> None:
    works = [_work("slow", [], steps=5), settled("known"), _work("quick", [], steps=1)]
    assert list(side_by_side(works)) == ["slow", "known", "quick"]


def test_a_large_document_is_ended_before_the_next_is_begun() -> None:
    said: list[str] = []
    works = (_work(name, said, steps=1, size=5_000_000) for name in "ab")
    assert list(side_by_side(works)) == ["a", "b"]
    assert said == ["a0", "a!", "b0", "b!"]


def test_only_so_many_are_under_way_as_were_agreed() -> None:
    begun: list[str] = []

    def works() -> Iterator[Steps[str]]:
        for number in range(1_000):
            yield _work(f"{number}.", begun)

    first = next(side_by_side(works()))
    assert first == "0."
    assert len({mark.partition(".")[0] for mark in begun}) < 100


def test_nothing_comes_of_nothing_and_one_can_be_ended_by_itself() -> None:
    assert list(side_by_side([])) == []
    assert ended(_work("one", [])) == "one"


def test_what_a_step_raises_is_raised_where_the_results_are_asked_for() -> None:
    def failing() -> Steps[str]:
        yield 1
        raise ValueError("second step")

    with pytest.raises(ValueError, match="second step"):
        list(side_by_side([_work("a", []), failing()]))


def _halves(numbers: Sequence[int]) -> list[float]:
    return [10 / number for number in numbers]


def _asking(number: int, said: list[str]) -> Steps[str]:
    yield 1
    try:
        answer = yield Asked(_halves, number)
    except ZeroDivisionError:
        answer = "none"
    said.append(f"{number}: {answer}")
    return f"{number}: {answer}"


def test_what_is_asked_is_answered_for_all_at_once() -> None:
    calls: list[list[int]] = []

    def doubled(numbers: Sequence[int]) -> list[int]:
        calls.append([*numbers])
        return [2 * number for number in numbers]

    def asking(number: int) -> Steps[int]:
        yield 1
        twice: int = yield Asked(doubled, number)
        yield 1
        return twice + (yield Asked(doubled, twice))

    assert list(side_by_side([asking(1), settled(0), asking(2)])) == [6, 0, 12]
    assert calls == [[1, 2], [2, 4]]


def test_where_an_answer_fails_the_others_have_theirs_and_only_those_it_fails_for_are_told() -> None:
    said: list[str] = []
    works = [_asking(1, said), _asking(0, said), _work("other", []), _asking(5, said)]
    assert list(side_by_side(works)) == ["1: 10.0", "0: none", "other", "5: 2.0"]


def test_one_by_itself_is_answered_too() -> None:
    assert ended(_asking(4, [])) == "4: 2.5"
    assert ended(_asking(0, [])) == "0: none"
