"""Loops that are compiled to machine code on first use and kept beside their file."""

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

Result = TypeVar("Result")


def compiled(function: Callable[..., Result]) -> Callable[..., Result]:
    """Other threads run beside it, and a second process does not compile it again.

    The arguments are checked by numba, by the very types of their elements; it ships no types of its own.
    """
    try:
        return cast("Callable[..., Result]", njit(cache=True, nogil=True)(function))
    except RuntimeError:  # neither the folder of the source nor one of the user can be written
        return cast("Callable[..., Result]", njit(nogil=True)(function))


def compiled_freely(function: Callable[..., Result]) -> Callable[..., Result]:
    """The same, where sums may be taken in any order, and no number is infinite or none: several are done at once."""
    try:
        return cast("Callable[..., Result]", njit(cache=True, nogil=True, fastmath=True)(function))
    except RuntimeError:  # as above
        return cast("Callable[..., Result]", njit(nogil=True, fastmath=True)(function))
