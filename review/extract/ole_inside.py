"""Everything in a compound file beside the document itself: embedded files, macros, stored data, programs' own streams.

Each stream is read, known to hold no text of anybody, or reported as a gap. Sources: [MS-OLEDS] (embedded objects),
[MS-OVBA] (macros), [MS-DOC] 2.1, [MS-XLS] 2.1 and [MS-PPT] 2.1 (streams); those of Kingsoft programs from files they wrote.
"""

from __future__ import annotations

from collections.abc import Iterable

from review import lazy_re as re
from review.errors import CannotRead
from review.extract import safe_xml
from review.extract.builder import DocumentBuilder
from review.extract.macros import read_project
from review.extract.ole import Compound, Path
from review.extract.ole_embedded import embed_storage
from review.model import GapReason, Layer, Place

DAMAGED = "文件内部结构有损坏，可能没有读全。请用 WPS 或 Office 打开后另存为新格式，再检查。"
_MACROS = frozenset(("macros", "vba", "_vba_project_cur", "_vba_project"))
_POOL = "objectpool"
_STORED_DATA = "msodatastore"
_BESIDE = re.compile(r"(?:mbd|lnk|_)[0-9a-f]+", re.IGNORECASE)
_SILENT = frozenset(
    "\x01compobj \x01ole \x01oleitem \x03objinfo \x03linkinfo \x03eprint \x03meta \x03pic \x02olepres000 \x02olepres001 \x02olepres002"
    " \x01ole10itemname 0table 1table data current^user \x05summaryinformation \x05documentsummaryinformation"
    " pictures".replace("^", "_").split()
) | {"current user"}
_KINGSOFT = frozenset(("wpscustomdata", "etextdata"))
_WORDS = re.compile(rf"{re.HAN}[\w（）《》、，。：]{{2,}}|[!-~]{{6,}}")
_STREAM = "文件内部有不认识的数据（{name}），未读取。请用 WPS 或 Office 另存为新格式后再检查。"
_SIGNED = frozenset(("_signatures", "_xmlsignatures", "\x06dataspaces", "\x05digitalsignature"))


def read_beside(compound: Compound, builder: DocumentBuilder, done: Iterable[Path]) -> None:
    """Read or name every stream that is not among `done` and not one of the document's own."""
    known = {*done}
    rest = [path for path in compound.streams if path not in known]
    objects: dict[Path, None] = {}
    for path in rest:
        storage = _object_storage(path)
        if storage:
            objects[storage] = None
        elif not _is_macro(path) and path[0].lower() != _STORED_DATA:
            _stream(compound, path, builder)
    read_stored_data(compound, builder, (path for path in rest if path[0].lower() == _STORED_DATA), Layer.HIDDEN)
    _macros(compound, builder, [path for path in rest if _is_macro(path)])
    for number, storage in enumerate(objects, 1):
        embed_storage(builder, compound, storage, f"object{number}", Place(f"object{number}"), _readable(storage[-1]))
    if compound.damaged:
        builder.gap(GapReason.DAMAGED, DAMAGED)


def _object_storage(path: Path) -> Path | None:
    """Return the storage of the embedded object that a stream belongs to; None if it belongs to none."""
    top = path[0].lower()
    if top == _POOL and len(path) > 2:
        return path[:2]
    return path[:1] if len(path) > 1 and _BESIDE.fullmatch(top) else None


def _is_macro(path: Path) -> bool:
    """Tell whether a stream belongs to the macros of this file, not to those of one inside it."""
    return _object_storage(path) is None and any(name.lower() in _MACROS for name in path[:-1])


def _macros(compound: Compound, builder: DocumentBuilder, paths: Iterable[Path]) -> None:
    """Read the VBA projects; a stream that is damaged counts as a module without source."""
    projects: dict[str, dict[str, bytes]] = {}
    for path in paths:
        home = next(index for index, name in enumerate(path) if name.lower() in _MACROS)
        streams = projects.setdefault("/".join(path[: home + 1]), {})
        try:
            streams["/".join(path).lower()] = compound.read(path)
        except CannotRead:
            streams["/".join(path).lower()] = b""
    for part, streams in projects.items():
        read_project(builder, streams, part)


def _stream(compound: Compound, path: Path, builder: DocumentBuilder) -> None:
    top, last = path[0].lower(), path[-1].lower()
    if last in _KINGSOFT:
        _words(compound, path, builder)
    elif last not in _SILENT and top not in _SIGNED:
        name = _readable("/".join(path))
        builder.gap(GapReason.UNSUPPORTED, _STREAM.format(name=name), Place(name))


def read_stored_data(compound: Compound, builder: DocumentBuilder, paths: Iterable[Path], layer: Layer) -> None:
    """Add the words of the custom XML that Word keeps in these streams; each stands in a stream called Item."""
    place = Place("custom-xml")
    lines: dict[str, None] = {}
    for path in paths:
        if path[-1].lower() != "item":
            continue
        try:
            root = safe_xml.parse(compound.read(path), builder.limits)
        except CannotRead as error:
            builder.gap(error.reason, "文件中的自定义数据" + error.message, place)
        else:
            lines.update((text, None) for text in map(str.strip, map(str, root.itertext())) if text)
    if lines:
        builder.behind("\n".join(lines), place, layer, "custom-xml")


def _words(compound: Compound, path: Path, builder: DocumentBuilder) -> None:
    """Add what can be read in a stream of which no description is public: most hold numbers only."""
    place = Place("custom-xml")
    try:
        data = compound.read(path)
    except CannotRead as error:
        builder.gap(error.reason, error.message, place)
        return
    words = _WORDS.findall(data[: len(data) & ~1].decode("utf-16-le", "replace"))
    found = dict.fromkeys(word for word in words if _is_common(word))
    if found:
        builder.behind("\n".join(found), place, Layer.HIDDEN, "custom-xml")


def _is_common(word: str) -> bool:
    """Tell words from numbers that happen to look like rare characters."""
    try:
        word.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _readable(name: str) -> str:
    return re.sub(r"[\x00-\x1f]", "", name)
