"""Rules that archivists write: one text file for a source, one for all, each rule with its examples.

    version = 1
    source = "Stratfor"             # left out in the file for all sources

    [[rule]]
    id = "reflections-blurb"
    verdict = "demote"              # drop, demote, keep or harvest
    prefix = "It can be difficult to separate"
    because = "the blurb of the series"
    catches = ["It can be difficult to separate the important from unimportant on any given day."]
    leaves = ["It can be difficult."]

A rule names its lines by one of ``exact`` (the whole line), ``prefix``, ``pattern`` (``*`` is any text, ``#`` any
number) or ``selector`` (``nav``, ``.teaser``, ``#respond``: an element around a block of an HTML page). Case and spacing
never count. There are no regular expressions: every match takes time in proportion to the line.

Precedence, strongest first: a decision on one line, the source's file, the file for all, metadata that was harvested,
built-in rules, the model. Within a file the first rule that matches decides.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from indexer.cleaning.judging import Judgment
from indexer.errors import RulesError
from search.documents import Verdict

VERSION = 1
By = Literal["exact", "prefix", "pattern", "selector"]
_BYS: tuple[By, ...] = ("exact", "prefix", "pattern", "selector")
_FIELDS = frozenset({"id", "verdict", "because", "catches", "leaves", *_BYS})
# What is looked at of a line; nothing an archivist quotes is longer, and it bounds the time of a pattern.
_LONGEST = 2000
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivistRule:
    """One rule. ``quoted`` is the text of ``by``, as the archivist wrote it."""

    id: str
    verdict: Verdict
    by: By
    quoted: str
    because: str
    catches: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()

    def matches(self, line: str, around: Sequence[tuple[str, str]] = ()) -> bool:
        """Whether the rule is about this line. ``around`` are the tags and names of the elements around it."""
        return self.decides(_seen(line), around)

    def decides(self, line: "_Seen", around: Sequence[tuple[str, str]]) -> bool:
        return _MATCHERS[self.by](self.quoted, line, around)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """The rules of one file, in order. ``source`` is None in the file for all sources."""

    source: str | None
    rules: tuple[ArchivistRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenExample:
    """An example that its rule does not treat as it says."""

    rule: str
    example: str
    should_match: bool


_TOP = frozenset(("version", "source", "rule"))


def read_rules(text: str) -> RuleSet:
    """The rules a file states. Anything it should not hold raises RulesError with the rule's id."""
    try:
        stated = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"The rules are not TOML: {error}.") from error
    if stated.get("version") != VERSION:
        said = (
            f"are of version {stated['version']!r}; this program reads"
            if "version" in stated
            else "do not say that they are of"
        )
        raise RulesError(f"The rules {said} version {VERSION}.", hint=f"Write version = {VERSION} at the top.")
    unknown = sorted(set(stated) - _TOP)
    if unknown:
        raise RulesError(
            f"There is {unknown[0]!r} at the top, which no file of rules has.",
            hint="Known: version, source; and each rule begins with [[rule]].",
        )
    source = stated.get("source")
    if source is not None and not isinstance(source, str):
        raise RulesError("The source is not text.")
    tables = stated.get("rule", [])
    if not isinstance(tables, list):
        raise RulesError("Rules begin with [[rule]], in double brackets.")
    rules = tuple(_rule(table, number) for number, table in enumerate(tables, 1))
    twice = {rule.id for rule in rules if sum(other.id == rule.id for other in rules) > 1}
    if twice:
        raise RulesError(f"The id {min(twice)!r} stands twice; each rule needs its own.")
    return RuleSet(source=source, rules=rules)


def _rule(table: object, number: int) -> ArchivistRule:
    if not isinstance(table, dict):
        raise RulesError(f"Rule {number} is not a table.")
    name = table.get("id")
    if not isinstance(name, str) or not name.strip():
        raise RulesError(f"Rule {number} has no id.")
    unknown = sorted(set(table) - _FIELDS)
    if unknown:
        raise RulesError(
            f"Rule {name!r} has {unknown[0]!r}, which no rule has.", hint=f"Known: {', '.join(sorted(_FIELDS))}."
        )
    bys = [by for by in _BYS if by in table]
    if len(bys) != 1 or not isinstance(table[bys[0]], str) or not table[bys[0]].strip(" *"):
        raise RulesError(f"Rule {name!r} must name its lines by exactly one of exact, prefix, pattern and selector.")
    try:
        verdict = Verdict(str(table.get("verdict")))
    except ValueError:
        raise RulesError(f"Rule {name!r} has no verdict of drop, demote, keep or harvest.") from None
    examples = {}
    for field in ("catches", "leaves"):
        value = table.get(field, [])
        if not isinstance(value, list) or not all(isinstance(line, str) for line in value):
            raise RulesError(f"Rule {name!r}: {field} is not a list of lines.")
        examples[field] = tuple(value)
    if bys[0] != "selector" and not examples["catches"]:
        raise RulesError(f"Rule {name!r} has no example of a line it catches.")
    return ArchivistRule(
        id=name,
        verdict=verdict,
        by=bys[0],
        quoted=table[bys[0]],
        because=str(table.get("because", "")),
        **examples,
    )


