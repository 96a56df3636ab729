"""What is wrong with a file or a row of it, and what to do, in the language of who reads it."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from munera.kernel.refusal import Sentence
from munera.services.seasonal.models import Upload, UploadRow
from munera.services.seasonal.queries.answers import sentence_of_answer
from munera.services.seasonal.queries.levy import in_reader_language

# The columns of a file as we head them; the reader of files knows these words in every language of the site.
COLUMN_NAMES: Final[Mapping[str, Sentence]] = {
    "number": gettext_lazy("National number"),
    "kind": gettext_lazy("Kind of number"),
    "name": gettext_lazy("Full name"),
    "birthday": gettext_lazy("Date of birth"),
    "residence": gettext_lazy("Municipality of residence"),
    "day": gettext_lazy("First day"),
    "last_day": gettext_lazy("Last day"),
    "shift": gettext_lazy("Shift"),
    "job": gettext_lazy("Job"),
    "place": gettext_lazy("Place of work"),
    "hours": gettext_lazy("Hours a day"),
    "pay": gettext_lazy("Pay per hour"),
}
OF_FILE: Final[Mapping[str, Sentence]] = {
    "empty": gettext_lazy("The file is empty. Save your table once more and upload it again."),
    "kind": gettext_lazy(
        "This is neither an Excel workbook (XLSX) nor a text table (CSV) nor EP-SR XML. "
        "Save your table as one of these and upload it again."
    ),
    "broken": gettext_lazy(
        "The file is damaged or was not saved whole. Open it in your program, save it anew and upload it again."
    ),
    "columns": gettext_lazy(
        "No row of headings was found that names these columns: %(missing)s. "
        "Compare with the template, which has all the headings."
    ),
    "too-many-rows": gettext_lazy(
        "The file has more than %(most)s rows. Divide it into several and upload one after another."
    ),
    "too-wide": gettext_lazy(
        "The table is too wide: something stands far to the right. Delete the columns that are not needed."
    ),
    "too-large-inside": gettext_lazy(
        "Unpacked, the file would be far too large. Copy the table alone into a new workbook and upload that."
    ),
    "other-employer": gettext_lazy(
        "Part 1 of this EP-SR names another employer. Choose that employer and upload the file for them, or correct "
        "part 1."
    ),
    "document-type": gettext_lazy(
        "The XML declares a document type or entities of its own. For safety such files are not read; leave that out."
    ),
}
OF_ROW: Final[Mapping[str, Sentence]] = {
    "number-missing": gettext_lazy("The national number is missing."),
    "number": gettext_lazy(
        "This number cannot be right: compare it with the document, digit by digit. "
        "If it is an EBS, write EBS into the column “Kind of number”."
    ),
    "number-shortened": gettext_lazy(
        "The spreadsheet has rounded this number. Format the column as text and type the number again."
    ),
    "name-missing": gettext_lazy("This worker is not on your list yet: add the full name, then upload again."),
    "name-differs": gettext_lazy(
        "This number is that of %(name)s on your list, and the file names somebody else. Compare the number with the "
        "document; if it is the wrong one, take this day off the register and correct the row."
    ),
    "job-missing": gettext_lazy("This worker is not on your list yet: add the kind of work, then upload again."),
    "day-missing": gettext_lazy("The day is missing."),
    "day": gettext_lazy(
        "The column “%(column)s” holds no day that can be read without doubt. Write it as 2026-07-15 or 15.7.2026."
    ),
    "days-reversed": gettext_lazy("The last day lies before the first."),
    "span-too-long": gettext_lazy("From the first day to the last there are more than %(most)s days. Divide the row."),
    "amount": gettext_lazy(
        "The column “%(column)s” holds no number that can be right. Write it as 7.5 or 7,5, with at most two decimals."
    ),
    "word": gettext_lazy(
        "The word in the column “%(column)s” is not known. The page of the upload lists those that are."
    ),
    "formula": gettext_lazy(
        "The column “%(column)s” holds a formula written as text. Put in the value itself: formulas are not worked out."
    ),
    "text": gettext_lazy(
        "The column “%(column)s” is longer than %(most)s letters, or holds signs that cannot be read."
    ),
    "twice": gettext_lazy("Row %(row)s of this file asks for the same worker, day and shift already."),
    "too-many-days": gettext_lazy(
        "Together the rows of this file ask for more than %(most)s days. Put this row into another file."
    ),
    "rules": gettext_lazy("The rules for this day are not known."),
}


def sentence_of_fault(upload: Upload) -> str:
    """Why the file could not be read; empty where it could."""
    if upload.fault not in OF_FILE:
        return ""
    missing = ", ".join(_quoted(column) for column in upload.said.get("missing", []))
    return str(OF_FILE[upload.fault]) % {"most": upload.said.get("most", ""), "missing": missing}


def sentence_of_row(row: UploadRow) -> str:
    """Why a day of a row was answered so, and what to do; empty where it was simply done."""
    if row.rule.startswith(("finding:", "limit:")):
        return in_reader_language(row.said)
    if row.rule in OF_ROW:
        said = dict(row.said) | {"name": row.worker.shown_name if row.worker else ""}
        return str(OF_ROW[row.rule]) % (said | {"column": column_name(said.get("column", ""))})
    return sentence_of_answer(row.receipt, {"outcome": row.outcome, "rule": row.rule}) if row.receipt else ""


def column_name(column: str) -> str:
    return str(COLUMN_NAMES["number" if column == "ebs" else column]) if column else ""


def _quoted(column: str) -> str:
    return _("“%(column)s”") % {"column": column_name(column)}
