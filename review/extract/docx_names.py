"""Qualified names of the markup languages inside a .docx (ISO/IEC 29500-1 transitional, VML, Office extensions)."""

from __future__ import annotations

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_V = "urn:schemas-microsoft-com:vml"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def w(name: str) -> str:
    """WordprocessingML."""
    return f"{{{_W}}}{name}"


def r(name: str) -> str:
    """Relationship ids in markup."""
    return f"{{{_R}}}{name}"


def a(name: str) -> str:
    """DrawingML."""
    return f"{{{_A}}}{name}"


def m(name: str) -> str:
    """Office math."""
    return f"{{{_M}}}{name}"


def v(name: str) -> str:
    """VML, the older drawing language."""
    return f"{{{_V}}}{name}"


def wp(name: str) -> str:
    """Drawings anchored in text."""
    return f"{{{_WP}}}{name}"


def pic(name: str) -> str:
    """Pictures."""
    return f"{{{_PIC}}}{name}"


def mc(name: str) -> str:
    """Markup compatibility: alternatives of which a program shows one."""
    return f"{{{_MC}}}{name}"
