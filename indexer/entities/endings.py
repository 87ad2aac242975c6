"""What names of states end in where a language has cases: "Nordkoreas", "Rosji", "Франции"."""

from collections.abc import Iterable
from itertools import product

# By language: what a name's last letters become, the longest that fits. More forms are made than people use; those nobody
# writes do no harm. Words of several parts take the ending in each, since adjectives do too ("Wielkiej Brytanii").
_ENDINGS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "pl": (
        ("ska", ("ski", "sce", "skę", "ską", "skiej")),
        ("cka", ("ckiej", "cką", "cki", "ckę", "ce")),
        ("na", ("nej", "ną", "ny", "nie", "nę")),
        ("ka", ("ki", "ce", "kę", "ką", "kiej")),
        ("ia", ("ii", "i", "ię", "ią", "iej")),
        ("ja", ("ji", "ję", "ją", "i")),
        ("ea", ("ei", "eę", "eą")),
        ("a", ("y", "ie", "ę", "ą", "ej", "ze", "i")),
        ("emcy", ("iemiec", "emczech", "emcom", "emcami")),
        ("ęgry", ("ęgier", "ęgrzech", "ęgrom", "ęgrami")),
        ("łochy", ("łoch", "łoszech", "łochom", "łochami")),
        ("iny", ("in", "inach", "inom", "inami")),
        ("chy", ("ch", "chach", "chom", "chami")),
        ("ne", ("nych", "nym", "nymi")),
        ("ny", ("nych", "nów", "nach", "nom", "nami")),
        ("dy", ("dów", "dach", "dom", "dami")),
        ("ie", ("ii", "iach", "iom", "iami")),
        ("y", ("ów", "ach", "om", "ami", "ego", "emu", "ym")),
        ("o", ("a", "u", "em", "ie")),
        ("ki", ("kiego", "kiemu", "kim")),
        ("el", ("la", "elu", "elem", "ela")),
        ("", ("u", "a", "em", "ie", "owi", "iem")),
    ),
    "cs": (
        ("sko", ("ska", "sku", "skem")),
        ("cko", ("cka", "cku", "ckem")),
        ("ie", ("ii", "ií")),
        ("ka", ("ky", "ce", "ku", "kou")),
        ("ná", ("né", "nou")),
        ("á", ("é", "ou")),
        ("ní", ("ní",)),
        ("a", ("y", "ě", "u", "ou", "i")),
        ("y", ("ů", "ech", "ám", "ách", "ami")),
        ("é", ("ých", "ým", "ými")),
        ("o", ("a", "u", "em")),
        ("", ("u", "em", "a", "i")),
    ),
    "ru": (
        ("ия", ("ии", "ию", "ией")),
        ("ая", ("ой", "ую")),
        ("ея", ("еи", "ею", "еей", "ее")),
        ("ка", ("ки", "ке", "ку", "кой")),
        ("а", ("ы", "е", "у", "ой", "и")),
        ("ы", ("", "ах", "ам", "ами", "ов")),
        ("ые", ("ых", "ым", "ыми")),
        ("ий", ("ия", "ию", "ием", "ии", "ого", "ому", "им")),
        ("ай", ("ая", "аю", "аем", "ае")),
        ("ль", ("ля", "лю", "лем", "ле")),
        ("ь", ("и", "ью")),
        ("э", ()), ("о", ()), ("и", ()), ("у", ()),
        ("", ("а", "у", "ом", "е")),
    ),
    "uk": (
        ("ія", ("ії", "ію", "ією")),
        ("їна", ("їни", "їні", "їну", "їною")),
        ("ка", ("ки", "ці", "ку", "кою")),
        ("на", ("ної", "ній", "ну", "ною", "ни", "ні")),
        ("а", ("и", "і", "у", "ою", "ої", "ій")),
        ("и", ("", "ах", "ам", "ами", "ів")),
        ("ь", ("і", "ю", "я", "ем", "лю")),
        ("о", ()), ("і", ()), ("у", ()),
        ("", ("у", "а", "ом", "ом", "і")),
    ),
    "sr": (
        ("ја", ("је", "ји", "ју", "јом")),
        ("ска", ("ске", "ској", "ску", "ском")),
        ("а", ("е", "и", "у", "ом", "ој")),
        ("", ("а", "у", "ом")),
    ),
    "ro": (
        ("ia", ("iei",)),
        ("ea", ("eei", "ei")),
        ("a", ("ei", "ii")),
        ("ă", ("e", "ei")),
        ("", ("ului", "ul")),
    ),
    "fi": (
        ("i", ("in", "issa", "issä", "ista", "istä", "iin", "illa", "illä", "ia", "iä", "ille")),
        ("a", ("an", "assa", "asta", "aan", "alla", "alle", "alta", "aa")),
        ("ä", ("än", "ässä", "ästä", "ään", "ällä", "älle", "ältä", "ää")),
        ("o", ("on", "ossa", "osta", "oon", "olle", "oa")),
        ("at", ("oissa", "ojen", "oista", "oihin", "altain", "alloissa", "alloista", "altoihin")),
        ("", ("in", "issa", "issä", "ista", "istä", "iin", "ia")),
    ),
    "hu": (
        ("a", ("ában", "ából", "ába", "ának", "át", "ával", "áról", "án")),
        ("g", ("gon", "gban", "gból", "gba", "gnak", "got", "ggal", "gról", "gra")),
        ("", ("ban", "ben", "ból", "ből", "ba", "be", "nak", "nek", "t", "ot", "et", "ról", "ről", "on", "en")),
    ),
    "el": (("ία", ("ίας", "ίαν")), ("α", ("ας",)), ("ος", ("ου", "ο")), ("ο", ("ου",)), ("", ())),
}  # fmt: skip
# A possessive -s and no more.
_GENITIVE = frozenset(("de", "sv", "da", "no"))
# German adjectives end as the word before them asks: "der Vereinigten Staaten", "Vereinigtes Königreich".
_STRONG = ("es", "er", "e")
_MOST_FORMS = 80


def inflected(name: str, language: str) -> set[str]:
    """The forms that ``name`` takes in ``language``, itself among them. Names in capitals stay as they are."""
    forms = {name}
    words = name.split()
    if name.isupper() or not words:
        return forms
    if language == "de" and len(words) > 1:
        forms |= _declined(words)
    if language in _GENITIVE:
        forms |= {form + "s" for form in forms if not form.endswith(("s", "x", "z", "ß"))}
    elif language in _ENDINGS:
        forms |= {" ".join(combined) for combined in _bounded(product(*(_cases(word, language) for word in words)))}
    return forms


def _declined(words: list[str]) -> set[str]:
    ending = next((ending for ending in _STRONG if words[0].endswith(ending)), None)
    if ending is None or not words[1][0].isupper():
        return set()
    stem = words[0].removesuffix(ending)
    return {" ".join((stem + other, *words[1:])) for other in ("e", "en", "er", "es")}


def _cases(word: str, language: str) -> list[str]:
    if word.isupper() or not word[0].isupper():
        return [word]
    for ending, others in _ENDINGS[language]:
        if word.endswith(ending) and len(word) > len(ending):
            stem = word[: len(word) - len(ending)]
            return [word, *(stem + other for other in others if len(stem + other) > 2)]
    return [word]


def _bounded(combined: Iterable[tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    for count, words in enumerate(combined):
        if count >= _MOST_FORMS:
            return
        yield words
