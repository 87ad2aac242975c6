"""SIGKILL at every commit of a run that learns: the next run makes it good, to the last line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_learning_that_was_cut_short_is_made_good_by_the_next_run(repository: Path, tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "tests.crash.learner", str(tmp_path)],
        cwd=repository,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    rounds = json.loads(said)
    assert sum(ended == -9 for _, _, ended, _, _ in rounds) >= 12
    assert {ended for _, _, ended, _, _ in rounds} == {-9, 0}
    for before, number, _, whole, same in rounds:
        assert (whole, same) == (True, True), f"killed {'before' if before else 'after'} commit {number}"
