"""Answers of many people, packed by form: checked once, kept in memory or in files that are mapped into it."""

from munera.engines.psychometrics.responses.blocks import Block
from munera.engines.psychometrics.responses.forms import Form
from munera.engines.psychometrics.responses.responses import Responses

__all__ = ["Block", "Form", "Responses"]
