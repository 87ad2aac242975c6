"""Pages that nobody scraped: the text of one between the furniture of another, so that a model learns both apart from the
look of a site."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.training.alignment import BODY, FURNITURE
from indexer.cleaning.training.labelled import LabelledLines

# Whose furniture fits: as a scrape cuts near the text, as it takes whole pages by block, by text node.
_DONORS = {
    "mild": ("mild", "block", "block"),
    "cut": ("mild", "block"),
    "block": ("block",),
    "crude": ("crude",),
    "unmarked": ("block",),
}
_NEAR = ("mild", "cut")
_BEFORE, _AFTER = 8, 12  # lines of furniture at the most around a near-clean text, as ``mild`` is made

Line = tuple[str, int]


def mixtures(
    documents: Sequence[LabelledLines], groups: NDArray[np.int64], seed: int
) -> Iterator[tuple[int, LabelledLines]]:
    """One mixture for each document that has both kinds of lines, with the number of that document. What is mixed is of one
    group: models that have not seen the one have not seen the other."""
    choice = random.Random(seed)
    both = [index for index, document in enumerate(documents) if {BODY, FURNITURE} <= set(document.labels.tolist())]
    donors: dict[tuple[int, str], list[int]] = {}
    for index in both:
        donors.setdefault((int(groups[index]), documents[index].flavour), []).append(index)
    for index in both:
        document = documents[index]
        if document.flavour not in _DONORS:
            continue
        fitting = donors.get((int(groups[index]), choice.choice(_DONORS[document.flavour])), [])
        if not fitting:
            continue
        other = documents[choice.choice(fitting)]
        if other.site != document.site:
            lines = _mixed(document, other, choice)
            yield (
                index,
                replace(
                    document,
                    lines=tuple(text for text, _ in lines),
                    labels=np.array([label for _, label in lines], np.int8),
                    profile=None,
                ),
            )


def _mixed(text: LabelledLines, furniture: LabelledLines, choice: random.Random) -> list[Line]:
    own_head, inside, _ = _parted(text)
    head, between, tail = _parted(furniture)
    if choice.random() < 0.4:
        inside = [line for line in inside if line[1] != FURNITURE or choice.random() < 0.3]
    if text.flavour in _NEAR and furniture.flavour not in _NEAR:
        before = choice.randint(0, _BEFORE)
        head, tail = head[len(head) - before :] if before else [], tail[: choice.randint(1, _AFTER)]
    elif text.flavour not in _NEAR and choice.random() < 0.25:
        head = own_head
    strange = [line for line in between if line[1] == FURNITURE]
    # What was cut near to its text has hardly anything strange inside it: there a short line is a heading or a name.
    if strange and text.flavour not in _NEAR and choice.random() < 0.5:
        for place in sorted((choice.randint(1, len(inside)) for _ in range(choice.randint(1, 3))), reverse=True):
            first = choice.randrange(len(strange))
            inside[place:place] = strange[first : first + choice.randint(1, 4)]
    return [*head, *inside, *tail]


def _parted(document: LabelledLines) -> tuple[list[Line], list[Line], list[Line]]:
    """The lines before the first line of the body, those up to its last, and those after it."""
    lines = list(zip(document.lines, document.labels.tolist(), strict=True))
    body = np.flatnonzero(document.labels == BODY)
    first, last = int(body[0]), int(body[-1])
    return lines[:first], lines[first : last + 1], lines[last + 1 :]
