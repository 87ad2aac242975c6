"""Numbers that describe each line of flattened text: the line, its place, its neighbours, how often it is met."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning.characters import Floats, measure
from indexer.cleaning.profile import SourceProfile, key_of_collapsed
from indexer.cleaning.text_features import COLUMNS, LONG, shifted, text_features, word_scores

_COLUMN = {name: index for index, name in enumerate(COLUMNS)}
_FAR = 60
# Where the features stand that :func:`_repetition` reads in the counts: the logarithm of the count, and the share.
REPETITION_COLUMNS = (51, 52)


def line_features(lines: Sequence[str], weights: Floats, profile: SourceProfile | None) -> Floats:
    """One row a line (white space collapsed, none empty)."""
    measured = measure(lines)
    text = text_features(measured)
    score = word_scores(measured, weights)
    count = len(lines)
    order = np.arange(count)
    characters = text[:, 0]
    total = max(1.0, float(characters.sum()))
    long = characters >= LONG
    prose = np.where(long, characters, 0)
    all_prose = max(1.0, float(prose.sum()))
    # A sentence that ends: what bodies are made of in any language.
    sentence = (text[:, _COLUMN["words"]] >= 8) & (text[:, _COLUMN["ends a sentence"]] > 0)

    # Words of the long lines: a line about the same things shares them, a teaser of another article does not.
    vocabulary = np.unique(measured.word_hashes[long[measured.word_lines]])
    content = measured.word_lengths >= 4
    number = measured.words_per_line(content.astype(np.float32))
    shared = measured.words_per_line((content & np.isin(measured.word_hashes, vocabulary)).astype(np.float32))
    about = np.where(long, -1, shared / np.maximum(1, number))

    own = np.column_stack(
        (
            text,
            score,
            about,
            order,
            count - order,
            order / count,
            np.full(count, np.log1p(count)),
            np.concatenate(([0.0], np.cumsum(characters)[:-1])) / total,
            np.concatenate(([0.0], np.cumsum(prose)[:-1])) / all_prose,
            np.full(count, np.log1p(all_prose)),
            np.full(count, all_prose / total),
            np.full(count, score.mean()),
            np.full(count, (characters < 40).mean()),
            np.full(count, sentence.mean()),
            np.minimum(order, 20),
            np.minimum(count - order, 20),
            np.full(count, score[:12].mean()),
            np.full(count, score[-15:].mean()),
            *_sides(score),
            _since(long),
            _since(long[::-1])[::-1],
            _since(sentence),
            _since(sentence[::-1])[::-1],
            *_repetition(lines, profile),
            *_means(np.column_stack((score, np.minimum(characters, 400))), (2, 5, 12)),
            *_means(sentence[:, None], (3, 10)),
        )
    ).astype(np.float32)
    core = np.column_stack(
        (
            text[
                :, [_COLUMN[name] for name in ("characters", "function words", "ends a sentence", "capitals", "words")]
            ],
            score,
            about,
        )
    ).astype(np.float32)
    return np.hstack([own, *(shifted(core, by) for by in (-3, -2, -1, 1, 2, 3))])


def _since(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many lines back the last flagged line before each line is."""
    order = np.arange(len(flags))
    last = np.maximum.accumulate(np.where(flags, order, -_FAR))
    before = np.concatenate(([-_FAR], last[:-1]))
    return np.minimum(order - before, _FAR)


def _sides(score: Floats) -> list[NDArray[np.generic]]:
    """The mean word score of all lines before, and of all lines after: furniture stands at the ends of a text."""
    order = np.arange(len(score))
    sums = np.concatenate(([0.0], np.cumsum(score, dtype=np.float64)))
    before = np.where(order > 0, sums[:-1] / np.maximum(1, order), 0)
    left = len(score) - 1 - order
    after = np.where(left > 0, (sums[-1] - sums[1:]) / np.maximum(1, left), 0)
    return [before, after]


def _means(values: NDArray[np.generic], reaches: Sequence[int]) -> list[NDArray[np.generic]]:
    """For each column, for each reach, the mean over the lines within that reach on both sides."""
    count = len(values)
    sums = np.zeros((count + 1, values.shape[1]))
    np.cumsum(values, axis=0, out=sums[1:])
    order = np.arange(count)
    found = []
    for reach in reaches:
        first, last = np.maximum(0, order - reach), np.minimum(count, order + reach + 1)
        found.append((sums[last] - sums[first]) / (last - first)[:, None])
    return [means[:, column] for column in range(values.shape[1]) for means in found]


def _repetition(lines: Sequence[str], profile: SourceProfile | None) -> list[NDArray[np.generic]]:
    """How often a line stands in this document, and in how many documents of its source."""
    keys = [key_of_collapsed(line) for line in lines]
    here: dict[str, int] = {}
    for key in keys:
        here[key] = here.get(key, 0) + 1
    count = len(lines)
    within = np.array([here[key] for key in keys])
    if profile is None or profile.documents < 2:
        return [within, np.zeros(count), np.zeros(count), np.zeros(count)]
    times = np.array([profile.repeated.get(key, 1) for key in keys])
    return [within, times > 1, np.log2(times), share_of(times, profile.documents)]


def share_of(times: NDArray[np.integer], documents: int) -> NDArray[np.float64]:
    """In which share of the source's other documents a line stands, 0..1."""
    return (times - 1) / (documents - 1)
