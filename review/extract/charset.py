"""Which encoding a plain text is in, told by its bytes.

UTF-8 proves itself; GB 18030 hardly does: most Big5 text, much UTF-16 text and even UTF-8 text with one broken byte are valid
in it too, as rows of characters nobody writes. So every doubtful reading is judged by its share of ordinary characters: those
of GB 2312-1980 and the frequent plane of Big5.
"""

from __future__ import annotations

import codecs
from functools import cache
from itertools import islice, product
from typing import NamedTuple

from review import lazy_re as re
from review.errors import CannotRead
from review.model import GapReason

REPLACEMENT = "\ufffd"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_HANDICAP = {"utf-8": 0.0, "gb18030": 0.0, "big5": 0.2}  # what a reading must be better by; earlier ones win ties
_WINDOW = 32 * 1024
_TELLING = 4096
_NEVER_IN_DISGUISE = re.compile(
    "[\u0800-\U0010ffff¥£©®µ]|[A-Za-z][\u00c0-\u024f]|[\u00c0-\u024f][A-Za-z]|[\u0391-\u03c9]{2}|[\u0400-\u045f]{3}"
)
_TELLING_CHARACTER = re.compile("[^\t\n\f\r -~]")


class Decoded(NamedTuple):
    """A text, the name of its encoding, and how far to trust it.

    `damaged`: some bytes fit no character and stand as U+FFFD. `guessed`: another encoding is thinkable.
    """

    text: str
    encoding: str
    damaged: bool = False
    guessed: bool = False


def detect(data: bytes) -> Decoded:
    """Decode a whole text file; the byte order mark is not part of the text. Raises CannotRead if nothing fits."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(memoryview(data)[len(mark) :], encoding)
    wide = unmarked_utf16(data[:_WINDOW])
    if wide:
        return _decoded(data, wide)
    try:
        text = data.decode("utf-8")
        return _decoded(data, "gb18030", guessed=True) if is_hanzi_in_disguise(data) else Decoded(text, "utf-8")
    except UnicodeDecodeError as error:
        sample = _lines_around(data, error.start)
    if _is_utf8_with_scratches(sample):
        return _decoded(data, "utf-8")
    shares = {encoding: ordinary_share(sample.decode(encoding, "replace")) for encoding in _HANDICAP}
    encoding = max(_HANDICAP, key=lambda name: shares[name] - _HANDICAP[name])
    if shares[encoding] < 0.5:
        return _decoded(data, "gb18030" if is_valid(sample, "gb18030") else _guess(sample), guessed=True)
    return _decoded(data, encoding, guessed=shares[encoding] < 0.85 or (encoding == "big5" and len(sample) < 32))


def unmarked_utf16(head: bytes) -> str | None:
    """Return ``utf-16-le`` or ``utf-16-be`` if `head`, the start of a file, is text in it without a byte order mark.

    Chinese text in UTF-16 holds hardly a zero byte; it is told by what the characters are. Text that is as well valid
    UTF-8, such as plain ASCII, must show the zero bytes.
    """
    if head.count(0) * 4 < len(head) and is_valid(head, "utf-8"):
        return None
    shares = {}
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            shares[encoding] = ordinary_share(_beginning(head, encoding))
        except UnicodeDecodeError:
            continue
    if not head or max(shares.values(), default=0.0) < 0.9 or ordinary_share(head.decode("gb18030", "replace")) == 1.0:
        return None
    return max(shares, key=lambda encoding: shares[encoding])


def ordinary_share(text: str) -> float:
    """Return how many of the first 4096 characters beyond printable ASCII are ordinary in Chinese text, from 0 to 1."""
    telling = [match[0] for match in islice(_TELLING_CHARACTER.finditer(text), _TELLING)]
    ordinary = _ordinary()
    return sum(map(ordinary.__contains__, telling)) / len(telling) if telling else 1.0


@cache
def _ordinary() -> frozenset[str]:
    """Return symbols and hanzi of GB 2312 (rows 1-3, 9, 16-87) and of the frequent plane of Big5, without kana."""
    pairs = (
        *product((0xA1, 0xA2, 0xA3, 0xA9, *range(0xB0, 0xF8)), range(0xA1, 0xFF), ("gb18030",)),
        *product(range(0xA4, 0xC6), (*range(0x40, 0x7F), *range(0xA1, 0xFF)), ("big5",)),
    )
    characters = (bytes((lead, trail)).decode(encoding, "replace") for lead, trail, encoding in pairs)
    return frozenset(c for c in characters if len(c) == 1 and c != REPLACEMENT and not "\ue000" <= c < "\uf900")


def _decoded(data: bytes | memoryview, encoding: str, *, guessed: bool = False) -> Decoded:
    codec = encoding.removesuffix("-sig")
    try:
        return Decoded(str(data, codec), encoding, guessed=guessed)
    except UnicodeDecodeError:
        return Decoded(str(data, codec, "replace"), encoding, damaged=True, guessed=guessed)


def _is_utf8_with_scratches(sample: bytes) -> bool:
    """Tell UTF-8 with a few broken bytes: text in another encoding never holds twenty valid sequences for each invalid one."""
    text = sample.decode("utf-8", "replace")
    broken = text.count(REPLACEMENT)
    return broken * 20 <= sum(1 for _ in _TELLING_CHARACTER.finditer(text)) - broken


def is_hanzi_in_disguise(data: bytes) -> bool:
    """Tell a very short GB 18030 text that happens to be valid UTF-8: few hanzi, such as 通知, are strange letters there.

    Raises UnicodeDecodeError for what is not UTF-8.
    """
    if data.isascii() or len(data) > 1024:
        return False
    text = data.decode("utf-8")
    if _NEVER_IN_DISGUISE.search(text) or ordinary_share(text) > 0.5:
        return False
    return is_valid(data, "gb18030") and ordinary_share(data.decode("gb18030", "replace")) == 1.0


def _lines_around(data: bytes, position: int) -> bytes:
    """Return whole lines on both sides of a position, up to 32 KiB each way."""
    start = data.rfind(b"\n", 0, max(position - _WINDOW, 0)) + 1
    start = max(start, position - 2 * _WINDOW)
    stop = position + _WINDOW
    line_end = data.rfind(b"\n", position, stop)
    return data[start : stop if line_end < 0 or stop >= len(data) else line_end]


def _beginning(head: bytes, encoding: str) -> str:
    return codecs.getincrementaldecoder(encoding)().decode(head)


def is_valid(head: bytes, encoding: str) -> bool:
    """Tell whether `head`, which may end within a character, is valid in an encoding."""
    try:
        _beginning(head, encoding)
    except UnicodeDecodeError:
        return False
    return True


def _guess(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    if best is None:
        raise CannotRead(GapReason.UNREADABLE, "文字编码不能识别，未读取。请用记事本或 WPS 打开，另存为 UTF-8 后再检查。")
    return best.encoding
