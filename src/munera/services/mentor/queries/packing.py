"""The number of a candidate and the answers as one sealed block; an answer is a byte.

A question of multiple choice has the number of the option that was chosen, 0 where what was marked is none; one that
is marked by hand has its points. 255 is an answer that was not given.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from munera.kernel.sealing import seal_block, unseal_block
from munera.services.mentor.models import Attempt

OMITTED: Final = 255
NO_OPTION: Final = 0


@dataclass(frozen=True, slots=True)
class Opened:
    """What an attempt keeps sealed."""

    number: str
    answers: bytes


def seal_attempt(number: str, answers: Sequence[int]) -> bytes:
    written = number.encode()
    return seal_block(bytes([len(written)]) + written + bytes(answers))


def open_attempt(attempt: Attempt) -> Opened:
    return open_sealed(bytes(attempt.sealed))


def open_sealed(sealed: bytes) -> Opened:
    plain = unseal_block(sealed)
    behind = plain[0] + 1
    return Opened(plain[1:behind].decode(), plain[behind:])
