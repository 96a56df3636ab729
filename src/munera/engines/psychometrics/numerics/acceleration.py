"""Fixed points found sooner: Anderson's mixing of the last turns, with a way back when it went astray.

D. G. Anderson, "Iterative procedures for nonlinear integral equations", J. ACM 12 (1965); H. F. Walker and P. Ni,
"Anderson acceleration for fixed-point iterations", SIAM J. Numer. Anal. 49 (2011).
"""

from collections import deque
from typing import Final

import numpy as np

from munera.engines.psychometrics.model import Floats

DEPTH: Final = 6
LEAST_SINGULAR: Final = 1e-9


class Anderson:
    """Proposes where to go next, from where a map led so far.

    It remembers differences alone, so they can be kept when the map changes a little: from a sample to everybody.
    """

    def __init__(self, depth: int = DEPTH) -> None:
        self._places: deque[Floats] = deque(maxlen=depth)
        self._residuals: deque[Floats] = deque(maxlen=depth)
        self._last: tuple[Floats, Floats] | None = None

    def proposed(self, place: Floats, image: Floats) -> Floats:
        """Where to look next, when the map leads from ``place`` to ``image``."""
        residual = image - place
        if self._last is not None:
            self._places.append(place - self._last[0])
            self._residuals.append(residual - self._last[1])
        self._last = (place, residual)
        if not self._residuals:
            return image
        differences = np.stack(self._residuals, axis=1)
        moves = np.stack(self._places, axis=1)
        mixing = np.linalg.lstsq(differences, residual, rcond=LEAST_SINGULAR)[0]
        return np.asarray(image - (moves + differences) @ mixing)

    def begin_anew(self) -> None:
        """Forget all turns."""
        self._places.clear()
        self._residuals.clear()
        self._last = None

    def move_to_another_map(self) -> None:
        """Keep the differences, and take the next turn as the first of a map that is nearly the same."""
        self._last = None

    @property
    def has_memory(self) -> bool:
        return bool(self._residuals)
