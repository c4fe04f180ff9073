"""Web pages: what a browser shows in reading order, then what it does not show.

Comments, hidden elements, alternative texts and telling scripts become segments behind the page. What the page carries in itself
(``data:`` URIs, ``srcdoc``) is read as files inside it. Pictures, frames and media elsewhere are not looked into: each kind is one
gap with its number.
"""

from __future__ import annotations

import codecs

from review import lazy_re as re
from review.extract import plain
from review.extract.builder import DocumentBuilder
from review.extract.html_flow import Flow
from review.extract.limits import Limits, over_limit
from review.extract.properties import AUTHORS, add_properties
from review.model import Document, Gap, GapReason, Place

PAGE_CHARS = 64_000_000
_NOT_READ = "，图中文字未识别。请人工查看。"
_UNKNOWN = "\ufffd"
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHARSET = re.compile(rb"(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_HEAD = 8192
_NAMES = "utf-8 gbk gb2312 gb18030 hz big5 big5hkscs cp950 ascii iso8859-1 iso8859-2 iso8859-15 cp1250 cp1252 shift_jis euc_jp euc_kr"
_WEB_CODECS = frozenset(_NAMES.split())
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "ascii": "cp1252", "iso8859-1": "cp1252", "big5": "big5hkscs"}


def read(data: bytes, limits: Limits) -> Document:
    """Read one web page. Raises CannotRead when it is too large or in no known encoding."""
    builder = DocumentBuilder("html", limits)
    say_pictures(builder, add_page(builder, decode(data, builder)))
    return builder.build()


def add_page(builder: DocumentBuilder, source: str) -> int:
    """Put one page into `builder` and return how many pictures it shows; the caller says so as a gap."""
    from lxml import etree

    if len(source) > PAGE_CHARS:
        raise over_limit("网页过大")
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    root = etree.fromstring(source.encode("utf-8", "replace"), parser) if source.strip() else None
    if root is None:
        return 0
    flow = Flow(builder)
    with builder.timed():
        flow.walk(root.getroottree())
        flow.carried.put(builder)
    add_properties(builder, flow.metadata, Place(part="head"))
    add_properties(builder, flow.people, AUTHORS)
    if flow.media:
        builder.gap(GapReason.NEEDS_EYES, f"网页含 {flow.media} 段音频或视频，不能自动检查。请人工审看。")
    if flow.frames:
        builder.gap(GapReason.UNSUPPORTED, f"网页嵌入了 {flow.frames} 个框架或对象，其中内容未读取。请逐个打开，人工查看。")
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        builder.gap(GapReason.LIMIT, "网页嵌套过深或片段过大，其后的内容未读取。请用浏览器打开，另存为文本后再检查。")
    return flow.images


def say_pictures(builder: DocumentBuilder, count: int) -> None:
    """Say as one gap how many pictures were not looked into."""
    if count:
        builder.gap(GapReason.NEEDS_EYES, f"网页含 {count} 张图片{_NOT_READ}")


def is_about_pictures(gap: Gap) -> bool:
    """Tell whether a gap is about pictures that a web page names and that lie elsewhere."""
    return gap.reason is GapReason.NEEDS_EYES and gap.message.endswith(_NOT_READ)


def decode(data: bytes, builder: DocumentBuilder) -> str:
    """Return the text: byte order mark, then the charset the page declares, then what plain text files get.

    A page that keeps its declared charset but for a few bytes is read with those bytes replaced, and says so as a gap:
    guessing another charset would garble all of it.
    """
    codec = None if data.startswith(_BOMS) else declared(data)
    text = data.decode(codec, "replace") if codec else ""
    if text.count(_UNKNOWN) * 200 >= len(text):
        text = plain.decode(data)[0]
    bad = text.count(_UNKNOWN)
    if bad:
        builder.gap(GapReason.UNREADABLE, f"网页有 {bad} 处文字编码有误，无法辨认。请用浏览器打开，核对这些文字。")
    return text


def declared(data: bytes) -> str | None:
    """Return the Python codec for the charset that the head of the page names, or None."""
    match = _CHARSET.search(data[:_HEAD])
    return web_codec(match[1].decode("ascii")) if match else None


def web_codec(label: str) -> str | None:
    """Return the Python codec that browsers use for a charset label, or None if it is not one of the web."""
    try:
        codec = codecs.lookup(label).name
    except LookupError:
        return None
    if codec.startswith("utf-16"):
        return "utf-8"  # a declaration that could be read as ASCII is not in UTF-16 (HTML Living Standard §13.2.3.3)
    return _WIDER.get(codec, codec) if codec in _WEB_CODECS else None
