"""Files of crews as offices and their programs write them."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook

HEADINGS = ("JMBG", "Ime i prezime", "Datum", "Vrsta posla")


def csv_file(*rows: Sequence[object], encoding: str = "utf-8", separator: str = ";") -> bytes:
    written = StringIO()
    csv.writer(written, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return written.getvalue().encode(encoding)


def xlsx_file(*rows: Sequence[Any]) -> bytes:
    """As another program than ours writes it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def ep_sr(*entries: str, before: str = "") -> bytes:
    """The form as XML: the employer first, then an element for each worker."""
    workers = "".join(f"<Radnik>{entry}</Radnik>" for entry in entries)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}'
        f"<EPSR><Poslodavac><JMBG>0101990710008</JMBG><Naziv>Vrt</Naziv></Poslodavac>{workers}</EPSR>"
    ).encode()
