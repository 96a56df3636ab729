"""A small XLSX workbook: one sheet, a row of headings that stays in sight, cells of text, numbers and days.

Written without a library: the parts below are the least that the standard (ECMA-376) asks for.
"""

import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape, quoteattr

Value = str | int | Decimal | date | None
MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Equal rows give equal bytes.
LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
FIRST_DAY: Final = date(1899, 12, 30)
# Styles by their place in ``styles.xml``: as it is, heading, text as typed, day.
HEADING, TEXT, DAY = 1, 2, 3
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_PARTS: Final = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{MEDIA_TYPE}.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/styles.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts count="1">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="2"><font/><font><b/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/>'
    '</fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf fontId="1" applyFont="1"/>'
    '<xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


def workbook(
    headings: Sequence[str], rows: Iterable[Sequence[Value]] = (), *, sheet: str, text: Sequence[int] = ()
) -> bytes:
    """The file's bytes. ``text`` are the columns, by place, in which what is typed stays text: zeros in front too."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        parts = _PARTS | {"xl/workbook.xml": _book(sheet)}
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), _HEAD + content, zipfile.ZIP_DEFLATED)
        sheet_part = zipfile.ZipInfo("xl/worksheets/sheet1.xml", LONG_AGO)
        sheet_part.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(sheet_part, "w") as part:
            part.write(_beginning(headings, text).encode())
            for number, row in enumerate(rows, start=2):
                part.write(_row(number, "".join(map(_cell, row))).encode())
            part.write(b"</sheetData></worksheet>")
    return packed.getvalue()


def _book(sheet: str) -> str:
    # A sheet's name has at most 31 letters, and none of these.
    name = "".join(letter for letter in sheet if letter not in r"[]:*?/\'")[:31]
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f'<sheets><sheet name={quoteattr(name)} sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _beginning(headings: Sequence[str], text: Sequence[int]) -> str:
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{max(14, len(heading) + 2)}" customWidth="1" style="{style}"/>'
        for at, heading, style in (
            (at, heading, TEXT if at - 1 in text else 0) for at, heading in enumerate(headings, start=1)
        )
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData>{_row(1, ''.join(_text(heading, HEADING) for heading in headings))}"
    )


def _row(number: int, cells: str) -> str:
    return f'<row r="{number}">{cells}</row>'


def _cell(value: Value) -> str:
    match value:
        case None | "":
            return "<c/>"
        case date():
            return f'<c s="{DAY}"><v>{(value - FIRST_DAY).days}</v></c>'
        case int() | Decimal():
            return f"<c><v>{value}</v></c>"
        case _:
            return _text(value, TEXT)


def _text(value: str, style: int) -> str:
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
