"""What a role is, and what a scope of the API is. Each room names its own in its ``rules.py``."""

from dataclasses import dataclass

from munera.kernel.refusal import Sentence


@dataclass(frozen=True, slots=True)
class Role:
    """A kind of person at a door. ``code`` is what a membership or delegation stores."""

    code: str
    name: Sentence
    needs_second_factor: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """What a key of an organisation may be used for. A person who calls without a key must hold ``role`` instead."""

    code: str
    name: Sentence
    role: Role
