"""What the server is told beside its own settings."""

import gc

from web import gunicorn_conf


def test_what_is_loaded_before_the_fork_is_never_looked_through_again() -> None:
    gunicorn_conf.when_ready(None)
    try:
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()
