"""What a document is called."""

import re
from collections.abc import Callable, Sequence
from itertools import dropwhile, pairwise

from indexer.metadata.authors import byline_names
from indexer.metadata.date_lines import read_date_line
from indexer.metadata.scraped import Finding, Scraped

TitleClue = Callable[[Scraped], Finding[str] | None]

_MARKS = re.compile(r"\s+[|•·»«›‹:/—–-]\s+|\s+::\s+|\s*\|\s*")
_MINUTES = r"\d{1,3}(?:\s?[-–]\s?\d{1,3})?\s*(?:mins?|minutes?|minuten|min\.)"
READ_TIME = re.compile(
    rf"(?i)^\W*(?:(?:estimated |average )?(?:read(?:ing)? ?time|lesezeit)\W+(?:about |ca\. ?)?{_MINUTES}(?: read)?|"
    rf"(?:about |approx\.? )?{_MINUTES}\W*(?:to |of )?(?:read(?:ing)?(?: time)?|lesezeit|de lecture))\W*$"
)
_LONGEST = 300
_HEAD = 12
_WRAPPED, _RAGGED = 45, 15  # nobody wraps lines to fewer characters; a word that did not fit is hardly longer
_LABEL = re.compile(r"(?i)^(?:title|headline|subject)\s*:\s*(?P<title>\S.*)$")
# Telegrams run on: "172996. Subject: Aid Package. References: (A) Kinshasa 6755".
_IN_TELEGRAM = re.compile(r".{0,100}?\b(?:Subject|SUBJECT|Subj|SUBJ)\s?:\s+(?P<title>[^.]{5,200})\.(?:\s|$)")
# Memoranda have their subject below the list of those present, the label on a line of its own.
_SUBJECT = re.compile(r"(?:SUBJECT|Subject)\s*:?")
_MEMO_HEAD = 40
_RELEASED = re.compile(
    r"(?i:\bfor immediate release\b)\W*(?:[A-Z][a-z]+\.? \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]+ \d{4})\s+(?P<title>[A-Z]\S*(?:\s+\S+){2,40})$"
)
_SHOUTED = re.compile(r"(?:[A-ZÀ-Þ0-9][A-ZÀ-Þ0-9.,:;'’&()\"-]*\s+){3,}(?=[A-Z][a-z])")
# A heading of plain text with its line drawn under it, below menus that were flattened before it.
_UNDERLINE = re.compile(r"={4,}")
_MENUS = 120


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def without_site(title: str, site: str | None = None) -> str:
    """A ``<title>`` without the site's name at its end or start.

    >>> without_site("Small steps | Stratfor")
    'Small steps'
    """
    parts = [part for part in _MARKS.split(title) if part]
    if len(parts) < 2:
        return title.strip()
    marks = [match.group() for match in _MARKS.finditer(title)]
    named = {"".join(words_of(site))} if site else set()
    while len(parts) > 1 and "".join(words_of(parts[-1])) in named:
        parts.pop()
    while len(parts) > 1 and "".join(words_of(parts[0])) in named:
        parts.pop(0)
        marks.pop(0)
    longest = max(parts, key=len)
    if not named or len(parts) > 1:
        # Site names are short and stand at the end; a headline cut at a colon or dash is longer than what follows.
        while len(parts) > 1 and parts[-1] is not longest and len(parts[-1].split()) <= 5:
            parts.pop()
    text = parts[0]
    for mark, part in zip(marks, parts[1:], strict=False):
        text += mark + part
    return text.strip()


def markup_title(scraped: Scraped) -> Finding[str] | None:
    """The headline: the h1 that ``og:title`` and ``<title>`` agree with, else the only h1, else what the head states."""
    if scraped.markup is None:
        return None
    meta = scraped.markup.meta
    site = next(iter(meta.get("og:site_name", ())), None)
    stated = next((text for name in _SHARED for text in meta.get(name, ()) if text.strip()), "") or scraped.markup.title
    stated = " ".join(stated.split())
    # The same title on every page tells nothing of this one, unless this is the site's first.
    only_site = not _is_home(scraped) and _names_site(stated, scraped, site)
    about = set() if only_site else set(words_of(f"{stated} {scraped.markup.title}"))
    bare = set(words_of(without_site(stated, site)))
    headings = [
        (index, line.strip(" ¶#"), tag)
        for index, (line, tag) in enumerate(zip(scraped.lines, scraped.tags, strict=True))
        if tag in ("h1", "h2") and words_of(line) and len(line) <= _LONGEST
    ]
    first = [(index, line) for index, line, tag in headings if tag == "h1" and not _is_site(line, scraped, site, bare)]
    agreeing = [(index, line) for index, line in first if _agreement(line, about) >= 0.6]
    if agreeing:
        best = max(agreeing, key=lambda heading: _agreement(heading[1], about) + min(8, len(words_of(heading[1]))) / 8)
        return _heading(*best, 0.95)
    if len({line for _, line in first}) == 1 and (not about or _agreement(first[0][1], about) >= 0.2):
        return _heading(*first[0], 0.7 if only_site else 0.85)
    second = [(index, line) for index, line, tag in headings if tag == "h2" and len(words_of(line)) >= 4]
    agreeing = [(index, line) for index, line in second if _agreement(line, bare) >= 0.8]
    if agreeing:
        best = max(agreeing, key=lambda heading: len(set(words_of(heading[1])) & bare))
        if len(set(words_of(best[1])) & bare) >= 0.6 * len(bare):
            return _heading(*best, 0.9)
    if stated:
        title = without_site(stated, site)
        at = next((index for index, line in enumerate(scraped.lines) if words_of(line) == words_of(title)), None)
        method = "title-element" if stated == scraped.markup.title else "og-title"
        return Finding(
            value=title[:_LONGEST], method=method, quote=stated, confidence=0.8, line=at, whole_line=at is not None
        )
    return _heading(*first[0], 0.7) if first else None


