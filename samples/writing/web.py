"""Writes a page of HTML as it is served, or as the archive that a browser saves."""

from __future__ import annotations

import base64
import re

_CHARSET = re.compile(r'charset="?([\w-]+)')
_LINE = 76  # RFC 2045, 6.8


def page(source: str) -> bytes:
    """Return the page in the character set that it names."""
    named = _CHARSET.search(source)
    return source.encode(named[1] if named else "utf-8")


def archive(source: str) -> bytes:
    """Return a web archive (RFC 2557) with the page as its only part."""
    title = re.search(r"<title>(.*?)</title>", source)
    subject = base64.b64encode((title[1] if title else "").encode()).decode()
    body = base64.b64encode(page(source)).decode()
    lines = [
        "From: <Saved by a browser>",
        "Snapshot-Content-Location: https://www.yunxi.example.gov.cn/zwgk/t20260101_1.html",
        f"Subject: =?utf-8?B?{subject}?=",
        "Date: Mon, 5 Jan 2026 09:00:00 +0800",
        "MIME-Version: 1.0",
        'Content-Type: multipart/related; type="text/html"; boundary="----boundary-of-parts----"',
        "",
        "------boundary-of-parts----",
        "Content-Type: text/html; charset=utf-8",
        "Content-Transfer-Encoding: base64",
        "Content-Location: https://www.yunxi.example.gov.cn/zwgk/t20260101_1.html",
        "",
        *(body[i : i + _LINE] for i in range(0, len(body), _LINE)),
        "",
        "------boundary-of-parts------",
        "",
    ]
    return "\r\n".join(lines).encode("ascii")
