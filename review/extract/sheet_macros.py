"""Macros of a workbook package: the source of its VBA project, and the formulas of macro sheets of Excel 4.0."""

from __future__ import annotations

from review.extract.builder import DocumentBuilder
from review.extract.loose_text import loose_text
from review.extract.macros import read_macros
from review.extract.opc import Package
from review.model import GapReason, Layer, Place

SIGNATURES = frozenset(("vbaProjectSignature", "vbaProjectSignatureAgile", "vbaProjectSignatureV3"))
MACRO_SHEETS = frozenset(("xlMacrosheet", "xlIntlMacrosheet"))
KINDS = frozenset(("vbaProject", "wordVbaData", "attachedToolbars")) | MACRO_SHEETS | SIGNATURES
_UNREAD = "表格带有宏（{name}），未能读取。请另存为不带宏的 .xlsx 后再检查。"


def read_macro_part(package: Package, builder: DocumentBuilder, name: str, kind: str) -> None:
    """Read a part with macros; one that has another form than known is named, and said to be unread."""
    place = Place(part=name)
    if kind in MACRO_SHEETS and name.lower().endswith(".xml"):
        root = package.xml(name)
        formulas = [] if root is None else [text.strip() for node in root.iter("{*}f") if (text := node.text or "").strip()]
        builder.behind("\n".join(["宏表", *formulas]), place, Layer.EMBEDDED, "macro")
        return
    data = package.content(name)
    if data is None:
        builder.behind(name, place, Layer.EMBEDDED, "macro")
    elif kind == "vbaProject":
        read_macros(builder, data, name)
    elif kind in SIGNATURES:
        builder.behind("\n".join([name, *loose_text(data).splitlines()]), place, Layer.METADATA, "metadata")
    else:
        builder.behind("\n".join([name, *loose_text(data).splitlines()]), place, Layer.EMBEDDED, "macro")
        builder.gap(GapReason.UNSUPPORTED, _UNREAD.format(name=name), place)
