"""Cleaning: every line judged and explained, metadata harvested before anything is stripped."""

from indexer.cleaning.overrides import apply_line_overrides
from indexer.cleaning.pipeline import FINGERPRINT, clean
from indexer.cleaning.profile import SourceProfile, line_key, profile_of, source_key

__all__ = ["FINGERPRINT", "SourceProfile", "apply_line_overrides", "clean", "line_key", "profile_of", "source_key"]
