"""Workbooks put together by hand, part by part, so that a test states exactly what a file holds."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def text(reference: str, value: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'


def number(reference: str, value: str, style: int = 0) -> str:
    return f'<c r="{reference}" s="{style}"><v>{value}</v></c>'


def row(index: int, *cells: str, attributes: str = "") -> str:
    return f'<row r="{index}" {attributes}>{"".join(cells)}</row>'


def worksheet(*rows: str, before: str = "", after: str = "") -> str:
    return f'<worksheet xmlns="{_MAIN}" xmlns:r="{_REL}">{before}<sheetData>{"".join(rows)}</sheetData>{after}</worksheet>'


def relationships(*targets: tuple[str, str], external: tuple[tuple[str, str], ...] = ()) -> str:
    inner = [f'<Relationship Id="rId{n}" Type="{_REL}/{kind}" Target="{target}"/>' for n, (kind, target) in enumerate(targets, 1)]
    inner += [
        f'<Relationship Id="x{n}" Type="{_REL}/{kind}" Target="{target}" TargetMode="External"/>'
        for n, (kind, target) in enumerate(external, 1)
    ]
    return f'<Relationships xmlns="{_PACKAGE}">{"".join(inner)}</Relationships>'


def workbook(
    sheets: Mapping[str, str], *, hidden: Mapping[str, str] | None = None, names: str = "", parts: Mapping[str, str | bytes] | None = None
) -> bytes:
    """Return the bytes of an .xlsx. `sheets` maps names to worksheet XML, `hidden` names to a state, `parts` adds or replaces parts."""
    states = hidden or {}
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" state="{states.get(name, "visible")}" r:id="rId{n}"/>' for n, name in enumerate(sheets, 1)
    )
    content: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relationships(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{listed}</sheets>{names}</workbook>',
        "xl/_rels/workbook.xml.rels": relationships(
            *(("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)), ("styles", "styles.xml")
        ),
        "xl/styles.xml": _STYLES,
    }
    content |= {f"xl/worksheets/sheet{n}.xml": xml for n, xml in enumerate(sheets.values(), 1)}
    content |= parts or {}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in content.items():
            archive.writestr(name, body if isinstance(body, bytes) else _HEAD + body)
    return stream.getvalue()
