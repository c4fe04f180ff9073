"""Rewrites a zip package so that building it again gives the same bytes."""

from __future__ import annotations

import io
import zipfile

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip entry can bear


def frozen(data: bytes) -> bytes:
    """Return the same package with its entries in the same order and no times."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(out, "w") as copy:
        for entry in package.infolist():
            info = zipfile.ZipInfo(entry.filename, EPOCH)
            info.external_attr = 0o600 << 16
            copy.writestr(info, package.read(entry), zipfile.ZIP_DEFLATED)
    return out.getvalue()
