"""A binary workbook (.xls, .et) around its values: what its records say, its properties, and the files inside it ([MS-XLS])."""

from __future__ import annotations

from collections.abc import Sequence

from review.extract.biff import Records, pivot_text, read_records
from review.extract.biff_sheet import SheetRecords
from review.extract.blips import put_blips
from review.extract.builder import DocumentBuilder
from review.extract.limits import Limits
from review.extract.links import tells_a_path
from review.extract.ole import Compound
from review.extract.ole_inside import DAMAGED, read_beside
from review.extract.ole_properties import read_ole_properties
from review.extract.properties import add_properties
from review.extract.sheet_parts import Sheet
from review.model import GapReason, Layer, Place

TEXT_ONLY = "旧版表格（.xls、.et）只读到文字、数值和图片：艺术字、条件格式没有检查。请用 WPS 或 Excel 另存为 .xlsx 后再检查，或人工核对。"
_OLD = "Excel 95 及更早的表格，批注、隐藏行列和文本框未读取。请用 WPS 或 Excel 另存为 .xlsx 后再检查。"
_MACRO = "表格带有宏工作表或宏模块，其中的内容未检查。请另存为不带宏的 .xlsx 后再检查。"
_PICTURE = "表格中的图片，图中文字未识别。请人工查看。"
_CONTROL = "表格中有窗体控件，其中的内容未检查。请人工查看，或从表格中删除。"


class BinaryWorkbook:
    """The compound file of a workbook and its records. Raises CannotRead if it is encrypted or cannot be opened."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._compound = Compound(data, limits)
        self._path = self._compound.find("Workbook") or self._compound.find("Book")
        self.records = read_records(self._compound.read(self._path)) if self._path else Records(old=True)

    def sheet(self, number: int) -> SheetRecords | None:
        """Return the records of a sheet that counts from 1."""
        sheets = self.records.sheets
        return sheets[number - 1] if 0 < number <= len(sheets) else None

    def behind(self, builder: DocumentBuilder, sheets: Sequence[Sheet]) -> None:
        """Put what stands on no sheet's face behind the page, and say what was not read."""
        records = self.records
        stored = put_blips(builder, bytes(records.drawings))
        for sheet in sheets:
            self._sheet(builder, sheet, stored)
        add_properties(builder, [f"定义名称 {name.rstrip('：')}" for name in dict.fromkeys(records.names)], Place(part="properties"))
        for part, texts in (("links", records.books), ("connections", records.queries)):
            text = "\n".join(text for text in dict.fromkeys(texts) if len(text.strip()) > 1)
            if text:
                builder.behind(text, Place(part=part), Layer.METADATA, "external-link")
        done = read_ole_properties(self._compound, builder, records.people)
        done |= {self._path} if self._path else set()
        for path in self._compound.streams:
            if path[0].lower() == "_sx_db_cur":
                done.add(path)
                text = pivot_text(self._compound.read(path))
                if text:
                    builder.behind(text, Place(part="pivotCache"), Layer.HIDDEN, "sheet")
        read_beside(self._compound, builder, done)
        if records.macro:
            builder.behind("宏", Place("macro"), Layer.HIDDEN, "macro")
            builder.gap(GapReason.UNSUPPORTED, _MACRO, Place("macro"))
        if records.damage.found:
            builder.gap(GapReason.DAMAGED, DAMAGED)
        builder.gap(GapReason.UNSUPPORTED, _OLD if records.old else TEXT_ONLY)

    def _sheet(self, builder: DocumentBuilder, sheet: Sheet, stored: int) -> None:
        found = self.sheet(sheet.number)
        if found is None:
            return
        for reference, text in found.notes:
            builder.behind(text.strip(), sheet.place(reference), Layer.HIDDEN, "comment")
        for reference, target in found.links:
            if tells_a_path(target):
                builder.behind(target, sheet.place(reference), Layer.METADATA, "external-link")
        if found.pictures and not stored:
            builder.gap(GapReason.NEEDS_EYES, _PICTURE, sheet.place())
        if found.controls:
            builder.gap(GapReason.UNSUPPORTED, _CONTROL, sheet.place())
