"""Labels for the lines of a page, from the body that a person marked as its text."""

import re
from collections.abc import Sequence
from importlib import import_module

import numpy as np
from numpy.typing import NDArray

BODY, FURNITURE, UNDECIDED = 1, 0, -1
_WORD = re.compile(r"\w+")
_MOST_WORDS = 30_000  # the aligner's time grows with the product of both texts


def words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def label_lines(lines: Sequence[str], body: str) -> NDArray[np.int8]:
    """Which lines are part of ``body``: lines whose words the longest common subsequence places in it.

    Long lines are settled by the share of their words that are placed and of their word triples that the body has;
    short ones, which match by chance, only together with the settled lines on both sides.
    """
    of_line = [words(line) for line in lines]
    gold = words(body)
    placed = _placed(of_line, gold)
    triples = set(zip(gold, gold[1:], gold[2:], strict=False))
    labels = np.full(len(lines), UNDECIDED, np.int8)
    for index, (tokens, hits) in enumerate(zip(of_line, placed, strict=True)):
        if len(tokens) < 4:
            continue
        share = hits / len(tokens)
        own = set(zip(tokens, tokens[1:], tokens[2:], strict=False))
        common = len(own & triples) / len(own)
        if share >= 0.6 and common >= 0.5:
            labels[index] = BODY
        elif share < 0.6 or common <= 0.25:
            # Text of the body that stands a second time elsewhere (a teaser, a pull quote) is furniture here.
            labels[index] = FURNITURE
    _settle_short(labels, of_line, placed, {tuple(words(line)) for line in body.splitlines()})
    return labels


def _placed(of_line: Sequence[Sequence[str]], gold: Sequence[str]) -> list[int]:
    """How many words of each line the longest common subsequence of page and body holds."""
    numbers: dict[str, int] = {}
    target = [numbers.setdefault(word, len(numbers)) for word in gold[:_MOST_WORDS]]
    flat = [(numbers.get(word, -1), index) for index, tokens in enumerate(of_line) for word in tokens][:_MOST_WORDS]
    hits = [0] * len(of_line)
    if not flat or not target:
        return hits
    subsequence = import_module("rapidfuzz.distance").LCSseq
    for step in subsequence.opcodes([number for number, _ in flat], target):
        if step.tag == "equal":
            for place in range(step.src_start, step.src_end):
                hits[flat[place][1]] += 1
    return hits


def _settle_short(
    labels: NDArray[np.int8], of_line: Sequence[Sequence[str]], placed: Sequence[int], gold_lines: set[tuple[str, ...]]
) -> None:
    settled = [int(label) for label in labels]
    before, after = _nearest(settled), _nearest(settled[::-1])[::-1]
    for index, tokens in enumerate(of_line):
        if labels[index] != UNDECIDED:
            continue
        whole = bool(tokens) and placed[index] == len(tokens)
        alone_in_gold = tuple(tokens) in gold_lines
        if whole and (
            (before[index] == after[index] == BODY) or (alone_in_gold and BODY in (before[index], after[index]))
        ):
            labels[index] = BODY
        elif (not whole and tokens and not alone_in_gold) or before[index] == after[index] == FURNITURE:
            labels[index] = FURNITURE


def _nearest(labels: Sequence[int]) -> list[int]:
    """The last settled label before each place."""
    found, last = [], UNDECIDED
    for label in labels:
        found.append(last)
        if label != UNDECIDED:
            last = label
    return found
