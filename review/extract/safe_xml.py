"""XML parsed without entities, network, DTD or unbounded trees.

A document type declaration is refused outright: with entities switched off its text would be lost without a word.
"""

from __future__ import annotations

import re
from typing import TypeAlias, cast

from lxml import etree
from lxml.etree import _Element

from review.errors import CannotRead
from review.extract.limits import Limits, over_limit
from review.model import GapReason

Element: TypeAlias = _Element

_TEXT = re.compile(rb">\s*[^<\s]")
_PARSER_DEPTH = 256  # libxml2 stops here by itself
_TAG_BYTES = 180  # measured: memory of the tree for each "<" in ordinary office markup


def parse(data: bytes, limits: Limits) -> Element:
    """Return the root element; comments and processing instructions are dropped, so text on both sides of them joins.

    Raises CannotRead: DAMAGED for XML that is not well formed, UNSUPPORTED for a DOCTYPE, LIMIT for a tree that is too
    large or too deep.
    """
    tags = data.count(b"<")  # an upper bound of the elements, counted before any memory is spent on them
    if tags > limits.xml_elements or tags * _TAG_BYTES > limits.memory_bytes:
        raise over_limit("内部结构过于庞大")
    try:
        root = etree.fromstring(data, _parser(comments=False))
    except (etree.XMLSyntaxError, ValueError) as error:
        if "depth" in str(error) or "huge" in str(error):
            raise over_limit("内部结构嵌套过深或过大") from error
        raise CannotRead(GapReason.DAMAGED, "已损坏，未读取。请用 WPS 或 Word 打开后另存，再检查。") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise CannotRead(GapReason.UNSUPPORTED, "含有文档类型声明（DTD），可能藏有内容，未读取。请用 WPS 或 Word 打开后另存，再检查。")
    if limits.xml_depth < _PARSER_DEPTH and root.xpath(f"boolean({'/*' * (limits.xml_depth + 1)})"):
        raise over_limit("内部结构嵌套过深")
    return root


def is_bare(data: bytes) -> bool:
    """Say, without parsing, whether a part is markup in UTF-8 that holds no text, comment or declaration at all."""
    return data.startswith(b"<") and data.rstrip().endswith(b">") and b"<!" not in data and _TEXT.search(data) is None


def comments(data: bytes) -> str:
    """Return the XML comments of a part that `parse` accepted, one a line; empty if there are none."""
    if b"<!--" not in data:
        return ""
    root = etree.fromstring(data, _parser(comments=True))
    texts = ((node.text or "").strip() for node in cast(list[Element], root.xpath("//comment()")))
    return "\n".join(text for text in texts if text)


def _parser(*, comments: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=not comments, remove_pis=True
    )