_SHARED = ("og:title", "twitter:title", "dc.title", "citation_title")


def _heading(index: int, line: str, confidence: float) -> Finding[str]:
    return Finding(value=line, method="heading", quote=line, confidence=confidence, line=index, whole_line=True)


def _agreement(line: str, about: set[str]) -> float:
    words = set(words_of(line))
    return len(words & about) / len(words)


def _is_site(line: str, scraped: Scraped, site: str | None, bare: set[str]) -> bool:
    """A heading that is the name of the site and not of the page: many sites put their logo into an h1."""
    if _names_site(line, scraped, site):
        return True
    title = scraped.markup.title if scraped.markup else ""
    parts = [part for part in _MARKS.split(title) if part]
    return len(parts) > 1 and words_of(parts[-1]) == words_of(line) and not set(words_of(line)) <= bare


def _is_home(scraped: Scraped) -> bool:
    return scraped.url is not None and not scraped.url.partition("://")[2].partition("/")[2]


def _names_site(line: str, scraped: Scraped, site: str | None) -> bool:
    """Whether a line is the name that the page gives its site, or stands in the site's address."""
    letters = "".join(words_of(line))
    host = "".join(words_of(scraped.url.split("/")[2])) if scraped.url and scraped.url.count("/") > 1 else ""
    return letters == "".join(words_of(site or "")) or (len(letters) > 3 and letters in host)


def underlined(scraped: Scraped) -> Finding[str] | None:
    """Of flattened text: the heading over the first line drawn in "=", which is as long as the heading's lines together."""
    lines = scraped.lines
    at = next((i for i, line in enumerate(lines[:_MENUS]) if line.startswith("====") and _UNDERLINE.fullmatch(line)), 0)
    for count in (1, 2, 3) if at else ():
        heading = " ".join(lines[max(0, at - count) : at])
        if len(heading) == len(lines[at]) and words_of(heading) and len(heading) <= _LONGEST:
            return Finding(
                value=heading, method="heading", quote=heading, confidence=0.9, line=at - 1, whole_line=count == 1
            )
    return None


def labelled(scraped: Scraped) -> Finding[str] | None:
    """What a line calls title, headline or subject; the line below where the label stands alone."""
    lines = scraped.lines
    for index, line in enumerate(lines[:_HEAD]):
        found = _LABEL.match(line)
        if found and len(line) <= _LONGEST:
            return Finding(
                value=found["title"], method="title-label", quote=line, confidence=0.9, line=index, whole_line=True
            )
    for index, line in enumerate(lines[:_HEAD]):
        found = _IN_TELEGRAM.match(line) if "ubj" in line or "UBJ" in line else None
        if found:
            return Finding(value=found["title"], method="title-label", quote=found["title"], confidence=0.8, line=index)
    for index, (line, below) in enumerate(pairwise(lines[:_MEMO_HEAD])):
        if _SUBJECT.fullmatch(line) and words_of(below) and len(below) <= _LONGEST:
            return Finding(
                value=below, method="title-label", quote=below, confidence=0.9, line=index + 1, whole_line=True
            )
    return None


def released(scraped: Scraped) -> Finding[str] | None:
    """The headline behind the day of a press release, where all of its head stands on one line."""
    for index, line in enumerate(scraped.lines[:_HEAD]):
        found = _RELEASED.search(line) if "immediate" in line.casefold() else None
        if found:
            title = _SHOUTED.match(found["title"])  # "REMARKS BY THE PRESIDENT Oval Office"
            value = (title[0] if title else found["title"]).strip()[:_LONGEST]
            return Finding(value=value, method="title-label", quote=value, confidence=0.8, line=index)
    return None


# What offices call their papers: a line that begins so is the heading, whatever list of those present stands below it.
_KIND = re.compile(
    r"(?i)(?:(?:action |information |joint |press )?(?:memorandum|memcon|telegram|airgram|despatch|dispatch|letter|message|note|"
    r"paper|report|remarks|statement|readout|minutes|briefing|conference|toasts|communiqué|interview) "
    r"(?:of|from|by|to|for|at|on|with|prepared)\b(?! the editor| a problem| abuse| this)|"
    r"editorial note$|weekly address: ?\w)"
)
_DAY_BEHIND = re.compile(r"\s*\|\s*(?:[A-Z][a-z]+\.? \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]+ \d{4})$")


