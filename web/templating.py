"""Templates in the reader's language: fixed texts are translated when a template is compiled, not each time it is filled in.

In templates: ``_("text")``, ``_("%(name)s of ...", name=...)``, ``ngettext("%(num)s line", "%(num)s lines", n)``,
``pgettext("month", "May")`` and ``{% trans %}``. As in Jinja's own new style, ``%`` is always written ``%%``, values are
escaped, and the text itself may hold markup.
"""

from collections.abc import Callable
from typing import Any

from flask.templating import Environment as FlaskEnvironment
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from web.language import Language, count, language


class Environment(FlaskEnvironment):
    """One environment a language, behind the one that Flask knows: each compiles the templates for itself."""

    spoken: Language | None = None

    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(app, **options)
        self.add_extension("jinja2.ext.i18n")
        self.newstyle_gettext = True
        self._by_language: dict[str, Environment] = {}

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:
        at = self if self.spoken is not None else self.speaking(language())
        return super(Environment, at).get_template(name, parent, globals)

    def speaking(self, chosen: Language) -> "Environment":
        """This environment in one language, made at its first use: globals and filters are complete by then."""
        found = self._by_language.get(chosen.tag)
        if found is None:
            found = self.overlay(cache_size=400)
            found.spoken = chosen
            found.globals = self.globals | _words(chosen) | {"spoken": chosen}
            self._by_language[chosen.tag] = found
        return found

    def _generate(self, source: nodes.Template, *rest: Any, **more: Any) -> str:
        if self.spoken is not None:
            source = _Translator(self.spoken).visit(source)
        return super()._generate(source, *rest, **more)


class _Translator(NodeTransformer):
    """Puts the translation in the place of each text that has no values to fill in."""

    def __init__(self, spoken: Language) -> None:
        self.spoken = spoken

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        inner = self.generic_visit(node)
        match inner:
            case nodes.Call(
                node=nodes.Name(name="_" | "gettext"),
                args=[nodes.Const(value=str(message))],
                kwargs=[],
                dyn_args=None,
                dyn_kwargs=None,
            ):
                text = nodes.Const(self.spoken.gettext(message) % {}, lineno=node.lineno)
                said = nodes.MarkSafeIfAutoescape(text, lineno=node.lineno)
                assert node.environment is not None
                return said.set_environment(node.environment)
            case _:
                return inner


def _words(spoken: Language) -> dict[str, Callable[..., Markup]]:
    """What templates call for texts with values, bound to the language."""

    def gettext(message: str, **values: object) -> Markup:
        return Markup(spoken.gettext(message)) % values  # noqa: S704  (a text of ours; the values are escaped)

    def ngettext(one: str, many: str, number: int, **values: object) -> Markup:
        values.setdefault("num", count(number))
        return Markup(spoken.ngettext(one, many, number)) % values  # noqa: S704

    def pgettext(context: str, message: str, **values: object) -> Markup:
        return Markup(spoken.pgettext(context, message)) % values  # noqa: S704

    return {"_": gettext, "gettext": gettext, "ngettext": ngettext, "pgettext": pgettext}
