"""Workbooks: every sheet row by row, what is hidden on it, and what else the file carries.

Values come from calamine; an .xlsx is looked through part by part and an .xls record by record as well, because calamine knows
nothing of hidden rows, comments or attachments. Of .xlsb only the values are read, and that is said as a gap.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from review import lazy_re as re
from review.errors import CannotRead
from review.extract.builder import DocumentBuilder
from review.extract.limits import Limits
from review.extract.opc import Package
from review.extract.sheet_biff import BinaryWorkbook
from review.extract.sheet_look import Look, look
from review.extract.sheet_parts import Parts, Sheet
from review.extract.sheet_shapes import shape_texts
from review.extract.sheet_values import a1, shown
from review.extract.sniff import sniff
from review.extract.zipped import GuardedZip
from review.model import Document, GapReason, Layer, Place, Zone

CELLS = 1_000_000
AREA = 16_000_000  # calamine lays a sheet out as a full rectangle of 32 bytes a cell
_DEFAULT_NAME = re.compile(r"(?:sheet|chart|工作表|图表|表)\s*\d{0,5}", re.IGNORECASE)
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_VALUES_ONLY = "二进制表格（.xlsb）的批注、隐藏行列、文本框、外部链接和数据透视缓存未读取。请另存为 .xlsx 后再检查。"
_BROKEN = "表格已损坏，无法打开。请用 WPS 或 Excel 重新保存后再检查。"

Row = list[tuple[int, str]]


def read(data: bytes, limits: Limits) -> Document:
    """Read one workbook. Raises CannotRead when it is encrypted or damaged as a whole."""
    kind = sniff(data)
    builder = DocumentBuilder(kind, limits)
    package = Package(data, limits) if kind == "xlsx" else None
    zipped = GuardedZip(data, limits) if kind == "xlsx" else None
    binary = BinaryWorkbook(data, limits) if kind == "xls" else None
    targets = _sheet_parts(package, zipped) if package and zipped else {}
    workbook = _open(data)
    metas = workbook.sheets_metadata
    sheets = [Sheet(meta.name, number, targets.get(meta.name), _is_hidden(meta)) for number, meta in enumerate(metas, 1)]
    parts = Parts(package, sheets, zipped) if package and zipped else None
    reader = _Reader(builder, parts if targets else None, zipped, binary, CELLS)
    for sheet, meta in zip(sheets, metas, strict=True):
        reader.sheet(sheet, None if _is_chart(meta) else partial(workbook.get_sheet_by_index, sheet.number - 1))
    if parts:
        _note_book(parts, builder)
        parts.behind(builder)
    if binary:
        binary.behind(builder, sheets)
    elif not targets:
        builder.gap(GapReason.UNSUPPORTED, _VALUES_ONLY)
    return builder.build()


@dataclass
class _Reader:
    """Puts one sheet after the other into the builder. `parts` is None if only values can be read."""

    builder: DocumentBuilder
    parts: Parts | None
    zipped: GuardedZip | None
    binary: BinaryWorkbook | None
    room: int

    def sheet(self, sheet: Sheet, values: Callable[[], Any] | None) -> None:
        """Read a sheet: name, print header, rows, floating text, print footer. `values` is None for a chart sheet."""
        seen = self._look(sheet) if values else Look()
        if not sheet.hidden:
            self.builder.page_break()
        if not _DEFAULT_NAME.fullmatch(sheet.name):
            self._say(sheet, sheet.name, "名称", "sheet")
        self._margins(sheet, seen, Zone.HEADER)
        if values and seen is not None:
            self._rows(sheet, seen, values)
        self._shapes(sheet)
        self._margins(sheet, seen, Zone.FOOTER)
        for reference, text in seen.prompts if seen else ():
            self.builder.behind(text, sheet.place(reference), Layer.HIDDEN, "text")

    def _look(self, sheet: Sheet) -> Look | None:
        """Look into the sheet's own XML or records; None, and a gap, if its values must not be read either."""
        if self.binary:
            found = self.binary.sheet(sheet.number)
            return found.look if found else Look()
        if self.parts is None or self.zipped is None:
            return Look()
        try:
            seen = look(_content(self.zipped, sheet.part), self.parts.unseen)
        except CannotRead as error:
            self.builder.gap(error.reason, f"工作表“{sheet.name}”{error.message}", sheet.place())
            return None
        if seen.area > AREA:
            message = f"工作表“{sheet.name}”一直用到 {seen.corner}，范围过大，未读取。请删去多余的行和列，另存后再检查。"
            self.builder.gap(GapReason.LIMIT, message, sheet.place(seen.corner))
            return None
        return seen

    def _say(self, sheet: Sheet, text: str, path: str, carrier: str, zone: Zone = Zone.BODY) -> None:
        """Put text of a sheet before the reader, or behind the page if the sheet is hidden."""
        if sheet.hidden:
            self.builder.behind(text, sheet.place(path), Layer.HIDDEN, carrier)
        else:
            self.builder.paragraph(text, Place(sheet.name, path, sheet.number, zone), "text-box" if carrier == "text-box" else "body")

    def _margins(self, sheet: Sheet, seen: Look | None, zone: Zone) -> None:
        for where, text in seen.margins if seen else ():
            if where is zone:
                self._say(sheet, text, "页眉" if zone is Zone.HEADER else "页脚", "header-footer", zone)

    def _shapes(self, sheet: Sheet) -> None:
        found = self.binary.sheet(sheet.number) if self.binary else None
        for text in found.boxes if found else ():
            self._say(sheet, text.strip(), "文本框", "text-box")
        if self.parts is None:
            return
        for name, kind in self.parts.shapes(sheet):
            for carrier, text in shape_texts(self.parts.package, name, kind):
                if carrier == "alt-text":
                    self.builder.behind(text, sheet.place(), Layer.HIDDEN, carrier)
                else:
                    self._say(sheet, text, "文本框", carrier)

    def _rows(self, sheet: Sheet, seen: Look, values: Callable[[], Any]) -> None:
        try:
            table = _guarded(values)
        except CannotRead as error:
            self.builder.gap(error.reason, f"工作表“{sheet.name}”未读取。{error.message}", sheet.place())
            return
        for number, row in _filled(table, seen):
            self.room -= len(row)
            if self.room < 0:
                message = f"表格超过 {CELLS // 10_000} 万格，工作表“{sheet.name}”第 {number} 行起未读取。请拆分后再检查。"
                self.builder.gap(GapReason.LIMIT, message, sheet.place(f"A{number}"))
                return
            if sheet.hidden:
                self._behind(sheet, number, row, "sheet")
            elif number in seen.rows:
                self._behind(sheet, number, row, "row-or-column")
            else:
                self._visible(sheet, number, row, seen)

    def _visible(self, sheet: Sheet, number: int, row: Row, seen: Look) -> None:
        if seen.columns:
            row = self._without(sheet, number, row, {column for column, _ in row if seen.hides(column)}, "row-or-column")
        if seen.unseen:
            row = self._without(sheet, number, row, {column for column, _ in row if (number, column) in seen.unseen}, "text")
        if row:
            page, name = sheet.number, sheet.name
            self.builder.row((text, Place(name, a1(number, column), page, Zone.TABLE)) for column, text in row)

    def _without(self, sheet: Sheet, number: int, row: Row, gone: set[int], carrier: str) -> Row:
        """Put the cells of some columns behind the page; return the row without them."""
        away = [(column, text) for column, text in row if text and column in gone]
        if not away:
            return row
        self._behind(sheet, number, away, carrier)
        return _trimmed([(column, "" if column in gone else text) for column, text in row])

    def _behind(self, sheet: Sheet, number: int, row: Row, carrier: str) -> None:
        first = next(column for column, text in row if text)
        self.builder.behind("\t".join(text for _, text in row), sheet.place(a1(number, first)), Layer.HIDDEN, carrier)


