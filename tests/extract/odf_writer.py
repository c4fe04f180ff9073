"""Writes small OpenDocument files, zipped or flat."""

from __future__ import annotations

import io
import zipfile

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_OWN = ("office", "text", "table", "style", "meta", "presentation", "chart", "form")
NAMESPACES = " ".join(
    [
        *(f'xmlns:{prefix}="{_URN}{prefix}:1.0"' for prefix in _OWN),
        f'xmlns:draw="{_URN}drawing:1.0"',
        f'xmlns:fo="{_URN}xsl-fo-compatible:1.0"',
        f'xmlns:svg="{_URN}svg-compatible:1.0"',
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"',
    ]
)
MEDIA = "application/vnd.oasis.opendocument."


def style(name: str, family: str, properties: str) -> str:
    return f'<style:style style:name="{name}" style:family="{family}">{properties}</style:style>'


def content(body: str, kind: str = "text", styles: str = "") -> str:
    inner = f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}></office:body>"
    return f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMESPACES}>{inner}</office:document-content>'


def masters(inner: str, layouts: str = "") -> str:
    """The styles part: master pages, and the layouts that give their size."""
    return (
        f"<office:document-styles {NAMESPACES}><office:automatic-styles>{layouts}</office:automatic-styles>"
        f"<office:master-styles>{inner}</office:master-styles></office:document-styles>"
    )


def meta(inner: str) -> str:
    return f"<office:document-meta {NAMESPACES}><office:meta>{inner}</office:meta></office:document-meta>"


def manifest(*encrypted: str) -> str:
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}"><manifest:encryption-data/></manifest:file-entry>' for name in encrypted
    )
    return f'<manifest:manifest xmlns:manifest="{_URN}manifest:1.0">{entries}</manifest:manifest>'


def odf(body: str, kind: str = "text", styles: str = "", parts: dict[str, str | bytes] | None = None) -> bytes:
    """A file of this kind; `parts` stand beside the content."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", MEDIA + kind)
        written = {"content.xml": content(body, kind, styles), "META-INF/manifest.xml": manifest(), **(parts or {})}
        for name, data in written.items():
            archive.writestr(name, data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def flat(body: str, kind: str = "text") -> bytes:
    inner = f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    return f'<?xml version="1.0"?><office:document {NAMESPACES} office:mimetype="{MEDIA}{kind}">{inner}</office:document>'.encode()


def cell(text: str, more: str = "", attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {attributes}>{more}<text:p>{text}</text:p></table:table-cell>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def table(*rows: str, name: str = "Sheet1", attributes: str = "") -> str:
    return f'<table:table table:name="{name}" {attributes}>{"".join(rows)}</table:table>'


def box(*paragraphs: str, attributes: str = "") -> str:
    inner = "".join(f"<text:p>{text}</text:p>" for text in paragraphs)
    return f"<draw:frame {attributes}><draw:text-box>{inner}</draw:text-box></draw:frame>"


def comment(text: str, author: str = "王某") -> str:
    return f"<office:annotation><dc:creator>{author}</dc:creator><dc:date>2026-01-02</dc:date><text:p>{text}</text:p></office:annotation>"
