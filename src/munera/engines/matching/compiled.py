"""Loops that are compiled to machine code on first use and kept beside their file."""

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """Other threads run beside it, and a second process does not compile it again."""
    # numba ships no types; what it gives back is called exactly as what it was given.
    return cast("Function", njit(cache=True, nogil=True)(function))
