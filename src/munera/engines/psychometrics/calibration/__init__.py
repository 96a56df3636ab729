"""What the answers of many say of the items: parameters, how sure they are, and whether they have settled."""

from munera.engines.psychometrics.calibration.calibrate import calibrate

__all__ = ["calibrate"]
