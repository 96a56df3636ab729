"""Whether the model is true enough of the answers: of all, of each item, of pairs of items and of each person."""

from munera.engines.psychometrics.fit.items import ItemFit, item_fit
from munera.engines.psychometrics.fit.margins import MarginFit, margin_fit
from munera.engines.psychometrics.fit.people import PersonFit, person_fit
from munera.engines.psychometrics.fit.residuals import Dependence, Residuals, dependence, residuals

__all__ = [
    "Dependence",
    "ItemFit",
    "MarginFit",
    "PersonFit",
    "Residuals",
    "dependence",
    "item_fit",
    "margin_fit",
    "person_fit",
    "residuals",
]
"""In the words of the literature: S-X², M2, infit and outfit, Q3 and lz*."""
