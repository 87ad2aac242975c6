"""One name, one label in one text: what is tagged here is the same there, and repeats that were passed over are found."""

from collections import defaultdict

from indexer.entities.spans import Label, Span, bare
from indexer.entities.tables import load_tables
from indexer.entities.tokens import is_capitalised
from indexer.entities.words import FAMILY_FIRST, FUNCTION_WORDS, TITLES


def consistent(words: list[str], islands: list[tuple[int, int]], spans: list[Span]) -> list[Span]:
    """``spans`` with each name's most frequent label, and with untagged repeats of names that were tagged with confidence."""
    spans = _parted(words, spans)
    names = [tuple(words[first:last]) for first, last, _ in spans]
    counts: dict[tuple[str, ...], dict[Label, int]] = {}
    for name, (_, _, label) in zip(names, spans, strict=True):
        labels = counts.setdefault(name, {})
        labels[label] = labels.get(label, 0) + 1
    agreed: dict[tuple[str, ...], Label] = {}
    family: set[str] = set()
    given: set[str] = set()
    for name, labels in counts.items():
        # Ties go to the label tagged first, so that the result does not depend on hashing.
        agreed[name] = max(labels, key=labels.__getitem__)
        if len(name) > 1 and agreed[name] == "person":
            comes_first = name[0].lower() in FAMILY_FIRST
            family.add(name[0] if comes_first else name[-1])
            given.add(name[-1] if comes_first else name[0])
    for name in [*agreed]:
        if len(name) == 1 and (name[0] in family or (agreed[name] == "org" and name[0] in given)):
            agreed[name] = "person"
        elif len(name) == 1 and agreed[name] == "org" and name[0].endswith("s") and name[0][:-1] in family:
            del agreed[name]  # "the Clintons" are several people, and no body
    settled: list[Span] = [
        (first, last, agreed[name]) for name, (first, last, _) in zip(names, spans, strict=True) if name in agreed
    ]
    return sorted(settled + _repeats(words, islands, settled, agreed, counts, family))


def _parted(words: list[str], spans: list[Span]) -> list[Span]:
    """Spans cut at "and" where both sides are names of their own in this text or in the tables ("U.S. and Russia")."""
    forms = load_tables().forms
    if not any(last - first > 2 and "and" in words[first + 1 : last - 1] for first, last, _ in spans):
        return spans
    whole = {tuple(words[first:last]): label for first, last, label in spans}
    parted: list[Span] = []
    for first, last, label in spans:
        joint = None
        if last - first > 2 and "and" in words[first + 1 : last - 1]:
            joint = words.index("and", first + 1)
        if joint is None or " ".join(words[first:last]) in forms:
            parted.append((first, last, label))
            continue
        sides = ((first, joint), (joint + 1, last))
        known = [tuple(words[a:b]) in whole or " ".join(words[a:b]) in forms for a, b in sides]
        if all(known):
            parted += [(a, b, whole.get(tuple(words[a:b]), label)) for a, b in sides]
        else:
            parted.append((first, last, label))
    return parted


def _repeats(
    words: list[str],
    islands: list[tuple[int, int]],
    spans: list[Span],
    agreed: dict[tuple[str, ...], Label],
    counts: dict[tuple[str, ...], dict[Label, int]],
    family: set[str],
) -> list[Span]:
    by_first: dict[str, list[tuple[tuple[str, ...], Label]]] = defaultdict(list)
    for name, label in agreed.items():
        if label != "misc" and (len(name) > 1 or sum(counts[name].values()) >= 2):
            by_first[name[0]].append((name, label))
    for word in family:
        by_first[word].append(((word,), "person"))
    taken = {i for first, last, _ in spans for i in range(first, last)}
    found: list[Span] = []
    for first, last in islands:
        at = first
        while at < last:
            best: tuple[int, Label] | None = None
            if words[at] in by_first and at not in taken:
                for name, label in by_first[words[at]]:
                    size = len(name)
                    if (
                        at + size <= last
                        and (best is None or size > best[0])
                        and tuple(words[at : at + size]) == name
                        and taken.isdisjoint(range(at, at + size))
                        and (size > 1 or _stands_alone(words, taken, first, at, last))
                    ):
                        best = (size, label)
            if best:
                found.append((at, at + best[0], best[1]))
                taken.update(range(at, at + best[0]))
                at += best[0]
            else:
                at += 1
    return found


def _stands_alone(words: list[str], taken: set[int], first: int, at: int, last: int) -> bool:
    """Whether a lone word is no part of a longer untagged name."""
    if at > first and at - 1 not in taken and is_capitalised(words[at - 1]):
        before = bare(words[at - 1])
        if before not in TITLES and before not in FUNCTION_WORDS:
            return False
    return not (at + 1 < last and at + 1 not in taken and is_capitalised(words[at + 1]))
