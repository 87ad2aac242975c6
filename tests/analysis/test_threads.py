"""A serving process reads texts in several threads at once, which share what they know of words."""

import sys
from concurrent.futures import ThreadPoolExecutor

import snowballstemmer

from search.analysis import stem

BEGINNINGS = ("relat", "nation", "gener", "hop", "conflict", "argu", "vietnam", "harbour")
ENDINGS = ("ational", "ization", "iveness", "ing", "edly", "fulness", "es", "ies")
THREADS = 8


def test_threads_that_stem_at_once_get_the_stems_of_their_own_words() -> None:
    words = [f"{first}{second}{last}" for first in BEGINNINGS for second in BEGINNINGS for last in ENDINGS]
    alone = snowballstemmer.stemmer("english").stemWord
    at_first = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(THREADS) as threads:
            shares = [words[place * 7 :] + words[: place * 7] for place in range(THREADS)]
            answers = list(threads.map(lambda share: {word: stem(word) for word in share}, shares))
    finally:
        sys.setswitchinterval(at_first)
    expected = {word: alone(word) for word in words}
    assert all(answer == expected for answer in answers)
