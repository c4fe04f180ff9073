"""What a worksheet's own XML says beside the values: hidden rows and columns, print headers, prompts, and its size.

Read as a stream, so that a million rows need no memory. Names: ISO/IEC 29500-1 §18.3.1, whatever the prefix or namespace.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from review import lazy_re as re
from review.errors import CannotRead
from review.extract import safe_xml
from review.extract.sheet_values import a1, position
from review.model import GapReason, Zone

_MARGINS = {
    "oddHeader": Zone.HEADER,
    "evenHeader": Zone.HEADER,
    "firstHeader": Zone.HEADER,
    "oddFooter": Zone.FOOTER,
    "evenFooter": Zone.FOOTER,
    "firstFooter": Zone.FOOTER,
}
_PROMPTS = ("promptTitle", "prompt", "errorTitle", "error")
_TAGS = tuple(f"{{*}}{name}" for name in ("row", "col", "dataValidation", "hyperlink", "scenario", *_MARGINS))
_CODES = re.compile(r'&(?:"[^"]*"|\d+|K[0-9A-Fa-f+-]{6}|([LCR&])|.)', re.DOTALL)
_TRUE = frozenset(("1", "true"))
_ERRORS = 100_000
_UNSEEN = 1_000_000
_ZERO = re.compile(r"0+(?:\.0*)?")


@dataclass
class Look:
    """A worksheet's layout. Rows and columns count from 1; `area` is the number of cells in the used rectangle.

    `unseen` are filled cells whose format shows nothing.
    """

    rows: set[int] = field(default_factory=set)
    columns: list[range] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    margins: list[tuple[Zone, str]] = field(default_factory=list)
    prompts: list[tuple[str, str]] = field(default_factory=list)
    unseen: set[tuple[int, int]] = field(default_factory=set)
    _top: int = 0
    _bottom: int = 0
    _left: int = 0
    _right: int = 0

    @property
    def area(self) -> int:
        """How many cells the smallest rectangle around all filled cells has."""
        return (self._bottom - self._top + 1) * (self._right - self._left + 1) if self._right else 0

    @property
    def corner(self) -> str:
        """The reference of the last cell of that rectangle."""
        return a1(self._bottom, self._right)

    def hides(self, column: int) -> bool:
        """Tell whether a column is hidden."""
        return any(column in span for span in self.columns)

    def row(self, node: Any, number: int) -> None:
        """Take in one row element."""
        if node.get("hidden") in _TRUE or _ZERO.fullmatch(node.get("ht", "")):
            self.rows.add(number)
        for row, column in _ends(node, number):
            self._top = min(self._top or row, row)
            self._bottom = max(self._bottom, row)
            self._left = min(self._left or column, column)
            self._right = max(self._right, column)

    def cells(self, faulty: Iterable[Any], veiled: Iterable[Any]) -> None:
        """Take in cells that hold an error, and cells whose format shows nothing."""
        for cell in faulty if len(self.errors) < _ERRORS else ():
            at = position(cell.get("r", ""))
            if at:
                self.errors[at] = cell.findtext("{*}v") or ""
        for cell in veiled if len(self.unseen) < _UNSEEN else ():
            at = position(cell.get("r", ""))
            if at and len(cell):
                self.unseen.add(at)

    def other(self, node: Any, name: str) -> None:
        """Take in one element that is not a row."""
        if name == "col":
            if node.get("hidden") in _TRUE or _ZERO.fullmatch(node.get("width", "")):
                self.columns.append(range(_whole(node.get("min")), _whole(node.get("max")) + 1))
        elif name in _MARGINS:
            text = margin_text(node.text or "")
            if text:
                self.margins.append((_MARGINS[name], text))
        elif name == "dataValidation":
            formulas = (child.text for child in node if child.text and '"' in child.text)
            self._prompt(node.get("sqref", ""), [*(node.get(key) for key in _PROMPTS), *formulas])
        elif name == "scenario":
            values = [cell.get("val", "") for cell in node]
            self._prompt("", [node.get("name"), node.get("comment"), node.get("user"), *values])
        else:
            self._prompt(node.get("ref", ""), [node.get("tooltip")])

    def _prompt(self, reference: str, texts: list[str | None]) -> None:
        text = "\n".join(text for text in texts if text)
        if text.strip():
            self.prompts.append((reference.partition(" ")[0].partition(":")[0], text))


def look(data: bytes, unseen: frozenset[str] = frozenset()) -> Look:
    """Read a worksheet part; `unseen` are the cell formats that show nothing. Raises CannotRead for bad XML or a DTD."""
    from lxml import etree

    safe_xml.refuse_traps(data)
    found = Look()
    faulty: Any = etree.XPath('*[@t="e"]')
    veiled: Any = etree.XPath(f"*[{' or '.join(f'@s={index}' for index in sorted(unseen))}]") if unseen else None
    number = 0
    events = etree.iterparse(
        io.BytesIO(data), events=("end",), tag=_TAGS, resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        for _, node in events:
            name = etree.QName(node).localname
            if name != "row":
                found.other(node, name)
                continue
            number = _whole(node.get("r")) or number + 1
            found.row(node, number)
            found.cells(faulty(node), veiled(node) if veiled else ())
            node.clear()
            parent = node.getparent()
            while node.getprevious() is not None:
                del parent[0]
    except etree.XMLSyntaxError as error:
        raise CannotRead(GapReason.DAMAGED, "已损坏，未读取。请用 WPS 或 Excel 打开后另存，再检查。") from error
    if events.root is not None and events.root.getroottree().docinfo.internalDTD is not None:
        raise CannotRead(*safe_xml.TYPED)
    return found


def margin_text(code: str) -> str:
    """Return what a print header or footer shows as text: left, centre and right part separated by tabs, fields left out."""
    shown = _CODES.sub(lambda match: {"&": "&", None: ""}.get(match[1], "\t"), code)
    return "\t".join(part.strip() for part in shown.split("\t") if part.strip())


def _ends(row: Any, number: int) -> Iterator[tuple[int, int]]:
    """Yield where the first and the last cell stand that hold anything; a cell's own reference outweighs its row's number."""
    for backwards in (False, True):
        for cell in row.iterchildren(reversed=backwards):
            if len(cell):
                yield position(cell.get("r", "")) or (number, row.index(cell) + 1)
                break


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0
