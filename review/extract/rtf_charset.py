r"""Which characters the bytes of an RTF file are: the code page of the file, and the character set of the font in use.

Source: RTF 1.9.1, "Character Set", "Font Table" (``\ansicpg``, ``\fcharset``, ``\cpg``).
"""

from __future__ import annotations

import codecs

from review.extract.charset import ordinary_share

WESTERN = "cp1252"
_PAGES = {936: "gb18030", 54936: "gb18030", 950: "cp950", 932: "cp932", 949: "cp949", 1361: "johab", 65001: "utf-8", 10000: "mac_roman"}
DOUBLE = frozenset(("gb18030", "cp950", "cp932", "cp949", "johab"))
_FONTS = {
    2: WESTERN,
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gb18030",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    255: "cp437",
}


def page_codec(number: int | None) -> str:
    """Return the codec of a Windows code page; Western if there is none of this number."""
    if number in _PAGES:
        return _PAGES[number]
    try:
        return codecs.lookup(f"cp{number}").name
    except LookupError:
        return WESTERN


def font_codec(charset: int | None) -> str | None:
    """Return the codec that a font's character set stands for; None if the font says nothing."""
    return _FONTS.get(charset) if charset is not None else None


def decode(data: bytes, codec: str | None, page: str) -> str:
    """Return the text of bytes written in a font with this codec, in a file of this code page; what fits nothing is U+FFFD.

    Writers often name a Western font and mean the Chinese code page of the file: two bytes that make ordinary characters there are
    those characters.
    """
    if data.isascii():
        return data.decode("ascii")
    for candidate in (codec, page) if codec else (page,):
        try:
            text = data.decode(candidate)
        except (UnicodeDecodeError, LookupError):
            continue
        if candidate != WESTERN or page not in DOUBLE or not _is_ordinary(data, page):
            return text
    if page == WESTERN and _is_ordinary(data, "gb18030") and len(data) > 3:
        return data.decode("gb18030")
    return data.decode(codec or page, "replace") if page in DOUBLE or codec not in (None, WESTERN) else _western(data)


def _is_ordinary(data: bytes, codec: str) -> bool:
    try:
        return ordinary_share(data.decode(codec)) == 1.0
    except (UnicodeDecodeError, LookupError):
        return False


def _western(data: bytes) -> str:
    return "".join(bytes((b,)).decode(WESTERN, "ignore") or chr(b) for b in data)
