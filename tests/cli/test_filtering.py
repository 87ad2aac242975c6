"""Filters take in what has come and wait for no more."""

import io
import os

from hypothesis import given
from hypothesis import strategies as st

from web.commands.filtering import lines_at_hand


class Pieces(io.RawIOBase):
    """A pipe into which somebody writes one piece after another."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = [piece for piece in pieces if piece]

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._pieces.pop(0) if self._pieces else b""
        taken = piece[: len(buffer)]
        if len(piece) > len(taken):
            self._pieces.insert(0, piece[len(taken) :])
        buffer[: len(taken)] = taken
        return len(taken)


@given(st.lists(st.binary(max_size=12) | st.sampled_from([b"\n", b"a\nb", b"\r\n", b" "]), max_size=20))
def test_lines_are_the_same_however_they_come(pieces: list[bytes]) -> None:
    found = [line for group in lines_at_hand(io.BufferedReader(Pieces(pieces))) for line in group]
    whole = b"".join(pieces).split(b"\n")
    assert found == [(number, line) for number, line in enumerate(whole, 1) if line.strip()]


def test_lines_that_have_come_are_given_though_the_next_has_not() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as file:
        groups = lines_at_hand(file)
        os.write(writing, b"one\ntwo\nhalf of ")
        assert next(groups) == [(1, b"one"), (2, b"two")]
        os.write(writing, b"three\n")
        assert next(groups) == [(3, b"half of three")]
        os.write(writing, b"four")
        os.close(writing)
        assert list(groups) == [[(4, b"four")]]


def test_a_line_longer_than_what_is_taken_at_once_is_one_line() -> None:
    long = b"x" * 3_000_000
    assert list(lines_at_hand(io.BytesIO(long + b"\nshort\n"))) == [[(1, long), (2, b"short")]]
