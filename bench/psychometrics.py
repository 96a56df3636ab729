"""What the engine of psychometrics costs: calibration, scores and diagnosis."""

from bench import psychometrics_calibration, psychometrics_models

PARTS = (psychometrics_calibration.report, psychometrics_models.report)


def report() -> bool:
    """Print the parts; whether each line is within its bound."""
    held = [part() for part in PARTS]
    return all(held)
