"""Lines that are dates: page furniture ("Mar 1, 2012 | 06:33 GMT"), datelines ("Washington, April 10, 1969.")."""

import functools
import re
from dataclasses import dataclass
from typing import Literal

from indexer.metadata.date_forms import FoundDate, find_dates
from search.dates import DateSpan

Kind = Literal["published", "updated", "dateline"]

MAX_LENGTH = 160
UPDATED = re.compile(
    r"(?i)\b(?:this \w+ (?:was|has been) |diese[rs]? \w+ wurde )?"
    r"(?:(?:last )?(?:updated?|modified|revised|reviewed|amended)|last (?:edited|changed?|saved)|"
    r"aktualisier(?:t|ung)|stand|zuletzt|letzte (?:ä|Ä)nderung|geändert|überarbeitet|bearbeitet|"
    r"mise? à jour|dernière modification|modifié|actualizado|actualización|modificado|aggiornato|aggiornamento|"
    r"atualizado|bijgewerkt|gewijzigd|uppdaterad|обновлено|обновлена)\b"
)
PUBLISHED = re.compile(
    r"(?i)\b(?:(?:first |originally )?(?:published|posted|created|released|issued|filed|added|written|publication)|"
    r"date|datum|publiée?|veröffentlich(?:t|ung)|erstellt|erschienen|erscheinungsdatum|publiziert|eingestellt|verfasst|"
    r"geschrieben|online seit|mis en ligne|publicad[oa]|publicación|pubblicat[oa]|gepubliceerd|geplaatst|publicerad|"
    r"opublikowano|опубликовано|опубликована)\b"
)
# Lines about what readers did or what will take place, not about when the document appeared.
NOT_OWN = re.compile(
    r"(?i)\b(?:(?<!last )edited|answered|asked|joined|registered|replied|comment(?:ed)? (?:by|on)|reply|antwort(?:en|ete)?|says|"
    r"sagt|member since|mitglied seit|registriert seit|beigetreten|born|geboren|expires?|due|deadline|ends?|starts?|events?|"
    r"termine?|veranstaltung(?:en)?|anmeldeschluss|einsendeschluss|bewerbungsfrist|gültig (?:bis|ab))\b|[=<{}$\\]|"
    r"^[—–-]\s?[^()]{1,60}\(@\w+\)|\bpost shared by\b"  # an embedded message: "— Jane Doe (@jane) May 3, 2012"
)
# Prose about something that will take place: its day is not the document's.
ANNOUNCED = re.compile(
    r"(?i)\b(?:(?:takes?|taking|took) place|will be held|(?:is|are) held|registration|(?:find|fand)e?[tn]?\b.{1,80}\bstatt|stattfinde[nt]|"
    r"startet|beginnt|anmelden|anmeldung|tickets?|einlass|aura lieu|se tiendra|tendrá lugar|se celebrará|si terrà)\b"
)
# What may stand beside a date without making the line anything else.
_BESIDE = re.compile(
    r"""(?ix)
    \b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.? |
    \b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|lundi|mardi|mercredi|jeudi|vendredi|
        samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b |
    \b\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?\ ?(?:uhr)?\b | \b\d{1,2}\ ?(?:noon|midnight|uhr|h)\b | \bnoon\b |
    \b\d{1,2}(?:[:.]\d{2})?\ ?[ap]\.?\ ?m\b\.? | \b\d{4}\ ?(?:z|hrs?|hours)\b | [ap]\.m\. |
    \b(?:gmt|utc|est|edt|et|cst|cdt|ct|mst|mdt|pst|pdt|pt|bst|cet|cest|ist|hast|hst|jst|z)\b |
    \b(?:first|originally|last)\b | \b(?:on|at|vom|am|um|le|el|à|the)\b |
    \b\d{1,3}\ (?:comments?|views?|shares?|kommentare?)\b | \b(?:no|add)\ comments?\b |
    \b\d{1,2}(?:\ -\ \d{1,2})?\ min(?:ute)?s?(?:\ (?:read|lesezeit))?\b | \bfor\ immediate\ release\b
    """
)
_WORDS = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
# A remainder with one of these is a phrase about the date ("The accord of 3 March 2012"), not furniture beside it.
_PROSE = re.compile(
    r"(?i)\b(?:of|in|for|to|since|until|from|between|and|before|after|is|was|were|are|will|has|had|dated|see)\b"
)
_BYLINE = re.compile(r"(?i)\b(?:by|von|par|por|author|autor):?\s+(?=[^\W\d_])")
_MARKS = re.compile(r"[\s|•·–—\-,;:./()\[\]»›>*#@]+")
# A dateline names at most a place of a few words before its date: "Paris", "New York, N.Y.", "Camp David".
_PLACE = re.compile(r"[^\W\d_][\w.'’ ()-]{1,40}(?:, ?[^\W\d_][\w.'’ ()-]{0,30}){0,2},? ?")


