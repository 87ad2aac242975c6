"""The broadest searches, made ahead after each change of the archive: their facets cost most, and whoever asks finds them counted.

What a search costs is what it matches. All documents, and words that stand in a tenth of them or more, are searched as the page and the
API search them when nothing else is said; a rare word needs no help.
"""

import logging
import threading
import time
from collections.abc import Iterator

from search.analysis import STOPWORDS
from search.errors import RegestaError
from search.facets import DATE, ENTITY_FACETS
from search.request import SearchRequest
from search.service import SearchService

_log = logging.getLogger(__name__)

# A word in fewer of the documents is counted in a few milliseconds even in a million.
BROAD = 0.1
# A change is looked for this often (seconds); an archive that is being written to is not warmed again before this has passed.
LOOK_SECONDS = 1.0
REST_SECONDS = 30.0
# Of the time of one processor, what warming takes at most: whoever waits for an answer goes first.
SHARE = 0.5
# The vocabulary is read by first letters; a letter with more words than this has none that is broad and was not met before.
_MOST_WORDS = 200_000
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_HOME_VALUES = 6  # values of each facet on the first page


def broad_requests(service: SearchService, most: int) -> Iterator[SearchRequest]:
    """The first page, the list of everything, and at most so many words, the most frequent first."""
    yield SearchRequest(limit=0, facets=("source", *ENTITY_FACETS, DATE), facet_size=_HOME_VALUES)
    yield SearchRequest()
    reader = service.current().reader
    least = BROAD * reader.documents
    words = [
        (count, word)
        for letter in _LETTERS
        for word, count in reader.vocabulary("any", letter, _MOST_WORDS) or ()
        if count >= least and word not in STOPWORDS
    ]
    words.sort(key=lambda pair: (-pair[0], pair[1]))
    for _, word in words[:most]:
        yield SearchRequest(text=word)


def warm(service: SearchService, most: int, stop: threading.Event) -> int:
    """Make the broad searches of the newest snapshot; returns how many. Ends early when told to, or when the archive has moved on."""
    made = 0
    snapshot = service.snapshot
    for request in broad_requests(service, most):
        began = time.thread_time()
        service.search(request)
        made += 1
        took = time.thread_time() - began
        if stop.wait(took * (1 - SHARE) / SHARE) or service.snapshot != snapshot:
            break
    return made


def keep_warm(service: SearchService, most: int, stop: threading.Event) -> None:
    """Warm after every change until told to stop; an archive that does not answer is waited for."""
    warmed = ""
    rested = float("-inf")
    while not stop.is_set():
        try:
            snapshot = service.snapshot
            if snapshot != warmed and time.monotonic() >= rested:
                made = warm(service, most, stop)
                warmed, rested = snapshot, time.monotonic() + REST_SECONDS
                _log.debug("%d broad searches are ready for snapshot %s", made, snapshot)
        except (RegestaError, OSError) as error:
            _log.debug("nothing was made ready: %s", error)
        stop.wait(LOOK_SECONDS)
