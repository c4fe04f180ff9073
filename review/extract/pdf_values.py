"""Strings, names and actions of a PDF's object tree (pikepdf), read without trusting its shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

MAX_NODES = 100_000
_BOMS = ((b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"), (b"\xef\xbb\xbf", "utf-8"))


def text_of(value: Any) -> str:
    """Return a text string or text stream as text; empty for anything else.

    Strings without a byte order mark should be PDFDocEncoding (ISO 32000-1, 7.9.2.2); Chinese producers write UTF-8 or GBK.
    """
    import pikepdf

    if isinstance(value, pikepdf.Stream):
        raw = value.read_bytes()
    elif isinstance(value, pikepdf.String):
        raw = bytes(value)
    else:
        return ""
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace").strip("\x00").strip()
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).strip("\x00").strip()
        except UnicodeDecodeError:
            continue
    return raw.decode("pdfdoc", "replace").strip()


def name_of(value: Any) -> str:
    """Return a name without its slash; empty for anything else."""
    import pikepdf

    return str(value)[1:] if isinstance(value, pikepdf.Name) else ""


def items(value: Any) -> Iterator[Any]:
    """Yield the dictionaries of an array; nothing for anything else."""
    import pikepdf

    if isinstance(value, pikepdf.Array):
        yield from (item for item in value if isinstance(item, pikepdf.Dictionary))


def entries(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield keys and values of a dictionary; nothing for anything else."""
    import pikepdf

    if isinstance(value, pikepdf.Dictionary):
        yield from value.items()


def lookup(value: Any, *keys: str) -> Any:
    """Follow `keys` through nested dictionaries; None where one is missing."""
    import pikepdf

    for key in keys:
        if not isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
            return None
        value = value.get(key)
    return value


def tree(roots: Iterator[Any], *links: str) -> Iterator[Any]:
    """Yield every dictionary that can be reached from `roots` over `links`, each indirect one once, in document order."""
    import pikepdf

    seen: set[tuple[int, int]] = set()
    todo = list(roots)[::-1]
    left = MAX_NODES
    while todo and left:
        node = todo.pop()
        if isinstance(node, pikepdf.Array):
            todo.extend(list(node)[::-1])
            continue
        if not isinstance(node, pikepdf.Dictionary | pikepdf.Stream) or node.objgen in seen:
            continue
        left -= 1
        if node.is_indirect:
            seen.add(node.objgen)
        yield node
        todo.extend(node[link] for link in links[::-1] if link in node)
    if todo:
        raise ValueError("object tree too large")