def broken_examples(rules: RuleSet) -> tuple[BrokenExample, ...]:
    """Every example that a rule misses or catches against its word. Empty when the file is sound."""
    return tuple(
        BrokenExample(rule=rule.id, example=line, should_match=should)
        for rule in rules.rules
        if rule.by != "selector"  # its examples would need elements around them
        for should, lines in ((True, rule.catches), (False, rule.leaves))
        for line in lines
        if rule.matches(line) is not should
    )


def by_archivist(
    lines: Sequence[str],
    rule_sets: Iterable[RuleSet],
    around: Callable[[int], Sequence[tuple[str, str]]] = lambda _: (),
) -> dict[int, Judgment]:
    """The lines that archivists' rules decide; ``rule_sets`` strongest first, ``around`` gives a line's elements."""
    rules = tuple(rule for rule_set in rule_sets for rule in rule_set.rules)
    if not rules:
        return {}
    selecting = any(rule.by == "selector" for rule in rules)
    judged: dict[int, Judgment] = {}
    for index, line in enumerate(lines):
        elements = around(index) if selecting else ()
        seen = _seen(line)
        rule = next((rule for rule in rules if rule.decides(seen, elements)), None)
        if rule:
            judged[index] = Judgment(
                verdict=rule.verdict, rule=f"archivist.{rule.id}", evidence=rule.because or f"{rule.by} {rule.quoted!r}"
            )
    return judged


@dataclass(frozen=True, slots=True)
class _Seen:
    """A line as rules see it: folded, and with each run of digits as one ``#``."""

    folded: str
    marked: str


def _seen(line: str) -> _Seen:
    folded = _folded(line)
    return _Seen(folded, _numbers_marked(folded))


def _folded(text: str) -> str:
    return " ".join(text[:_LONGEST].casefold().split())


@lru_cache(maxsize=10_000)
def _folded_quote(quoted: str) -> str:
    return _folded(quoted)


@lru_cache(maxsize=10_000)
def _pieces(quoted: str) -> tuple[str, ...]:
    """What stands between the stars of a pattern."""
    return tuple(_numbers_marked(_folded(quoted)).split("*"))


def _exact(quoted: str, line: _Seen, around: Sequence[tuple[str, str]]) -> bool:
    return line.folded == _folded_quote(quoted)


def _prefix(quoted: str, line: _Seen, around: Sequence[tuple[str, str]]) -> bool:
    return line.folded.startswith(_folded_quote(quoted))


def _pattern(quoted: str, line: _Seen, around: Sequence[tuple[str, str]]) -> bool:
    """The pieces between the stars one after the other, the first at the start and the last at the end.

    Each piece is taken where it stands first, and never given back: no line takes more searches than there are pieces.
    """
    first, *rest = _pieces(quoted)
    text = line.marked
    if not rest:
        return text == first
    *middle, last = rest
    if not text.startswith(first):
        return False
    place = len(first)
    for piece in middle:
        found = text.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    return len(text) - len(last) >= place and text.endswith(last)


def _numbers_marked(text: str) -> str:
    """Each run of digits as one ``#``."""
    return _DIGITS.sub("#", text)


def _selector(quoted: str, line: _Seen, around: Sequence[tuple[str, str]]) -> bool:
    """``tag``, ``.name``, ``#name`` or ``tag.name``; class, id, role and itemprop all count as names."""
    tag, _, name = quoted.strip().replace("#", ".").partition(".")
    return any((not tag or tag == its_tag) and (not name or name in names.split()) for its_tag, names in around)


_MATCHERS: dict[By, Callable[[str, _Seen, Sequence[tuple[str, str]]], bool]] = {
    "exact": _exact,
    "prefix": _prefix,
    "pattern": _pattern,
    "selector": _selector,
}
