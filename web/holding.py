"""Where nothing was found: what the archive holds of the sources and names asked for, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from search.coverage import Coverage
from search.request import SearchRequest
from web import links
from web.language import gettext, ngettext
from web.wording import in_words, value_label


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldView:
    """``extent``: how many documents, from when to when; ``lack``: what of it the dates asked for miss, or empty."""

    name: str
    href: str | None
    extent: str
    lack: str


def held_views(held: Sequence[Coverage], asked: SearchRequest) -> tuple[HeldView, ...]:
    return tuple(
        HeldView(
            name=value_label(each.field, each.value, each.label) if each.field else gettext("All documents"),
            href=_address(each),
            extent=_extent(each),
            lack=_lack(each, asked) if each.documents else "",
        )
        for each in held
    )


def _address(held: Coverage) -> str | None:
    if not held.documents:
        return None
    found = SearchRequest(included=((held.field, (held.value,)),)) if held.field else SearchRequest()
    return links.searching(found)


def _extent(held: Coverage) -> str:
    if not held.documents:
        return gettext("no document")
    said = ngettext("%(num)s document", "%(num)s documents", held.documents)
    if held.oldest is not None and held.newest is not None:
        if held.oldest == held.newest:
            said = gettext("%(documents)s, %(date)s", documents=said, date=in_words(held.oldest))
        else:
            first, last = in_words(held.oldest), in_words(held.newest)
            said = gettext("%(documents)s, %(first)s to %(last)s", documents=said, first=first, last=last)
    if held.undated:
        undated = ngettext("%(num)s undated", "%(num)s undated", held.undated)
        said = gettext("%(documents)s, %(undated)s", documents=said, undated=undated)
    return said


def _lack(held: Coverage, asked: SearchRequest) -> str:
    if held.in_range != 0 or held.oldest is None or held.newest is None:
        return ""
    if asked.date_to is not None and asked.date_to.latest < held.oldest.earliest:
        return gettext("Nothing before %(date)s.", date=in_words(held.oldest))
    if asked.date_from is not None and asked.date_from.earliest > held.newest.latest:
        return gettext("Nothing after %(date)s.", date=in_words(held.newest))
    return gettext("Nothing in the dates you chose.")