def kind_line(scraped: Scraped) -> Finding[str] | None:
    """Of flattened text: a line at its head that says what kind of paper it is, from whom or of what ("Memorandum of Conversation")."""
    if scraped.markup is not None:
        return None
    for index, line in enumerate(scraped.lines[:_KIND_HEAD]):
        if len(line) >= 200 or len(words_of(line)) > 40:
            return None  # the text has begun
        value = _DAY_BEHIND.sub("", line.strip("# "))
        if line[:1].isupper() and _KIND.match(value) and not _NOT_WITHIN.search(value) and not _is_sentence(value):
            return Finding(value=value, method="first-line", quote=line, confidence=0.7, line=index, whole_line=True)
    return None


_KIND_HEAD = 6
_ABBREVIATED = ("U.S.", "U.N.", "...", "a.m.", "p.m.", "A.M.", "P.M.", "Jr.", "Sr.", "D.C.")


def _is_sentence(line: str) -> bool:
    return line.endswith((".", ":", ",", ";")) and not line.endswith(_ABBREVIATED)


def first_line(scraped: Scraped) -> Finding[str] | None:
    """Of flattened text: the first line that is headline-like and followed by longer text."""
    lines = scraped.lines
    is_first = True
    for index, line in enumerate(lines[:_HEAD]):
        if (len(line) >= 200 or len(words_of(line)) > 30) and not _is_no_headline(line):
            return None  # the text has begun without a headline
        if not _headline_like(line):
            continue
        # Who issued it and when stands between headline and text, and is no part of the distance.
        below = [after for after in lines[index + 1 : index + 12] if not _is_about_issue(after)]
        is_long_below = any(len(after) > max(100, len(line)) for after in below[:5])
        if is_long_below or (is_first and _is_above_wrapped(line, lines[index + 1 : index + 9])):
            return Finding(
                value=line.strip("# ") or line,
                method="first-line",
                quote=line,
                confidence=0.7,
                line=index,
                whole_line=True,
            )
        is_first = False
    return None


def _is_about_issue(line: str) -> bool:
    return len(line) < 100 and bool(_is_no_headline(line) or _HOUR.match(line) or read_date_line(line))


def _is_above_wrapped(headline: str, lines: Sequence[str]) -> bool:
    """Whether prose with its lines wrapped at a column begins below, perhaps after a date line and a byline: two lines about
    as long break off where the next goes on in small letters. The headline is shorter than they are, or it might be prose."""
    text = [*dropwhile(lambda line: bool(read_date_line(line) or byline_names(line) or READ_TIME.match(line)), lines)]
    broken = [
        (place, len(line))
        for place, (line, following) in enumerate(pairwise(text))
        if len(line) >= _WRAPPED and (line[-1].isalnum() or line[-1] == ",") and following[0].islower()
    ]
    widths = [width for _, width in broken]
    return (
        len(broken) >= 2
        and broken[0][0] == 0
        and max(widths) - min(widths) <= _RAGGED
        and len(headline) < min(widths) - _RAGGED
        and not text[0][0].islower()
    )


# A furniture test comes from cleaning's rules; here only what a headline never is.
_NOT_BEGINNING = re.compile(
    r"(?i)(?:by|from|to|cc|re|share|tweet|print|e?-?mail|home|menu|search|log ?in|sign (?:in|up)|subscribe|"
    r"skip to|copyright|©|for immediate release|the white house|office of the|photo|image|source|cite|"
    r"https?:|www\.|advertisement|(?:others present|present|participants|attendees)$)\b|\W*$|©"
)
_NOT_WITHIN = re.compile("[›»>|]")


def _is_no_headline(line: str) -> bool:
    # In one expression both would be tried at every character of the line, in five times the time.
    return bool(_NOT_BEGINNING.match(line) or _NOT_WITHIN.search(line))


# Transcripts begin with the hour, and with who speaks: "3:33 P.M. EST", "THE PRESIDENT: Thank you!"
_HOUR = re.compile(r"\d{1,2}[:.]\d{2} ?[AaPp]\.?[Mm]\b")
_SPEAKER = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ .'’-]{2,40}: ")
# Four letters in a row of scripts that set no spaces between words are as good as two words: Han, kana, Thai, Lao, Khmer.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1780-\u17ff]{4}")


def _headline_like(line: str) -> bool:
    if len(line.split()) < 2 and not _UNSPACED.search(line):
        return False
    if _HOUR.match(line) or _SPEAKER.match(line):
        return False
    if _is_no_headline(line) or READ_TIME.match(line) or read_date_line(line) or byline_names(line):
        return False
    return not _is_sentence(line)


TITLE_CLUES: tuple[TitleClue, ...] = (
    markup_title,
    underlined,
    labelled,
    released,
    kind_line,
    first_line,
)  # surest first


def title_of(scraped: Scraped) -> Finding[str] | None:
    """The surest title."""
    return next((found for clue in TITLE_CLUES if (found := clue(scraped))), None)
