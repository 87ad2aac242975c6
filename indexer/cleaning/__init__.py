"""Cleaning: every line judged and explained, metadata harvested before anything is stripped."""

from indexer.cleaning.archivist import ArchivistRule, BrokenExample, RuleSet, broken_examples, read_rules
from indexer.cleaning.overrides import apply_line_overrides
from indexer.cleaning.pipeline import FINGERPRINT, ProfileOf, clean, clean_in_steps, lines_of, source_ahead
from indexer.cleaning.profile import SourceProfile, line_key, profile_of, profiles_of, source_key
from indexer.cleaning.rulebook import NO_RULES, RuleBook, read_rule_book
from indexer.errors import RulesError

__all__ = [
    "FINGERPRINT",
    "NO_RULES",
    "ArchivistRule",
    "BrokenExample",
    "ProfileOf",
    "RuleBook",
    "RuleSet",
    "RulesError",
    "SourceProfile",
    "apply_line_overrides",
    "broken_examples",
    "clean",
    "clean_in_steps",
    "line_key",
    "lines_of",
    "profile_of",
    "profiles_of",
    "read_rule_book",
    "read_rules",
    "source_ahead",
    "source_key",
]
