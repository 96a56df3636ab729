"""What is wrong with a file, in words: what it is, and what to do about it."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from munera.kernel.refusal import Sentence
from munera.services.mentor.models import Calibration, Release

OF_FILES: Final[dict[str, Sentence]] = {
    "empty": _("The file holds no rows. Choose the file that you filled in."),
    "kind": _("This is no workbook and no text table. Save it as XLSX or CSV and upload it again."),
    "broken": _("The file is damaged. Open it in your spreadsheet program, save it anew and upload it again."),
    "too-wide": _("A cell stands far to the right of the table. Delete the empty columns and upload it again."),
    "too-large-inside": _("Unpacked, the workbook is too large. Divide it into several."),
    "too-many-rows": _("The file has more than {most} rows. Divide it into several."),
    "questions": _(
        "The answers to {count} questions of the form are missing: {missing}. Head their columns with the number of "
        "the question, or with its place in the form."
    ),
    "columns": _("Columns are missing: {missing}. Compare the headings with those of the template."),
}
OF_ROWS: Final[dict[str, Sentence]] = {
    "number-missing": _("The number of the candidate is missing."),
    "number-long": _("The number of the candidate is longer than {most} signs."),
    "birth": _("The date of birth is no day. Write it as 1999-12-31."),
    "status": _("The state is none that is known. Leave it empty, or write “absent” or “annulled”."),
    "answer": _(
        "Under “{heading}” stands no number from {least} to {most}. Leave it empty where nothing was answered."
    ),
    "short": _(
        "The row ends before “{heading}”. Perhaps the file was cut off: compare it with the original and upload it "
        "again."
    ),
    "same": _("This candidate was taken in before, with the same answers. Nothing was doubled."),
    "changed": _(
        "A candidate with this number was taken in already, with other answers. Compare both papers; what stands was "
        "not changed."
    ),
}
OF_CALIBRATIONS: Final[dict[str, Sentence]] = {
    "too-few": _(
        "{people} candidates are too few: curves need at least {least}. Wait for another sitting, or go on without "
        "reports."
    ),
    "no-questions": _("Fewer than two questions were answered by {least} candidates and not all alike."),
    "refused": _("The engine refused the answers: {reason}"),
    "stopped": _("The work stopped before its end. Start it again."),
}


OF_RELEASES: Final[dict[str, Sentence]] = {
    "no-rule": _("No rule of passing holds on the day of the sitting. Choose one, then have the reports made anew."),
    "nobody": _("Nobody is counted at this sitting."),
    "no-curve": _(
        "{count} questions have no curve: {missing}. Give everybody the points in them, or wait until more have "
        "answered; then calibrate anew."
    ),
    "refused": _("The engine refused the answers: {reason}"),
    "stopped": _("The work stopped before its end. Start it again."),
}


def sentence_of_release(release: Release) -> str:
    """Why the reports could not be made; empty where they could."""
    if not release.fault:
        return ""
    return str(OF_RELEASES[release.fault]).format(**_words(release.said))


def sentence_of_calibration(calibration: Calibration) -> str:
    """Why it failed; empty where it did not."""
    if not calibration.fault:
        return ""
    return str(OF_CALIBRATIONS[calibration.fault]).format(**_words(calibration.said))


def sentence_of_row(fault: str, said: Mapping[str, Any]) -> str:
    return str(OF_ROWS[fault]).format(**_words(said))


def sentence_of_file(fault: str, said: Mapping[str, Any]) -> str:
    """Empty where nothing is wrong."""
    if not fault:
        return ""
    return str(OF_FILES[fault]).format(**_words(said))


def _words(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: ", ".join(map(str, value)) if isinstance(value, list) else value for name, value in said.items()}