def _filled(table: Any, seen: Look) -> Iterator[tuple[int, Row]]:
    """Yield (row number, cells) of each row that holds anything; calamine gives error values as empty, so they come from `seen`."""
    top, left = table.start or (0, 0)
    for number, values in enumerate(table.to_python(), top + 1):
        row = [(column, value if type(value) is str else shown(value)) for column, value in enumerate(values, left + 1)]
        if seen.errors:
            row = [(column, text or seen.errors.get((number, column), "")) for column, text in row]
        row = _trimmed(row)
        if row:
            yield number, row


def _trimmed(row: Row) -> Row:
    end = len(row)
    while end and not row[end - 1][1]:
        end -= 1
    return row[:end]


def _is_hidden(meta: Any) -> bool:
    from python_calamine import SheetVisibleEnum

    return bool(meta.visible != SheetVisibleEnum.Visible)


def _is_chart(meta: Any) -> bool:
    from python_calamine import SheetTypeEnum

    return bool(meta.typ == SheetTypeEnum.ChartSheet)


def _open(data: bytes) -> Any:
    from python_calamine import CalamineWorkbook

    return _guarded(lambda: CalamineWorkbook.from_filelike(io.BytesIO(data)))


def _guarded(act: Callable[[], Any]) -> Any:
    """Call into calamine; raise CannotRead for its errors and for a panic, which is a BaseException that has no public name."""
    from python_calamine import CalamineError, PasswordError

    try:
        return act()
    except PasswordError as error:
        raise CannotRead(GapReason.ENCRYPTED, "文件已加密。请先取消密码后再检查。") from error
    except (CalamineError, OSError, ValueError) as error:
        raise CannotRead(GapReason.DAMAGED, _BROKEN) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise CannotRead(GapReason.DAMAGED, _BROKEN) from error


