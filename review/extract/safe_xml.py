"""XML parsed without entities, network, DTD or unbounded trees.

A document type declaration is refused outright: with entities switched off its text would be lost without a word. So are an element
with a thousand attributes, each of which lxml looks for from the first one on, and encodings in which markup is not found by its bytes.
"""

from __future__ import annotations

from itertools import chain
from typing import TypeAlias

from lxml import etree
from lxml.etree import _Element

from review import lazy_re as re
from review.errors import CannotRead
from review.extract.limits import Limits, over_limit
from review.model import GapReason

Element: TypeAlias = _Element

_TEXT = re.compile(rb">\s*[^<\s]")
_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s++|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL)
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_CODECS = re.compile(r"utf-?8|utf-?16(?:le|be)?|(?:us-)?ascii|gb(?:2312|k|18030)|big5|iso-8859-\d{1,2}|windows-125\d", re.IGNORECASE)
_LONG_TAG = re.compile(rb"<[^<]{4096,}")  # no "<" may stand within a tag
_ATTRIBUTES = re.compile(rb"""<[^\s<>/]++(?:\s++[^\s=<>]++\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+')){1000}""")
TYPED = (
    GapReason.UNSUPPORTED,
    "含有文档类型声明（DTD）或实体，可能藏有内容或用来拖垮程序，未读取。请核对文件来源；可信的，用 WPS 或 Word 打开后另存，再检查。",
)
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
    refuse_traps(data)
    try:
        root = etree.fromstring(data, _parser(comments=False))
    except (etree.XMLSyntaxError, ValueError) as error:
        if "depth" in str(error) or "huge" in str(error):
            raise over_limit("内部结构嵌套过深或过大") from error
        raise CannotRead(GapReason.DAMAGED, "已损坏，未读取。请用 WPS 或 Word 打开后另存，再检查。") from error
    information = root.getroottree().docinfo
    if information.internalDTD is not None:
        raise CannotRead(*TYPED)
    if not _CODECS.fullmatch(information.encoding or "UTF-8"):
        raise CannotRead(GapReason.UNSUPPORTED, "文字编码不认识，未读取。请用 WPS 或 Word 打开后另存，再检查。")
    if limits.xml_depth < _PARSER_DEPTH and root.xpath(f"boolean({'/*' * (limits.xml_depth + 1)})"):
        raise over_limit("内部结构嵌套过深")
    return root


def refuse_traps(data: bytes) -> None:
    """Raise CannotRead, before anything is parsed, for a DOCTYPE (UNSUPPORTED) or an element with a thousand attributes (LIMIT)."""
    markup = data.decode("utf-16-be" if data.startswith(b"\0") else "utf-16", "replace").encode() if data.startswith(_WIDE) else data
    if _PROLOG.match(markup):
        raise CannotRead(*TYPED)
    if any(_ATTRIBUTES.match(tag[0]) for tag in _LONG_TAG.finditer(markup)):
        raise over_limit("内部结构异常（一处的属性过多）")


def is_bare(data: bytes) -> bool:
    """Say, without parsing, whether a part is markup in UTF-8 that holds no text, comment or declaration at all."""
    return data.startswith(b"<") and data.rstrip().endswith(b">") and b"<!" not in data and _TEXT.search(data) is None


def comments(data: bytes) -> str:
    """Return the XML comments of a part that `parse` accepted, one a line; empty if there are none."""
    if b"<!--" not in data:
        return ""
    root = etree.fromstring(data, _parser(comments=True))
    before = [*root.itersiblings(etree.Comment, preceding=True)][::-1]
    nodes = chain(before, root.iter(etree.Comment), root.itersiblings(etree.Comment))
    texts = ((node.text or "").strip() for node in nodes)
    return "\n".join(text for text in texts if text)


def _parser(*, comments: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=not comments, remove_pis=True
    )
