"""Which languages a language is part of: who asks for English means the English of Britain too."""

from collections.abc import Iterable


def wider_tags(tag: str) -> tuple[str, ...]:
    """The BCP 47 tags that ``tag`` is part of, narrowest first, by the fallback of RFC 4647, section 3.4.

    >>> wider_tags("zh-Hant-TW"), wider_tags("en"), wider_tags("en-x-navy")
    (('zh-Hant', 'zh'), (), ('en',))
    """
    parts = tag.split("-")
    return tuple("-".join(parts[:end]) for end in range(len(parts) - 1, 0, -1) if len(parts[end - 1]) > 1)


def with_wider(tags: Iterable[tuple[int, str]]) -> dict[int, tuple[int, ...]]:
    """From (number, tag) of every language: the numbers under which a document in it is found, its own first."""
    number_of = {tag: number for number, tag in tags}
    return {
        number: (number, *(number_of[wider] for wider in wider_tags(tag) if wider in number_of))
        for tag, number in number_of.items()
    }
