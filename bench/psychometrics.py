"""What the engine of psychometrics costs: calibration and scores."""

from bench import psychometrics_calibration

PARTS = (psychometrics_calibration.report,)


def report() -> bool:
    """Print the parts; whether each line is within its bound."""
    held = [part() for part in PARTS]
    return all(held)
