"""What stands on a page dozens of times, written without the template engine: a chart's bars and table, a facet's values.

A template escapes, looks up and calls for every value it puts in; sixty values and twenty bars were half of what a page cost.
Everything that is not a number or a word of ours is escaped here, once, as in ``web.highlight``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from web.chart import Chart
from web.filtering import ValueView
from web.language import count, gettext
from web.wording import counted


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
        bars.append(
            f'<a href="{href}" tabindex="-1"{_ON[bar.on]}><title>{label}: {said[bar.count]}</title>'
            f'<rect class="hit" x="{bar.x:g}" y="0" width="10" height="100"/>'
            f'<rect class="b" x="{bar.x + 1:g}" y="{bar.y:g}" width="8" height="{bar.height:g}"/></a>\n'
        )
        rows.append(
            f'<tr><th scope="row"><a href="{href}">{label}</a></th><td class="r">{count(bar.count)}</td></tr>\n'
        )
    # Addresses and words were escaped above, the rest are numbers.
    return Drawn(Markup("".join(bars)), Markup("".join(rows)))  # noqa: S704


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


_ON = {True: ' class="on"', False: ""}
_CHECKED = {True: " checked", False: ""}
