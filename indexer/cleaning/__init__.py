"""Cleaning: every line judged and explained, metadata harvested before anything is stripped."""

from indexer.cleaning.archivist import ArchivistRule, BrokenExample, RulesError, RuleSet, broken_examples, read_rules
from indexer.cleaning.overrides import apply_line_overrides
from indexer.cleaning.pipeline import FINGERPRINT, clean, lines_of
from indexer.cleaning.profile import SourceProfile, line_key, profile_of, profiles_of, source_key

__all__ = [
    "FINGERPRINT",
    "ArchivistRule",
    "BrokenExample",
    "RuleSet",
    "RulesError",
    "SourceProfile",
    "apply_line_overrides",
    "broken_examples",
    "clean",
    "line_key",
    "lines_of",
    "profile_of",
    "profiles_of",
    "read_rules",
    "source_key",
]
