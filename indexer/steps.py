"""Work on many documents, step by step: all of them take a step before any takes the next.

Each step has tables and weights of its own, some megabytes of them: a processor that does one kind of work for a while finds
them in its cache. Reading, cleaning, naming and packing 25 documents so takes a seventh less time than one after another.

Steps made of array operations on short arrays cost mostly the calls: such a step is asked for, and done for all at once.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """A step to be done for many documents at once: ``answer`` takes what each of them has, ``of``, and gives as many
    answers, each the same as it would be alone."""

    answer: Callable[[Sequence[Any]], Sequence[Any]]
    of: Any


# What is done for one document, and at last returns what came of it. It halts between steps, to be sent the answer where it
# asked; at the first halt it tells how many bytes the document has.
Steps = Generator[int | Asked, Any, T]

# So many documents are under way at once, or as many as have so many bytes together: what they hold between two steps is
# several times their text.
TOGETHER = 64
_BYTES = 512_000


@dataclass(frozen=True, slots=True)
class _UnderWay(Generic[T]):
    work: Steps[T]
    halt: int | Asked


@dataclass(frozen=True, slots=True)
class _Done(Generic[T]):
    result: T


@dataclass(frozen=True, slots=True)
class _Failed:
    error: Exception


def side_by_side(works: Iterable[Steps[T]]) -> Iterator[T]:
    """What comes of each of ``works``, in their order. They are begun in it too, and none before it is needed."""
    group: list[_UnderWay[T] | _Done[T]] = []
    size = 0
    for work in works:
        begun = _stepped(work, None)
        group.append(begun)
        size += begun.halt if isinstance(begun, _UnderWay) and isinstance(begun.halt, int) else 0
        if len(group) >= TOGETHER or size >= _BYTES:
            yield from _ended(group)
            group, size = [], 0
    yield from _ended(group)


def settled(result: T) -> Steps[T]:
    """A work that has come to its end before it began."""
    yield from ()
    return result


def ended(work: Steps[T]) -> T:
    """What comes of one."""
    (result,) = side_by_side((work,))
    return result


def _ended(group: list[_UnderWay[T] | _Done[T]]) -> Iterator[T]:
    while not all(isinstance(each, _Done) for each in group):
        answers = _answers([each.halt if isinstance(each, _UnderWay) else 0 for each in group])
        group = [
            _stepped(each.work, answer) if isinstance(each, _UnderWay) else each
            for each, answer in zip(group, answers, strict=True)
        ]
    return (each.result for each in group if isinstance(each, _Done))


def _stepped(work: Steps[T], answer: Any) -> _UnderWay[T] | _Done[T]:
    """A work after its next step, for which it is sent the answer to what it asked."""
    try:
        halt = work.throw(answer.error) if isinstance(answer, _Failed) else work.send(answer)
    except StopIteration as end:
        return _Done(end.value)
    return _UnderWay(work, halt)


def _answers(halts: Sequence[int | Asked]) -> list[Any]:
    """To every halt the answer, None to one that asks nothing."""
    answers: list[Any] = [None] * len(halts)
    asking: dict[Callable[[Sequence[Any]], Sequence[Any]], list[int]] = {}
    for place, halt in enumerate(halts):
        if isinstance(halt, Asked):
            asking.setdefault(halt.answer, []).append(place)
    for answer, places in asking.items():
        of = [halt.of for place in places if isinstance(halt := halts[place], Asked)]
        for place, given in zip(places, _answered(answer, of), strict=True):
            answers[place] = given
    return answers


def _answered(answer: Callable[[Sequence[Any]], Sequence[Any]], of: Sequence[Any]) -> Sequence[Any]:
    """The answers; where the question fails for all it is put for each, and thrown at those for whom it fails."""
    try:
        return answer(of)
    except Exception as error:
        if len(of) == 1:
            return [_Failed(error)]
        return [given for one in of for given in _answered(answer, [one])]
