"""What every test may lean on: Hypothesis runs that can be repeated, and corpora kept beside the repository."""

import os
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("REGESTA_SHARED") or REPOSITORY.parent / "shared")
PROFILE = "ci" if os.environ.get("CI") else "dev"

# No deadlines: on a busy machine they fail tests that are right. `ci` draws the same examples every time, so that a red
# run is red again; `dev` looks elsewhere each time and says where.
settings.register_profile(
    "ci", derandomize=True, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "dev", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow], max_examples=50
)
settings.load_profile(PROFILE)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose the seed before Hypothesis does, so that the report can name it."""
    if PROFILE == "dev" and config.getoption("hypothesis_seed", None) is None:
        config.option.hypothesis_seed = str(random.SystemRandom().randrange(2**32))


def pytest_report_header(config: pytest.Config) -> str | None:
    seed = config.getoption("hypothesis_seed", None)
    return f"hypothesis seed: {seed} (again: --hypothesis-seed={seed})" if seed is not None else None


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("shared") and not SHARED.is_dir():
        pytest.skip(f"no corpora at {SHARED}; REGESTA_SHARED names another folder")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The checkout's top folder."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpora beside the repository; mark a test that uses it with ``@pytest.mark.shared``."""
    if not SHARED.is_dir():
        pytest.skip(f"no corpora at {SHARED}; REGESTA_SHARED names another folder")
    return SHARED
