"""The rules that archivists wrote for an archive: files in its folder ``rules``, and which of them hold for a document."""

import functools
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexer.cleaning.archivist import RuleSet, broken_examples, read_rules
from indexer.errors import RulesError
from indexer.metadata.sources import canonical_source

FOLDER_NAME = "rules"
SUFFIX = ".toml"
GLOBAL_NAME = f"all{SUFFIX}"  # the one file without a source
# A file of rules is read in one piece; more than this was not written by hand.
_LARGEST = 1_000_000  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """All rules of an archive. ``files`` are the names that each set came from, for messages."""

    sets: tuple[RuleSet, ...] = ()
    files: Mapping[str | None, str] = field(default_factory=dict)

    def holding_for(self, source: str | None) -> tuple[RuleSet, ...]:
        """The rules for a document of this source, strongest first: those of the source, then those for all."""
        if not self.sets:
            return ()
        own = tuple(
            rules
            for rules in self.sets
            if source is not None and rules.source is not None and _folded(rules.source) == _folded(source)
        )
        return (*own, *(rules for rules in self.sets if rules.source is None))

    def fingerprint_for(self, source: str | None) -> str:
        """Equal for rules that say the same, whatever the layout of their files; empty where no rule holds."""
        return _fingerprint(tuple(rules for rules in self.holding_for(source) if rules.rules))

    def replacing(self, rules: RuleSet) -> "RuleBook":
        """The book with this set in the place of the one for the same source."""
        others = tuple(each for each in self.sets if same_source(each, rules) is False)
        return RuleBook(sets=(*others, rules), files=self.files)

    def without(self, rule_id: str) -> "RuleBook":
        """The book without the rules of this id."""
        return RuleBook(
            sets=tuple(
                replace(each, rules=tuple(rule for rule in each.rules if rule.id != rule_id)) for each in self.sets
            ),
            files=self.files,
        )


NO_RULES = RuleBook()


@functools.lru_cache(maxsize=1000)
def _fingerprint(sets: tuple[RuleSet, ...]) -> str:
    """Of what decides about lines, and of what is told with it; examples and the names of files decide nothing."""
    if not sets:
        return ""
    said = [[(rule.id, rule.verdict.value, rule.by, rule.quoted, rule.because) for rule in each.rules] for each in sets]
    return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()[:12]


@functools.lru_cache(maxsize=1000)
def _folded(source: str) -> str:
    return (canonical_source(source) or source).casefold()


def same_source(one: RuleSet, other: RuleSet) -> bool:
    if one.source is None or other.source is None:
        return one.source is other.source
    return _folded(one.source) == _folded(other.source)


def read_rule_file(path: Path) -> RuleSet:
    """The rules of one file. Raises RulesError, naming the file, for one that cannot be used."""
    try:
        if path.stat().st_size > _LARGEST:
            raise RulesError(f"{path} is larger than {_LARGEST / 1_000_000:g} MB.")
        return read_rules(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise RulesError(f"{path} is not UTF-8 (byte {error.start}).") from error
    except OSError as error:
        raise RulesError(f"{path} cannot be read: {error.strerror}.") from error
    except RulesError as error:
        raise RulesError(f"{path}: {error.message}", hint=error.hint) from error


def rule_files(archive: Path) -> list[Path]:
    """The files of rules of the archive in this folder, by name."""
    folder = archive / FOLDER_NAME
    return sorted(path for path in folder.glob(f"*{SUFFIX}") if path.is_file()) if folder.is_dir() else []


def save_rules(archive: Path, name: str, text: str) -> bool:
    """Put a file of rules into the archive in this folder, whole. False when it has another one of that name."""
    path = archive / FOLDER_NAME / name
    if path.exists():
        return path.read_text(encoding="utf-8-sig") == text
    path.parent.mkdir(exist_ok=True)
    beside = path.with_name(f"{name}.new")
    with beside.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    return True


def read_rule_book(archive: Path, *, tested: bool = True) -> RuleBook:
    """The rules of the archive in this folder; an empty book where it has none.

    Raises RulesError for a file that cannot be used, for two files for one source, and, when ``tested``, for a rule that
    does not treat its own examples as it says: no document is cleaned by a rule that does something else.
    """
    sets: list[RuleSet] = []
    files: dict[str | None, str] = {}
    for path in rule_files(archive):
        rules = read_rule_file(path)
        if (rules.source is None) is not (path.name == GLOBAL_NAME):
            raise RulesError(
                f"{path} names no source." if rules.source is None else f"{path} names the source {rules.source!r}.",
                hint=f'Rules for all sources stand in {GLOBAL_NAME}; every other file says source = "..." at its top.',
            )
        twin = next((each for each in sets if same_source(each, rules)), None)
        if twin is not None:
            raise RulesError(f"{path} is about {rules.source!r}, and so is {files[twin.source]}: one file a source.")
        broken = broken_examples(rules) if tested else ()
        if broken:
            one = broken[0]
            raise RulesError(
                f"{path}: rule {one.rule!r} {'misses' if one.should_match else 'catches'} its example {one.example[:80]!r}.",
                hint="`regesta rules test` lists all such examples.",
            )
        sets.append(rules)
        files[rules.source] = path.name
    return RuleBook(sets=tuple(sets), files=files)
