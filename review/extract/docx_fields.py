"""Field codes of a .docx: what a field shows without a stored result, and what its code tells behind the page.

Source: ISO/IEC 29500-1, 17.16. `EQ` draws overstruck characters (带圈字符, 拼音) from its code alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from review import lazy_re as re
from review.extract.links import tells_a_path

_QUIET = """= ADVANCE AUTHOR AUTONUM AUTONUMLGL AUTONUMOUT BARCODE BIBLIOGRAPHY CITATION COMPARE CREATEDATE DATE DOCPROPERTY EDITTIME
    EQ FILENAME FILESIZE FORMCHECKBOX FORMDROPDOWN FORMTEXT GOTOBUTTON INDEX INFO KEYWORDS LASTSAVEDBY LISTNUM MACROBUTTON
    MERGEFIELD MERGEREC MERGESEQ NEXT NOTEREF NUMCHARS NUMPAGES NUMWORDS PAGE PAGEREF PRINTDATE REF REVNUM SAVEDATE SECTION
    SECTIONPAGES SEQ SHAPE STYLEREF SUBJECT SYMBOL TEMPLATE TIME TITLE TOA TOC USERADDRESS USERINITIALS USERNAME"""
_QUIET_WORDS = frozenset(_QUIET.split())
_QUOTED = re.compile(r'[“"]([^"“”]*)[”"]')
_PATH = re.compile(r"[A-Za-z]:[\\/]|\\\\\\?\\?[^\\\s*]|file:|//", re.IGNORECASE)
_FORMAT_SWITCH = re.compile(r'\\\*\s*("[^"]*"|\S+)')
_SWITCH = re.compile(r"\\[a-z]+\s*-?\d*", re.IGNORECASE)


@dataclass(slots=True)
class Field:
    """A complex field while it is open: its code so far, whether its result has begun, the chosen entry of a drop-down."""

    code: list[str] = field(default_factory=list)
    in_result: bool = False
    choice: str = ""


def drawn(code: str) -> str:
    """Return the text that a field without a stored result draws from its code."""
    word, _, rest = code.strip().partition(" ")
    word = word.upper()
    if word.startswith("EQ"):
        return re.sub(r"[(),;\s]", "", _SWITCH.sub("", _FORMAT_SWITCH.sub("", code.strip()[2:])))
    if word in ("MACROBUTTON", "GOTOBUTTON"):
        return rest.strip().partition(" ")[2]
    return ""


def told(code: str) -> tuple[str, str] | None:
    """Return what a field's code tells and its carrier: a path or address, or words kept in it; None for ordinary codes."""
    word = code.strip().partition(" ")[0].upper()
    if word == "HYPERLINK":
        target = _QUOTED.search(code)
        inside = target is None or "\\l" in code[: target.start()]
        return None if target is None or inside or not tells_a_path(target[1]) else (target[1], "external-link")
    if not word or word in _QUIET_WORDS or word.startswith("="):
        return None
    if _PATH.search(code):
        return code.strip(), "external-link"
    words = " ".join(text for text in _QUOTED.findall(code) if text.strip())
    return (words, "text") if words else None
