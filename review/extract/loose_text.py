"""Words that stand in data whose format is not known: what a person would find who opened it in an editor.

Looked for in UTF-16 (how Windows programs store text), UTF-8, GB 18030 and ASCII. A stretch must be long enough, and look like words;
what is found is no reading of the data, so the data stays a gap.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from itertools import product

from review import lazy_re as re
from review.extract.wordlike import shades_off, wordlike

MOST = 20_000  # characters told of one piece of data
_SMALL = 65_536  # bytes among which chance makes few stretches of four characters
_LOOKED_AT = 16 << 20
_ASCII = re.compile(rb"[\x20-\x7e\t]{8,}")
_UTF8 = re.compile(rb"(?:[\x20-\x7e]|[\xe4-\xe9][\x80-\xbf]{2}|\xe3\x80[\x80-\xbf]|\xef\xbc[\x80-\xbf]){6,}")
_GB = re.compile(rb"(?:[\x20-\x7e]|[\xb0-\xf7][\xa1-\xfe]|[\xa1\xa3][\xa1-\xfe]){6,}")
_HANZI = re.compile("[\u4e00-\u9fff]{3,}")


def loose_text(data: bytes) -> str:
    """Return what can be read in `data`, one stretch a line, each once, up to a bound."""
    data = data[:_LOOKED_AT]
    dense = _is_dense(data)
    least = 12 if dense else 4 if len(data) <= _SMALL else 6
    found: dict[str, None] = {}
    for start in (0, 1):
        for stretch in _wide(least).findall(data[start:].decode("utf-16-le", "replace")):
            found[stretch.strip()] = None
    for pattern, encoding in ((_UTF8, "utf-8"), (_GB, "gb18030")):
        for piece in pattern.findall(data):
            text = piece.decode(encoding, "replace")
            if _HANZI.search(text) and not (encoding == "gb18030" and shades_off(piece)):
                found[text.strip()] = None
    for piece in _ASCII.findall(data):
        found[piece.decode("ascii").strip()] = None
    lines = [line for line in found if len(line) > (11 if dense else 3) and wordlike(line)]
    return "\n".join(lines)[:MOST]


def decoded(raw: bytes) -> str:
    """Return a short text whose encoding nobody wrote down: UTF-8, else GB 18030, else Latin-1."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _is_dense(data: bytes) -> bool:
    """Tell packed or encrypted data, in which chance makes many short stretches."""
    sample = data[:_SMALL]
    return len(sample) >= 4096 and len(zlib.compress(sample, 1)) > 0.95 * len(sample)


@lru_cache(3)
def _wide(least: int) -> re.Pattern[str]:
    """Return the pattern of a stretch in UTF-16: common characters only, because any two bytes are some character."""
    pairs = product((0xA1, 0xA3, *range(0xB0, 0xF8)), range(0xA1, 0xFF))
    common = "".join(bytes(pair).decode("gb2312", "ignore") for pair in pairs)
    return re.compile(f"[ -~\t{re.escape(common)}]{{{least},}}")
