"""From which probability on a line of flattened text is kept, told for each document from what the model says of all its lines."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# How much of the cut that is best for F1 is taken. A line of the text is dearer than one of furniture, so by what the document
# alone shows little goes. What repeats in its source has to show more than that: it brings back only lines that are rather surely
# text, and turns to furniture only those that most documents have. Chosen on cross-validation by site, so that fewer lines of the
# text are lost than by one cut for all documents, and without what repeats no more than with it.
ALONE, AMONG = 0.6, 1.2
_LEAST = 0.15  # as of pages: what is less probable is not kept for want of better, or navigation alone would be a text


def cut_for(probabilities: Floats, sizes: NDArray[np.int64], share_of_best: float) -> float:
    """The probability from which the lines of a document, one or more, are kept: so much of the one at which the F1 that is to be
    expected of it, by ``sizes`` in characters, is the largest.

    High where the text is plain to see, low where the model has not understood the page: text of which it is not sure is
    better than none.
    """
    return max(_LEAST, share_of_best * best_f1(probabilities, sizes) / 2)


def best_f1(probabilities: Floats, sizes: NDArray[np.int64]) -> float:
    """The largest F1, by ``sizes``, that is to be expected of keeping the most probable, however many. What is less probable
    than half of it would lower it."""
    order = (-probabilities).argsort(kind="stable")
    kept = sizes.take(order).cumsum()
    found = (probabilities * sizes).take(order).cumsum()
    return float((2 * found / (kept + found[-1])).max())
