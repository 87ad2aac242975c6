"""The program that a worker process runs: it ends when its parent does, and only then does it load anything large.

Started as ``python -m indexer.worker PARENT`` by :mod:`indexer.workers`.
"""

import ctypes
import os
import signal
import sys
from contextlib import suppress
from multiprocessing.connection import Connection

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def follow_into_death(parent: int) -> None:
    """End this process when the one that started it ends, however that happens. Elsewhere than on Linux its pipe tells."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the line above
        sys.exit()


def main(parent: int) -> None:
    """The first message says for which archive, each further one is a task."""
    follow_into_death(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interruption means
    tasks = Connection(os.dup(0), writable=False)
    answers = Connection(os.dup(1), readable=False)
    os.dup2(2, 1)  # whatever prints must not end up among the answers
    # Loading takes half a second, in which a parent may die.
    from indexer.collecting import collected_seldom
    from indexer.tasks import Preparer
    from search.errors import RegestaError

    with suppress(EOFError, BrokenPipeError), collected_seldom():
        archive, options = tasks.recv()
        preparer = Preparer(archive, options)
        while True:
            task = tasks.recv()
            try:
                answers.send(preparer.outcomes(task))
            except RegestaError as error:
                answers.send(error)


if __name__ == "__main__":
    main(int(sys.argv[1]))