@dataclass(frozen=True, slots=True, kw_only=True)
class DateLine:
    """A line that holds a date and nothing that is text."""

    span: DateSpan
    kind: Kind
    labelled: bool  # it says what the date is: "Published", "Posted on"
    ambiguous: bool = False


@functools.lru_cache(maxsize=10_000)  # several clues read the same lines
def read_date_line(line: str, *, day_first: bool | None = None) -> DateLine | None:
    """What a line of the page dates, or None when it is no date line.

    >>> read_date_line("Mar 1, 2012 | 06:33 GMT").span.iso
    '2012-03-01'
    >>> read_date_line("On March 1, 2012 the two sides met in Beijing.") is None
    True
    """
    if len(line) > MAX_LENGTH:
        return None
    dates = list(find_dates(line, day_first=day_first))
    if not dates or len(dates) > 2 or NOT_OWN.search(line):
        return None
    chosen = _chosen(line, dates)
    rest = line
    for found in reversed(dates):
        rest = f"{rest[: found.start]} {rest[found.end :]}"
    labelled = bool(PUBLISHED.search(rest))
    updated = bool(UPDATED.search(line[: chosen.start])) and not PUBLISHED.search(line[: chosen.start])
    if (
        not labelled
        and not updated
        and chosen.span.precision == "day"
        and chosen.start
        and _PLACE.fullmatch(line[: chosen.start])
        and _words_beside(line[: chosen.start])
        and line[: chosen.start].rstrip()[-1:] == ","
        and not _words_beside(line[chosen.end :])
        and not _PROSE.search(line[: chosen.start])
    ):
        return DateLine(span=chosen.span, kind="dateline", labelled=True, ambiguous=chosen.ambiguous)
    byline = _BYLINE.search(rest)
    words = _words_beside(_BYLINE.sub(" ", rest))
    allowed = 8 if byline else 3
    if len(words) > allowed or (
        not byline and _PROSE.search(_BESIDE.sub(" ", UPDATED.sub(" ", PUBLISHED.sub(" ", rest))))
    ):
        return None
    if words and not byline and not labelled and not updated and line[-1:] in "?!":
        return None
    return DateLine(
        span=chosen.span, kind="updated" if updated else "published", labelled=labelled, ambiguous=chosen.ambiguous
    )


def _chosen(line: str, dates: list[FoundDate]) -> FoundDate:
    """Of two dates on a line ("Updated May 3, 2012, published May 1, 2012") the one that is not the update."""
    first = dates[0]
    if len(dates) == 2 and UPDATED.search(line[: first.start]) and not UPDATED.search(line[first.end : dates[1].start]):
        return dates[1]
    return first


def _words_beside(rest: str) -> list[str]:
    rest = _BESIDE.sub(" ", UPDATED.sub(" ", PUBLISHED.sub(" ", rest)))
    return _WORDS.findall(_MARKS.sub(" ", rest))
