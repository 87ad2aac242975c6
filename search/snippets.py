"""Choosing the passages that show why a document was found."""

import re
from collections.abc import Sequence

from search.highlight import Marks, Match, find_matches
from search.result import Snippet

# About two lines of the page's measure each; a second passage only when it shows a part of the query the first does not.
PASSAGE_LENGTH = 240
MAX_PASSAGES = 2

# Behind a point that ends a word of two small letters or a figure (not "U.S." or "Mr."), before a capital letter.
# The leading class is what lets the search leap from candidate to candidate.
_SENTENCE_START = re.compile(
    '[.!?…\n](?:(?<=\n)|(?<=[a-zß-öø-ÿ0-9)%][a-zß-öø-ÿ0-9)%][.!?…])["”’)\\]]*\\s+)(?=["“‘(\\[]*[A-ZÀ-ÖØ-Þ])'
)
_BEFORE = 90  # how far before the first match a passage may reach back for the start of its sentence


def passages(text: str, marks: Marks, *, kept: Sequence[tuple[int, int]], field: str = "body") -> tuple[Snippet, ...]:
    """Up to two passages of ``text`` with their matches, in the order of the text; none when nothing matches inside ``kept``."""
    return passages_of(text, matches_in(text, marks, kept), kept=kept, field=field)


def passages_of(
    text: str, matches: Sequence[Match], *, kept: Sequence[tuple[int, int]], field: str = "body"
) -> tuple[Snippet, ...]:
    """The passages for matches that were found before."""
    if len(matches) == 1:  # as in half of the texts
        return (_snippet(text, *_bounds(text, matches[0], kept), matches, field),)
    chosen: list[tuple[int, int]] = []
    shown: set[int] = set()
    parts = {match.part for match in matches}
    while len(chosen) < MAX_PASSAGES and not parts <= shown:
        best = _best_window(text, matches, shown, chosen, len(parts - shown))
        if best is None:
            break
        start, end = _bounds(text, best, kept)
        if chosen and start < chosen[0][1] and chosen[0][0] < end:  # it reaches back into the other: they are one
            start, end = min(start, chosen[0][0]), max(end, chosen[0][1])
            chosen.clear()
        chosen.append((start, end))
        shown.update([match.part for match in matches if start <= match.start and match.end <= end])
    return tuple([_snippet(text, start, end, matches, field) for start, end in sorted(chosen)])


def lead(text: str, kept: Sequence[tuple[int, int]], field: str = "body") -> Snippet | None:
    """The beginning of the text, for documents found by a filter or in their title alone."""
    for start, end in kept:
        if stripped := text[start:end].strip():
            begin = text.index(stripped[0], start)
            return _snippet(text, begin, _word_end(text, min(end, begin + PASSAGE_LENGTH), end), (), field)
    return None


def matches_in(text: str, marks: Marks, kept: Sequence[tuple[int, int]]) -> list[Match]:
    """Matches inside the kept ranges. Each range is read by itself: the engine indexed nothing else."""
    if len(kept) == 1 and kept[0] == (0, len(text)):
        return find_matches(text, marks)
    found: list[Match] = []
    joined = "\n".join(text[start:end] for start, end in kept)
    offset = 0
    moves: list[tuple[int, int, int]] = []
    for start, end in kept:
        moves.append((offset, offset + end - start, start - offset))
        offset += end - start + 1
    at = 0
    for match in find_matches(joined, marks):
        while match.start >= moves[at][1]:
            at += 1
        shift = moves[at][2]
        end, reach = min(match.end, moves[at][1]) + shift, min(match.reach, moves[at][1])
        found.append(Match(match.start + shift, end, match.part, reach + shift if reach else 0))
    return found


def _best_window(
    text: str, matches: Sequence[Match], shown: set[int], taken: Sequence[tuple[int, int]], wanted: int
) -> Match | None:
    """The match at which to begin: the window from it, which ends with its paragraph, holds most of the ``wanted`` parts not
    yet shown, then most matches; the first of equals."""
    if len(matches) == 1 and not taken:
        return matches[0]
    best: Match | None = None
    best_score = (0, 0)
    behind = 0
    until = -1  # where the paragraph ends that was looked at last
    for first, match in enumerate(matches):
        if taken and any(start <= match.start < end for start, end in taken):
            continue
        behind = max(behind, first + 1)
        while behind < len(matches) and matches[behind].end - match.start <= PASSAGE_LENGTH - _BEFORE // 2:
            behind += 1
        if (wanted, behind - first) <= best_score:
            continue  # it holds no more parts than there are, and no more matches
        if until < match.end:
            until = text.find("\n\n", match.end)
            until = len(text) if until < 0 else until
        window = matches[first:behind]
        if window[-1].end > until:
            window = [one for one in window if one.end <= max(until, match.reach)]
        fresh = len({one.part for one in window} - shown)
        if fresh and (fresh, len(window)) > best_score:
            best, best_score = match, (fresh, len(window))
    return best


def _bounds(text: str, match: Match, kept: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """A passage around the match: from the start of its sentence when that is near, within its paragraph, at word borders.

    A loose phrase is shown to its end, in the next paragraph, too, where that is not far.
    """
    low, high = kept[0] if len(kept) == 1 else next((start, end) for start, end in kept if start <= match.start < end)
    paragraph = text.rfind("\n\n", low, match.start)
    low = max(low, paragraph + 2 if paragraph >= 0 else low)
    matched = match.reach if match.end < match.reach <= match.start + PASSAGE_LENGTH else match.end
    until = text.find("\n\n", matched, high)
    high = until if until >= 0 else high
    reach = max(low, match.start - _BEFORE)
    if reach == low:
        start = low
    elif found := _SENTENCE_START.search(text, reach, match.start):
        start = found.end()
    else:
        blank = text.find(" ", reach, match.start)
        start = blank + 1 if blank >= 0 else reach
    end = _word_end(text, max(matched, min(high, start + PASSAGE_LENGTH)), high)
    return start, end


def _word_end(text: str, end: int, high: int) -> int:
    if end >= high:
        return high
    blank = text.rfind(" ", end - 40, end + 1)
    return blank if blank > 0 else end


def _snippet(text: str, start: int, end: int, matches: Sequence[Match], field: str) -> Snippet:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Snippet(
        field=field,
        text=text[start:end],
        ranges=tuple([(m.start - start, m.end - start) for m in matches if start <= m.start and m.end <= end]),
        start=start,
        cut_start=start > 0 and text[start - 2 : start] != "\n\n",
        cut_end=end < len(text) and text[end : end + 2] != "\n\n",
    )
