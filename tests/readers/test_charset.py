"""Bytes become text by what they are, then by what they say."""

import pytest

from indexer.readers.charset import REPAIRED, decode

TEXT = "Zürich — “Déjà vu” in Kraków"
RUSSIAN = "Переговоры о сокращении стратегических вооружений продолжаются в Женеве. " * 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read_without_repair(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), is_html=False) == (TEXT, ())


def test_a_page_is_read_in_the_charset_it_declares() -> None:
    page = f'<html><head><meta charset="windows-1251"></head><p>{RUSSIAN}</html>'
    assert decode(page.encode("windows-1251"), is_html=True) == (page, ())


def test_valid_utf8_is_utf8_whatever_the_page_declares() -> None:
    page = f'<meta charset="iso-8859-1"><p>{TEXT}'
    assert decode(page.encode(), is_html=True) == (page, ())


def test_seven_bit_charsets_are_not_taken_for_ascii() -> None:
    page = '<meta charset="iso-2022-jp"><p>日本語のページ'
    assert "日本語" in decode(page.encode("iso-2022-jp"), is_html=True)[0]


def test_undeclared_windows_text_is_repaired_and_said() -> None:
    text, notes = decode("“Naïve” – said the minister’s café".encode("windows-1252"), is_html=False)
    assert text == "“Naïve” – said the minister’s café"
    assert notes == (REPAIRED,)


@pytest.mark.parametrize("declared", ['<meta charset="utf-8">', '<?xml version="1.0" encoding="UTF-8"?>', ""])
def test_a_windows_page_that_declares_utf8_or_nothing_is_read_as_windows_text(declared: str) -> None:
    page = f"{declared}<title>Café</title><p>The minister’s naïve façade – über alles</p>"
    assert decode(page.encode("windows-1252"), is_html=True) == (page, (REPAIRED,))


def test_windows_quotes_pasted_into_utf8_are_mended() -> None:
    mixed = ("Łódź, Kraków, Gdańsk, Poznań, Wrocław: “" * 3).encode() + b"\x93quoted\x94"
    text, notes = decode(mixed, is_html=False)
    assert text.endswith("“quoted”")
    assert "Gdańsk" in text
    assert notes == (REPAIRED,)


def test_a_character_cut_at_the_end_costs_only_itself() -> None:
    text, notes = decode("six-party talks in Zürich é".encode()[:-1], is_html=False)
    assert text.startswith("six-party talks in Zürich ")
    assert notes == (REPAIRED,)
