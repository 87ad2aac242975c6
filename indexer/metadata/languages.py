"""Which language a text is in, from its script and its commonest words.

No library: the small ones unpickle their model or answer by chance, the good ones weigh a hundred megabytes. Documents
are long enough that the share of function words settles it, and the word that settled it can be shown.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import repeat

# The commonest words of a language. Two dozen are enough for a paragraph; those that several languages share stand with
# each of them, or a Spanish "de la" speaks for Romanian alone.
_WORDS = {
    "en": (
        "the of and to in is that for it as was with be by on not he his but at are this have from or had an "
        "they which one you were"
    ),
    "de": (
        "der die und das von zu den mit ist für auf im dem nicht ein eine des sich auch es als wird bei sind "
        "wurde nach wie oder einen"
    ),
    "fr": (
        "le la les et des un une du est dans que pour qui pas sur au avec il sont par plus ne ce cette été "
        "aux ses mais ont nous de à en se"
    ),
    "es": (
        "el los las y del que una por con para su no se es lo como más pero sus le ha este sobre entre cuando "
        "también fue son de la en a al un"
    ),
    "it": (
        "il di che è la non per una sono con della del nel alla più anche gli dei da le si come ma delle dal "
        "questo ha lo dalla un a e in"
    ),
    "pt": (
        "o que não uma os do da em um para com é as por mais dos como mas foi ao das ele pela seu sua ser são "
        "também à pelo de a se no na"
    ),
    "nl": (
        "de het een van en in is dat op te zijn met voor niet aan er om ook als bij maar door naar dan uit "
        "nog deze wordt heeft"
    ),
    "sv": (
        "och att det som en på är av för med den till inte har de ett om var jag från men så kan när också "
        "efter vid eller"
    ),
    "da": (
        "og at det en den til er som på de med han af for ikke der var mig sig men et har om vi havde blev "
        "efter eller også"
    ),
    "no": (
        "og i det at en den til er som på de med han av ikke der så var meg seg men et har om vi hadde ble "
        "etter eller også å fra"
    ),
    "fi": (
        "ja on ei että se oli hän mutta ovat joka kun niin myös tai ole sen mukaan kuin ovat vain jo nyt hänen voi sekä"
    ),
    "pl": ("i w nie na się że z do to jest jak za od ale po co jego przez są tym tak dla oraz być był które który o"),
    "cs": ("a se v na je že o s z do to i ve jako za k pro by ale od jsem po jeho jsou byl který jeho nebo která také"),
    "hu": ("a az és hogy nem is egy ez meg volt csak már de el mint vagy még van azt ki be kell lesz ha"),
    "ro": ("și în de la a cu pe nu că este un o din pentru mai care sau au fost dar prin ca se sunt această"),
    "tr": ("ve bir bu için da de ile olarak çok daha olan gibi ne kadar sonra ancak var olduğu ama en her değil"),
    "id": (
        "yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ke karena oleh ada mereka telah lebih"
    ),
    "vi": "và của là có không được cho trong một người đã với các này những khi để về như cũng",
    "ru": "и в не на что с как по это он из но за то все от его для до же так к у или бы о были",
    "uk": "і в не на що з як за до та це він від але для його про й у або був які також",
    "bg": "и на да не от за се в по са че с това но като до е при което са който или",
    "sr": "и је у да се на за су од не са као о што али који из по то би или",
    "ar": "في من على أن إلى التي الذي عن هذا مع كان هذه بين ما كما لم قد أو بعد",
    "fa": "و در به از که این را با است برای آن یک خود تا کرد بر هم نیز شد های",
    "ur": "کے میں کی ہے اور سے کا کو اس پر نے کہ یہ ہیں کر بھی تھا ایک",
}
_LANGUAGES = tuple(_WORDS)
_FIRST_LETTER = ord("a")
_LETTERS_OF: dict[str, str] = {}  # of each common word, a letter for each of its languages
for _place, _words in enumerate(_WORDS.values()):
    for _word in _words.split():
        _LETTERS_OF[_word] = _LETTERS_OF.get(_word, "") + chr(_FIRST_LETTER + _place)

_WORD = re.compile(r"[^\W\d_]+")
# Scripts that one living language uses, in the order they are asked.
_SCRIPTS: tuple[tuple[str, str], ...] = (
    (r"[\u3040-\u30ff]", "ja"),
    (r"[\uac00-\ud7af]", "ko"),
    (r"[\u4e00-\u9fff]", "zh"),
    (r"[\u0590-\u05ff]", "he"),
    (r"[\u0370-\u03ff]", "el"),
    (r"[\u0e00-\u0e7f]", "th"),
    (r"[\u10a0-\u10ff]", "ka"),
    (r"[\u0530-\u058f]", "hy"),
    (r"[\u0900-\u097f]", "hi"),
    (r"[\u0980-\u09ff]", "bn"),
    (r"[\u0b80-\u0bff]", "ta"),
)
_BY_SCRIPT = tuple((re.compile(pattern), language) for pattern, language in _SCRIPTS)
# Letters of any script but the Latin one; typographers' quotes and dashes are none.
_OTHER_SCRIPT = re.compile("[\u0370-\u1dff\u2c00-\ufaff]")
_SAMPLE = 5_000  # characters; more of the same does not change the answer
# Of a long text the beginning is enough where hardly any of its common words belong to another language.
_FIRST_LOOK = 400
_SURE = 0.95
# A tenth of the words of any real text in these languages are in its list; measured 0.25 to 0.45 in prose.
_ENOUGH = 0.10
_MOST = 0.99  # letters and words tell the language of nearly every text, and of some they do not
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def detect_language(text: str) -> tuple[str, float] | None:
    """The BCP 47 tag of the language and a confidence 0..1; None when the text is too short or in none we know."""
    sample = text[:_SAMPLE]
    if sample.isascii() or not _OTHER_SCRIPT.search(sample):  # most of a large archive, and several times faster
        if len(sample) > _FIRST_LOOK:
            # Words of the table that punctuation touches are missed here, which makes the answer only less sure.
            found = _by_words(sample[:_FIRST_LOOK].lower().split())
            if found is not None and found[1] >= _SURE:
                return found
    else:
        letters = sum(map(str.isalpha, sample))
        if letters < 3:
            return None
        for script, language in _BY_SCRIPT:
            share = len(script.findall(sample)) / letters
            if share > (0.02 if language == "ja" else 0.3):
                return language, min(_MOST, 0.5 + share)
    return _by_words(_WORD.findall(sample.lower()))


def votes(words: Sequence[str]) -> dict[str, int]:
    """How many of the words, in small letters, are among the commonest of each language; languages without any left out."""
    return {_LANGUAGES[ord(letter) - _FIRST_LETTER]: count for letter, count in _letters(words).items()}


def common_words(language: str) -> frozenset[str]:
    """The commonest words of a language, in small letters; none of one that is told by its script."""
    return frozenset(_WORDS.get(language, "").split())


def _letters(words: Sequence[str]) -> Counter[str]:
    # One letter for each language: joined, they are counted by the dozen.
    return Counter("".join(map(_LETTERS_OF.get, words, repeat(""))))


def _by_words(words: Sequence[str]) -> tuple[str, float] | None:
    letters = _letters(words)
    # Ties go to the first of the table, so that the answer never depends on the order of the words.
    (best, first), (_, second), *_ = [*sorted(letters.items(), key=_most_first), ("", 0), ("", 0)]
    if first < 3 or first / len(words) < _ENOUGH:
        return None
    return _LANGUAGES[ord(best) - _FIRST_LETTER], round(min(_MOST, 0.5 + (first - second) / first), 2)


def _most_first(letter: tuple[str, int]) -> tuple[int, str]:
    return -letter[1], letter[0]


def language_tag(stated: str | None) -> str | None:
    """A stated language in BCP 47 form: ``de`` also of ``ger``, ``en-GB`` of ``en_gb``; None for what is no tag."""
    stated = (stated or "").strip()
    if not _TAG.fullmatch(stated):
        return None
    first, *rest = stated.replace("_", "-").split("-")
    return "-".join(
        (_shortest(first.lower()), *(part.upper() if len(part) == 2 else part.capitalize() for part in rest))
    )


def _shortest(code: str) -> str:
    """The code of two letters where a language has one; libraries write three (``ger``, ``deu``)."""
    if len(code) != 3:
        return code
    from babel.core import get_global  # a megabyte of tables that few archives ask for

    short: str = get_global("language_aliases").get(code, code)
    return short if short.isalpha() else code
