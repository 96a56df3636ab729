"""What a role is. Each room names its own roles in its ``rules.py``."""

from dataclasses import dataclass

from munera.kernel.refusal import Sentence


@dataclass(frozen=True, slots=True)
class Role:
    """A kind of person at a door. ``code`` is what a membership or delegation stores."""

    code: str
    name: Sentence
    needs_second_factor: bool = False
