"""What stands in the bytes of a PDF beside its objects: comments after a percent sign, and data behind the last end mark.

ISO 32000-1, 7.2.3 (comments) and 7.5.5 (the end of a file).
"""

from __future__ import annotations

from collections.abc import Iterator

from review import lazy_re as re

_STRING = re.compile(rb"\((?:\\.|[^()\\]|\((?:\\.|[^()\\])*+\))*+\)", re.DOTALL)
_COMMENT = re.compile(rb"%([^\r\n]*)")
_USUAL = re.compile(
    r"PDF-\d|%EOF|QDF-|% ?Original object ID|% ?Page \d|% ?Contents for page|% ?Original stream|ReportLab|'\w+': class \w+|FDF-"
)
_TELLING = re.compile(r"[^\W\d_]{2}|\d{4}|[\u3400-\u9fff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
MOST_COMMENTS = 500
END = b"%%EOF"
_BINARY_SIGN = re.compile(rb"% ?[\x80-\xff]{4,8}")  # says near the start that the file is no text: ISO 32000-1, 7.5.2
NEAR_THE_START = 64
_OBJECT = re.compile(rb"\b\d+\s+\d+\s+obj\b")


def comments(data: bytes) -> list[str]:
    """Return what is written after percent signs outside of streams and strings, each once."""
    found: dict[str, None] = {}
    data = _BINARY_SIGN.sub(b"%", data[:NEAR_THE_START], count=1) + data[NEAR_THE_START:]
    for stretch in _between_streams(data):
        if b"%" in stretch:
            found.update(dict.fromkeys(comments_in(stretch)))
        if len(found) > MOST_COMMENTS:
            break
    return list(found)[:MOST_COMMENTS]


def comments_in(text: bytes) -> Iterator[str]:
    """Yield the comments of a stretch of PDF source that programs do not write by themselves."""
    for match in _COMMENT.finditer(_STRING.sub(b"()", text)):
        comment = _decoded(match[1])
        if _TELLING.search(comment) and not _USUAL.match(comment) and not _CONTROL.search(comment):
            yield comment


def behind_the_end(data: bytes) -> bytes:
    """Return what follows the last end mark, without blanks."""
    end = data.rfind(END)
    return data[end + len(END) :].strip(b"\x00\t\r\n\x0c \x1a") if end >= 0 else b""


def is_cut_off(data: bytes) -> bool:
    """Tell whether the file stops in the middle: no end mark, or objects behind the last one."""
    return END not in data or _OBJECT.search(behind_the_end(data)) is not None


def _between_streams(data: bytes) -> Iterator[bytes]:
    last = 0
    while (start := data.find(b"stream", last)) >= 0 and (end := data.find(b"endstream", start + 6)) >= 0:
        yield data[last:start]
        last = end + len(b"endstream")
    yield data[last:]


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).strip()
        except UnicodeDecodeError:
            continue
    return ""