def _sheet_parts(package: Package, zipped: GuardedZip) -> dict[str, str]:
    """Return sheet name → part. Empty for a binary workbook (.xlsb).

    Raises CannotRead if the workbook part or the shared strings cannot be unpacked: calamine would die of them.
    """
    book = next((found for link in package.related("", "officeDocument") if (found := package.find(link.target))), None)
    if book is None:
        raise CannotRead(GapReason.DAMAGED, _BROKEN)
    if book.lower().endswith(".bin"):
        return {}
    root = package.xml(book)
    if root is None:
        raise CannotRead(package.gaps[-1].reason, package.gaps[-1].message)
    for link in package.related(book, "sharedStrings"):
        name = package.find(link.target)
        if name:
            zipped.read(name)
    return {node.get("name", ""): package.target(book, node.get(_ID, "")) or "" for node in root.iter("{*}sheet")}


def _content(zipped: GuardedZip, part: str | None) -> bytes:
    if not part:
        raise CannotRead(GapReason.DAMAGED, "在文件内部找不到，未读取。请用 WPS 或 Excel 另存后再检查。")
    return zipped.read(part)


def _note_book(parts: Parts, builder: DocumentBuilder) -> None:
    """Note what the workbook part says: names given to ranges and constants, who reserved the file, where it was saved."""
    book = next((name for name, kind in parts.kinds.items() if kind == "officeDocument" and name.lower().endswith(".xml")), None)
    root = parts.package.xml(book) if book else None
    if root is None:
        return
    for node in root.iter("{*}definedName"):
        name = node.get("name", "")
        if node.text and not name.startswith("_xlnm."):
            parts.note(f"定义名称 {name}", " ".join(filter(None, (node.text, node.get("comment"), node.get("description")))))
    for node in root.iter("{*}fileSharing"):
        if node.get("userName"):
            parts.person("保护人", node.get("userName", ""))
    for node in root.iter("{*}absPath"):
        if node.get("url"):
            builder.behind(node.get("url", ""), Place(part="properties"), Layer.METADATA, "external-link")
