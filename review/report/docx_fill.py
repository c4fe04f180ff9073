"""Fills the fields ``{{name}}`` of a Word document that somebody else has laid out.

A field may lie in the text, a table, a text box, a header or a footer, and over several runs: Word splits them when it likes.
The look of the first run is kept.
"""

from __future__ import annotations

import copy
import io
from collections.abc import Iterator, Mapping
from typing import Any

from review import lazy_re as re
from review.errors import UsageError
from review.report.docx_grid import clean, saved

_FIELD = re.compile(r"[{｛]{2}([^{}｛｝]*)[}｝]{2}|[{｛]{2}")  # full-width braces: what a Chinese keyboard gives
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SHOWN = 30  # characters of a broken field in a message


def fill(template: bytes, values: Mapping[str, str]) -> bytes:
    """Return the document with every field replaced by its value; a line end in a value becomes a line break.

    Raises UsageError (XS650): not a Word document, a field that is not among `values` or not closed, no field at all.
    """
    document = _opened(template)
    found = sum(_fill_paragraph(paragraph, values) for root in _roots(document) for paragraph in root.iter(f"{_W}p"))
    if not found:
        raise UsageError("XS650", "模板里没有任何字段。", f"请在要填写的地方写上字段，例如 {{{{标题}}}}。可用的字段：{_known(values)}。")
    return saved(document)


def _opened(template: bytes) -> Any:
    from docx import Document

    try:
        return Document(io.BytesIO(template))
    except Exception as error:  # a damaged package fails anywhere inside python-docx
        raise UsageError("XS650", "打不开模板，它不是 Word 文档（.docx），或已损坏。", "请用 WPS 或 Word 另存为 .docx 后再试。") from error


def _roots(document: Any) -> Iterator[Any]:
    """Return the body and every header and footer, those of first and even pages too."""
    yield document.element
    for link in document.part.rels.values():
        if not link.is_external and link.reltype.endswith(("/header", "/footer")):
            yield link.target_part.element


def _fill_paragraph(paragraph: Any, values: Mapping[str, str]) -> int:
    """Fill the fields of one paragraph and return their number; a text box in it is a paragraph of its own."""
    texts = [text for text in paragraph.iter(f"{_W}t") if next(text.iterancestors(f"{_W}p"), None) is paragraph]
    whole = "".join(text.text or "" for text in texts)
    fields = list(_FIELD.finditer(whole))
    for field in reversed(fields):
        _replace(texts, field.start(), field.end(), _value(field, values))
    for text in texts if fields else ():
        _break_lines(text)
    return len(fields)


def _value(field: re.Match[str], values: Mapping[str, str]) -> str:
    if field[1] is None:
        shown = clean(field.string[field.start() :])[:_SHOWN]
        raise UsageError("XS650", f"模板里的字段没有写完整：“{shown}”。", "请写成 {{标题}} 的样子，写在同一段里。")
    name = re.sub(r"\s", "", field[1])
    if name not in values:
        raise UsageError("XS650", f"模板里有不认识的字段“{{{{{clean(field[1])[:_SHOWN]}}}}}”。", f"可用的字段：{_known(values)}。")
    return "\n".join(clean(line) for line in values[name].splitlines())


def _known(values: Mapping[str, str]) -> str:
    return "、".join(values)


def _replace(texts: list[Any], start: int, end: int, value: str) -> None:
    """Put the value where the range begins and take the rest of the range out; offsets run over all texts together."""
    place, waiting = 0, True
    for text in texts:
        own = text.text or ""
        low, high = max(start - place, 0), min(end - place, len(own))
        if low < high:
            text.text = own[:low] + (value if waiting else "") + own[high:]
            waiting = False
        place += len(own)


def _break_lines(text: Any) -> None:
    """Turn the line ends of a text into breaks, and keep its outer spaces."""
    from docx.oxml import OxmlElement

    first, *others = (text.text or "").split("\n")
    text.text = first
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    for line in reversed(others):
        more = copy.copy(text)
        more.text = line
        text.addnext(more)
        text.addnext(OxmlElement("w:br"))
