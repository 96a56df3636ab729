"""What to study first: by how much it would lift the chance to pass, an hour; never "lowest percentage"."""

from munera.engines.psychometrics.advice.assumptions import Assumptions

__all__ = ["Assumptions"]
