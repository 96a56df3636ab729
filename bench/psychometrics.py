"""What the engine of psychometrics costs: calibration, scores, diagnosis and explanations."""

from bench import psychometrics_calibration, psychometrics_explaining, psychometrics_models

PARTS = (psychometrics_calibration.report, psychometrics_models.report, psychometrics_explaining.report)


def report() -> bool:
    """Print the parts; whether each line is within its bound."""
    held = [part() for part in PARTS]
    return all(held)
