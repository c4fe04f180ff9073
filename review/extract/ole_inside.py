"""Everything in a compound file beside the document itself: embedded files, macros, stored data, programs' own streams.

Each stream is read, known to hold no text of anybody, or reported as a gap. Sources: [MS-OLEDS] (embedded objects),
[MS-OVBA] (macros), [MS-DOC] 2.1, [MS-XLS] 2.1 and [MS-PPT] 2.1 (streams); those of Kingsoft programs from files they wrote.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable

from review.errors import CannotRead
from review.extract import safe_xml
from review.extract.builder import DocumentBuilder
from review.extract.inside import embed
from review.extract.ole import MAIN_STREAMS, SIGNATURE, Compound, Path, main_format
from review.extract.ole_writer import compound_file
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
_WORDS = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff\w（）《》、，。：]{2,}|[!-~]{6,}")
_MACRO = "文件带有宏程序，宏代码未检查。请另存为不带宏的新格式后再检查。"
_OBJECT = "文件中嵌有对象（{name}），未能读取。请打开后另存，单独检查，或从文件中删除。"
_STREAM = "文件内部有不认识的数据（{name}），未读取。请用 WPS 或 Office 另存为新格式后再检查。"
_SIGNED = frozenset(("_signatures", "_xmlsignatures", "\x06dataspaces", "\x05digitalsignature"))


def read_beside(compound: Compound, builder: DocumentBuilder, done: Iterable[Path]) -> None:
    """Read or name every stream that is not among `done` and not one of the document's own."""
    rest = [path for path in compound.streams if path not in {*done}]
    objects: dict[Path, list[Path]] = {}
    for path in rest:
        storage = _object_storage(path)
        if storage:
            objects.setdefault(storage, []).append(path)
        elif not _is_macro(path):
            _stream(compound, path, builder)
    if any(map(_is_macro, rest)):
        builder.behind("宏", Place("macro"), Layer.EMBEDDED, "macro")
        builder.gap(GapReason.UNSUPPORTED, _MACRO, Place("macro"))
    for number, (storage, paths) in enumerate(objects.items(), 1):
        _object(compound, storage, paths, builder, number)
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


def _stream(compound: Compound, path: Path, builder: DocumentBuilder) -> None:
    top, last = path[0].lower(), path[-1].lower()
    if top == _STORED_DATA:
        _stored_data(compound, path, builder)
    elif last in _KINGSOFT:
        _words(compound, path, builder)
    elif last not in _SILENT and top not in _SIGNED:
        name = _readable("/".join(path))
        builder.gap(GapReason.UNSUPPORTED, _STREAM.format(name=name), Place(name))


def _object(compound: Compound, storage: Path, paths: list[Path], builder: DocumentBuilder, number: int) -> None:
    place = Place(f"object{number}")
    name = _readable(storage[-1])
    builder.behind(name, place, Layer.EMBEDDED, "attachment")
    try:
        _embed(compound, {path[len(storage) :]: path for path in paths}, builder, name, place)
    except CannotRead as error:
        builder.gap(error.reason, _OBJECT.format(name=name) + error.message, place)


def embed_object(builder: DocumentBuilder, data: bytes, name: str, place: Place) -> None:
    """Read an embedded file as Office keeps it: plain, or in a compound file that holds it as a package. Raises CannotRead."""
    if not data.startswith(SIGNATURE):
        embed(builder, data, name, place)
        return
    compound = Compound(data, builder.limits)
    kind = main_format(data)
    if kind == "ole":
        _embed(compound, {path: path for path in compound.streams}, builder, name, place)
    else:
        embed(builder, data, name, place)


def _embed(compound: Compound, inner: dict[Path, Path], builder: DocumentBuilder, name: str, place: Place) -> None:
    by_name = {path[0].lower(): whole for path, whole in inner.items() if len(path) == 1}
    if "package" in by_name:
        embed(builder, compound.read(by_name["package"]), "", place)
    elif "\x01ole10native" in by_name:
        packed, content = native(compound.read(by_name["\x01ole10native"]))
        embed(builder, content, packed, place)
    elif MAIN_STREAMS & by_name.keys():
        embed(builder, compound_file({path: compound.read(whole) for path, whole in inner.items()}), "", place)
    elif "contents" in by_name and "\x03ocxname" not in by_name:
        embed(builder, compound.read(by_name["contents"]), "", place)
    else:
        builder.gap(GapReason.UNSUPPORTED, _OBJECT.format(name=name), place)


def native(data: bytes) -> tuple[str, bytes]:
    """Return name and content of a packaged file ([MS-OLEDS] 2.3.6 and what the packager writes). Raises CannotRead."""
    try:
        size, kind = struct.unpack_from("<IH", data)
        if kind != 2:
            return "", data[4 : 4 + size]
        at = data.index(b"\0", 6)
        name = data[6:at]
        at = data.index(b"\0", at + 1) + 1
        at += 4
        (length,) = struct.unpack_from("<I", data, at)
        at += 4 + length
        (length,) = struct.unpack_from("<I", data, at)
        content = data[at + 4 : at + 4 + length]
    except (struct.error, ValueError) as error:
        raise CannotRead(GapReason.DAMAGED, "其中的数据已损坏。") from error
    if len(content) != length:
        raise CannotRead(GapReason.DAMAGED, "其中的数据不完整。")
    return name.decode("gb18030", "replace").replace("\\", "/").rpartition("/")[2], content


def _stored_data(compound: Compound, path: Path, builder: DocumentBuilder) -> None:
    if path[-1].lower() != "item":
        return
    place = Place("custom-xml")
    try:
        root = safe_xml.parse(compound.read(path), builder.limits)
    except CannotRead as error:
        builder.gap(error.reason, "文件中的自定义数据" + error.message, place)
        return
    lines = dict.fromkeys(str(text).strip() for text in root.itertext() if str(text).strip())
    if lines:
        builder.behind("\n".join(lines), place, Layer.HIDDEN, "custom-xml")


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
