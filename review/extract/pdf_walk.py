"""One walk over everything that a PDF's root can reach, and what it met on the way that no other part of the inspection asks for.

What the walk does not reach is an orphan: still in the file, shown nowhere (ISO 32000-1, 7.5.4 to 7.5.6).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from review import lazy_re as re
from review.extract.pdf_values import name_of, text_of

Step = tuple[Any, str, bool]  # an object, the key it stands under, whether it is private to a program

MAX_OBJECTS = 2_000_000  # also direct ones: numbers, names, strings
PAUSE = 4096  # objects between two looks at the clock
_OTHERS_ASK = (
    "/Contents /V /DV /TU /Opt /RC /OverlayText /Title /Author /Subject /Keywords /Creator /Producer /CreationDate /ModDate /M /URI /JS"
    " /F /UF /Desc"
)
_KEYS = (
    "/ID /IDS /URLS /Lang /DA /DS /NM /CharSet /Registry /Ordering /FontFamily /Style /Panose /Cert /ByteRange /Limits /Names /Dests /D"
    " /Dest /P /IRT /OutputCondition /OutputConditionIdentifier /RegistryName /Encrypt /Lookup /ColorSpace /CheckSum /LastModified"
    " /Parent /Prev /Indexed /K /O /U /OE /UE /Perms /CA /RC /AC /MK /ParentTree /IDTree /Pg /BaseFont /C /SI /TI /TID /SN /R /AN"
    " /ca /AS /Decode /DecodeParms /FontFile /FontFile2 /FontFile3"
)
_ASKED_FOR = frozenset(_OTHERS_ASK.split())
_TECHNICAL = frozenset(_KEYS.split())
_SPOKEN = frozenset({"/Alt", "/ActualText", "/E"})
_TELLING = re.compile(r"[^\W\d_]{2}|\d{4}|[\u3400-\u9fff]")
_DATE = re.compile(r"D:\d{4}[\d+\-Z']*|\d{4}-\d\d-\d\dT[\d:.+\-Z]*")
_PACKED = re.compile(r"[A-Za-z0-9+/]{160,}={0,2}")  # data written as letters: RFC 4648
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")


@dataclass
class Reached:
    """What the walk met. `complete` is False when there was more than it may look at."""

    objects: set[tuple[int, int]] = field(default_factory=set)
    strings: dict[str, None] = field(default_factory=dict)
    spoken: dict[str, None] = field(default_factory=dict)
    signers: dict[str, None] = field(default_factory=dict)
    files: list[Any] = field(default_factory=list)
    packets: list[Any] = field(default_factory=list)
    thumbnails: list[Any] = field(default_factory=list)
    private: int = 0
    complete: bool = True


def reach(file: Any, deadline: float) -> Reached:
    """Walk from the trailer over all references, each object once."""
    import pikepdf

    found = Reached()
    if isinstance(lock := file.trailer.get("/Encrypt"), pikepdf.Dictionary):
        found.objects.add(lock.objgen)
    todo: list[Step] = [(value, key, False) for key, value in file.trailer.items() if key != "/Encrypt"]
    steps = 0
    while todo:
        value, key, private = todo.pop()
        if not isinstance(value, pikepdf.Object):
            continue
        if value.is_indirect:
            if value.objgen in found.objects:
                continue
            found.objects.add(value.objgen)
        if isinstance(value, pikepdf.String):
            _listen(found, value, key)
        elif isinstance(value, pikepdf.Array):
            todo.extend((part, key, private) for part in reversed(list(value)))
        elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
            _look(found, value, key, private=private)
            inside = private or key == "/PieceInfo"
            todo.extend((part, name, inside) for name, part in reversed(list(value.items())))
        steps += 1
        if steps > MAX_OBJECTS or (steps % PAUSE == 0 and time.monotonic() > deadline):
            found.complete = False
            break
    return found


def _listen(found: Reached, value: Any, key: str) -> None:
    if key in _SPOKEN:
        found.spoken[text_of(value)] = None
    elif key not in _ASKED_FOR and key not in _TECHNICAL and (text := telling(value)):
        if _PACKED.fullmatch(text):
            found.private += 1
        else:
            found.strings[text] = None


def _look(found: Reached, value: Any, key: str, *, private: bool) -> None:
    import pikepdf

    if "/EF" in value:
        found.files.append(value)
    if name_of(value.get("/Type")) == "Sig" and (name := text_of(value.get("/Name"))):
        found.signers[name] = None
    if isinstance(value, pikepdf.Stream):
        if key == "/Thumb":
            found.thumbnails.append(value)
        elif name_of(value.get("/Type")) == "Metadata":
            found.packets.append(value)
        elif private:
            found.private += 1


def telling(value: Any) -> str:
    """Return a string as text if a person may have written it: letters, no date, no binary data."""
    text = text_of(value)
    if not _TELLING.search(text) or _DATE.fullmatch(text) or _CONTROL.search(text):
        return ""
    return text


def strings(value: Any, depth: int = 8) -> Iterator[str]:
    """Yield the telling strings of an object without following references."""
    import pikepdf

    if isinstance(value, pikepdf.String):
        if text := telling(value):
            yield text
    elif depth and isinstance(value, pikepdf.Array):
        for part in value:
            if not getattr(part, "is_indirect", False):
                yield from strings(part, depth - 1)
    elif depth and isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        for key, part in value.items():
            if key not in _TECHNICAL and not getattr(part, "is_indirect", False):
                yield from strings(part, depth - 1)
