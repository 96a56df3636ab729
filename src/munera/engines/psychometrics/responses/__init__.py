"""Answers of many people, packed by form: checked once, kept in memory or in files that are mapped into it."""

from munera.engines.psychometrics.responses.blocks import Block
from munera.engines.psychometrics.responses.events import from_events
from munera.engines.psychometrics.responses.forms import Form
from munera.engines.psychometrics.responses.reading import Columns, from_parquet, from_table
from munera.engines.psychometrics.responses.responses import Responses, Rows
from munera.engines.psychometrics.responses.scoring import scored, without_gaps
from munera.engines.psychometrics.responses.shards import Writer

__all__ = [
    "Block",
    "Columns",
    "Form",
    "Responses",
    "Rows",
    "Writer",
    "from_events",
    "from_parquet",
    "from_table",
    "scored",
    "without_gaps",
]
