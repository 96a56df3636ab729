"""Calibration through a table of people by nodes of ability: for models in which no single number tells of a person.

3PL and 4PL, whose lower asymptote spoils the sum of points, graded responses, and pools that mix them with all others.
"""

from munera.engines.psychometrics.node_tables.calibrate import calibrate_by_nodes

__all__ = ["calibrate_by_nodes"]
