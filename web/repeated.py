"""What stands on a page dozens of times, written without the template engine: documents, a chart's bars, a facet's values.

A template escapes, looks up and calls for every value it puts in; that was two thirds of what a page cost.
Everything that is not a number or a word of ours is escaped here, once, as in ``web.highlight``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

from web.chart import Chart
from web.entries import CopiesView, EntryView, NameLink
from web.filtering import ValueView
from web.language import Language, count, gettext, language, ngettext
from web.wording import WrittenDate, counted

# The same names and days stand under document after document.
REMEMBERED = 8192

# --- documents of a list ----------------------------------------------------------------------------------------------


def entries(views: Sequence[EntryView], *, first: int | None = None, short: bool = False) -> Markup:
    """Date in the margin, then title, source, passages, names. ``first`` is the place of the first one in the whole list."""
    spoken = language()
    return Markup(  # noqa: S704  (each part was escaped)
        "\n".join(_entry(e, None if first is None else first + number, short, spoken) for number, e in enumerate(views))
    )


def _entry(e: EntryView, place: int | None, short: bool, spoken: Language) -> str:
    lang = "" if e.lang is None else f' lang="{escape(e.lang)}"'
    anchor = "" if place is None else f' id="r{place}"'
    source = (
        f"<b><bdi>{escape(e.source)}</bdi></b>"
        if e.source
        else f'<span class="lack">{escape(gettext("Source unknown"))}</span>'
    )
    authors = f", <bdi>{escape(e.authors)}</bdi>" if e.authors else ""
    parts = [
        f'<li class="row entry{" short" if short else ""}"{anchor}>\n{_when(e.date, spoken)}\n'
        f'<div class="body"><h3 dir="auto"{lang}><a href="{escape(e.href)}">{e.title}</a></h3>\n'
        f'<p class="from">{source}{authors}</p>\n'
    ]
    if not short:
        parts += (f'<p class="pass" dir="auto"{lang}>{passage}</p>\n' for passage in e.passages)
        if e.copies:
            parts.append(_copies(e.copies))
        if e.why:
            parts.append(f'<p class="why">{escape(e.why)}</p>\n')
        if e.coins:
            parts.append(f'<span class="Z3988" title="{escape(e.coins)}" aria-hidden="true"></span>\n')
        if e.names:
            said = escape(gettext("Named in this document"))
            parts.append(f'<ul class="names" aria-label="{said}">{"".join(map(_name, e.names))}</ul>\n')
    parts.append("</div></li>")
    return "".join(parts)


@lru_cache(maxsize=REMEMBERED)
def _when(date: WrittenDate | None, spoken: Language) -> str:
    if date is None:
        undated, none = escape(spoken.gettext("Undated")), escape(spoken.gettext("no date found"))
        return f'<p class="when none"><span class="y">{undated}</span> <span>{none}</span></p>'
    machine = f' datetime="{escape(date.machine)}"' if date.machine else ""
    day = f'<span class="d">{escape(date.day)}</span> ' if date.day else ""
    return (
        f'<p class="when"><time class="dy"{machine}>{day}<span class="y">{escape(date.year)}</span></time> '
        f'<span class="known k{date.ticks}">{escape(date.known)}</span></p>'
    )


@lru_cache(maxsize=REMEMBERED)
def _name(name: NameLink) -> str:
    return (
        f'<li><a href="{escape(name.href)}"><bdi>{escape(name.text)}</bdi></a> '
        f'<span class="k">{escape(name.kind)}</span></li>'
    )


def _copies(copies: CopiesView) -> str:
    said = escape(ngettext("Also published once", "Also published %(num)s times", copies.total))
    listed = "".join(
        f'<li><a href="{escape(one.href)}"><bdi>{escape(one.title)}</bdi></a><span class="note">{escape(one.about)}</span></li>'
        for one in copies.listed
    )
    more = ""
    if copies.more:
        more = f'<li class="note">{escape(ngettext("and %(num)s more", "and %(num)s more", copies.more))}</li>'
    return f'<details class="fold also"><summary>{said}</summary><ul class="sim">{listed}{more}</ul></details>\n'


# --- charts -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Drawn:
    """``bars``: links around rectangles, each with a title. ``rows``: the same links in the rows of a table."""

    bars: Markup
    rows: Markup


def drawn(chart: Chart) -> Drawn:
    """Bars are not in the tab order: sixty stops before the first document help nobody, and the table has the same links."""
    said = {number: escape(counted(number, "document")) for number in {bar.count for bar in chart.bars}}
    bars: list[str] = []
    rows: list[str] = []
    for bar in chart.bars:
        href, label = str(escape(bar.href)), str(escape(bar.label))
        share = "" if bar.share is None else f" ({escape(bar.said)})"
        bars.append(
            f'<a href="{href}" tabindex="-1"{_ON[bar.on]}><title>{label}: {said[bar.count]}{share}</title>'
            f'<rect class="hit" x="{bar.x:g}" y="0" width="10" height="100"/>'
            f'<rect class="b" x="{bar.x + 1:g}" y="{bar.y:g}" width="8" height="{bar.height:g}"/></a>\n'
        )
        rows.append(
            f'<tr><th scope="row"><a href="{href}">{label}</a></th><td class="r">{count(bar.count)}</td></tr>\n'
        )
    # Addresses and words were escaped above, the rest are numbers.
    return Drawn(Markup("".join(bars)), Markup("".join(rows)))  # noqa: S704


def ticks(labels: Sequence[str]) -> Markup:
    """The cells of an axis. Narrow screens have no room for every second label, nor for one that would end beyond the axis."""
    parts: list[str] = []
    second = False
    for at, label in enumerate(labels):
        if label:
            ends_beyond = 1 - at / len(labels) < (len(label) * _LETTER + _AROUND) / _NARROW
            parts.append(f'<li class="{_SECOND[second or ends_beyond]}"><span>{escape(label)}</span></li>')
            second = not second
        else:
            parts.append("<li></li>")
    return Markup("".join(parts))  # noqa: S704


# --- facets -----------------------------------------------------------------------------------------------------------


def values(field: str, views: Sequence[ValueView]) -> Markup:
    """A tick, its name and count, and "not" as a button of the same form."""
    leave_out = escape(gettext("not"))
    return Markup(  # noqa: S704
        "\n".join(
            _excluded(field, v, leave_out)
            if v.excluded
            else f'<li class="{v.css}"><label><input type="checkbox" name="{field}" value="{(value := escape(v.value))}"'
            f'{_CHECKED[v.selected]}><span class="t"><bdi>{escape(v.label)}</bdi></span><span class="n">{v.count}'
            f'<span class="vh"> {v.noun}</span></span></label><button class="x" name="not_{field}" value="{value}" '
            f'aria-label="{escape(v.button)}">{leave_out}</button></li>'
            for v in views
        )
    )


def linked_values(field: str, views: Sequence[ValueView], address: Callable[[str], str]) -> Markup:
    """The same for names, which have pages of their own: the name is a link beside its tick."""
    leave_out = escape(gettext("not"))
    return Markup(  # noqa: S704
        "\n".join(
            _excluded(field, v, leave_out)
            if v.excluded
            else f'<li class="{v.css} linked"><label><input type="checkbox" name="{field}" value="{(value := escape(v.value))}" '
            f'aria-label="{(label := escape(v.label))}, {v.count} {v.noun}"{_CHECKED[v.selected]}></label>'
            f'<a class="t" href="{escape(address(v.value))}"><bdi>{label}</bdi></a><span class="n">{v.count}'
            f'<span class="vh"> {v.noun}</span></span><button class="x" name="not_{field}" value="{value}" '
            f'aria-label="{escape(v.button)}">{leave_out}</button></li>'
            for v in views
        )
    )


def _excluded(field: str, v: ValueView, leave_out: Markup) -> str:
    value = escape(v.value)
    return (
        f'<li class="{v.css}"><label><input type="checkbox" name="not_{field}" value="{value}" checked><span class="t">'
        f'<b>{leave_out}</b> <s><bdi>{escape(v.label)}</bdi></s></span></label><button class="x" name="drop" '
        f'value="not_{field}={value}" aria-label="{escape(v.button)}">{escape(gettext("allow"))}</button></li>'
    )


# Pixels: a letter of a label with all the spacing that a reader may ask for, what stands around it, an axis on the narrowest screen.
_LETTER, _AROUND, _NARROW = 9, 12, 288
_ON = {True: ' class="on"', False: ""}
_SECOND = {True: "at nd2", False: "at"}
_CHECKED = {True: " checked", False: ""}
