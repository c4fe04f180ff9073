"""Objects embedded in a document: a file as it is, or an OLE object that wraps one. One reader for every carrier.

Sources: [MS-CFB], [MS-OLEDS] 2.3 (embedded objects), [MS-OLEPS] (properties). An object whose format is not known is looked through for
words, and said to be unread. What an object tells of itself stands with its name among the attachments.
"""

from __future__ import annotations

from collections.abc import Mapping

from review.errors import CannotRead
from review.extract.builder import DocumentBuilder
from review.extract.inside import embed
from review.extract.loose_text import loose_text
from review.extract.ole import SIGNATURE, Compound, Path, told_format
from review.extract.ole_packed import EMBEDDED, LINKED, Packed, ole1, packed, packed_stream
from review.extract.ole_properties import PROPERTY_SETS, read_ole_properties
from review.extract.ole_writer import compound_file
from review.extract.sniff import sniff
from review.model import GapReason, Layer, Place

UNREAD = "文件中嵌有对象（{name}），内容未能全部取出。请打开该对象，另存为文件后单独检查，或从文件中删除。"
_QUIET = frozenset(("\x01compobj", "\x03objinfo", "\x03meta", "\x03print", "\x03eprint", "\x03accessobjsitedata")) | {
    name.lower() for name in PROPERTY_SETS
}
_PICTURES = "\x02olepres"  # of what the object looks like on the page; the page shows its own copy
_NATIVE, _CONTROL = "\x01ole10native", "\x03ocxname"
_LINKS = frozenset(("\x01ole", "\x03linkinfo"))
_FILES = frozenset(("package", "embeddedodf"))
_CONTENTS = "contents"
_UNKNOWN = frozenset(("binary", "ole"))


def embed_object(
    builder: DocumentBuilder, data: bytes, part: str, place: Place | None = None, title: str = "", unread: str = UNREAD
) -> None:
    """Read the object that is called `part` here and stands at `place`: by itself the part, with the part as its title.

    `unread` is what to say, with the title, if it could not be read.
    """
    found = _Object(builder, part, place or Place(part), title or part, unread)
    found.data(data)
    found.put()


def embed_storage(builder: DocumentBuilder, compound: Compound, storage: Path, part: str, place: Place, title: str) -> None:
    """Read the object that a compound file keeps in one of its storages."""
    found = _Object(builder, part, place, title, UNREAD)
    found.storage(compound, storage)
    found.put()


def embed_ole1(builder: DocumentBuilder, data: bytes, part: str, place: Place, title: str) -> None:
    """Read what RTF keeps of an object: the OLE 1.0 stream with its class, its link and its native data."""
    found = _Object(builder, part, place, title, UNREAD)
    found.ole1(data)
    found.put(apart=True)


class _Object:
    """One object while it is read, and what it tells of itself: names, paths, words of what has no known format."""

    def __init__(self, builder: DocumentBuilder, part: str, place: Place, title: str, unread: str) -> None:
        self._builder = builder
        self._part = part
        self._place = place
        self._title = title
        self._unread = unread.format(name=title)
        self._names: dict[str, None] = {}
        self._paths: dict[str, None] = {}
        self._words: dict[str, None] = {}

    def put(self, *, apart: bool = False) -> None:
        """Put what the object tells of itself behind the page: with its title, or `apart` what it refers to as a link."""
        told = [self._title, *self._words] if apart else [self._title, *self._names, *self._paths, *self._words]
        self._builder.behind("\n".join(dict.fromkeys(told)), self._place, Layer.EMBEDDED, "attachment")
        if apart and self._paths:
            self._builder.behind("\n".join(self._paths), self._place, Layer.METADATA, "external-link")

    def data(self, data: bytes) -> None:
        """Read the bytes of an object: a file, or a compound file that wraps one."""
        if sniff(data) != "ole":
            self._file(data, self._part)
            return
        try:
            compound = Compound(data, self._builder.limits)
        except CannotRead as error:
            self._tell(data)
            self._gap(error)
            return
        self.storage(compound, ())
        if compound.damaged:
            self._builder.gap(GapReason.DAMAGED, self._unread, self._place)

    def storage(self, compound: Compound, storage: Path) -> None:
        """Read a storage: a document that was stored without a file around it, or streams of which some hold files."""
        streams = compound.below(storage)
        names = {path[0].lower() for path in streams if len(path) == 1}
        if told_format(names) == "ole":
            self._streams(compound, streams, names)
            read_ole_properties(compound, self._builder, (), storage, self._part)
            return
        try:
            self._embed(compound_file({path: compound.read(whole) for path, whole in streams.items()}), self._part)
        except CannotRead as error:
            self._gap(error)

    def _streams(self, compound: Compound, streams: Mapping[Path, Path], names: set[str]) -> None:
        """Read the streams of an object, each by itself, so that a damaged one hides none of the others."""
        accounted = False
        for path, whole in streams.items():
            try:
                accounted |= self._stream(compound, whole, "/".join(path).lower(), names)
            except CannotRead as error:
                self._gap(error)
                accounted = True
                if error.reason is GapReason.LIMIT:
                    break
        if not accounted:
            self._gap()

    def ole1(self, data: bytes) -> None:
        """Read a stream of OLE 1.0."""
        found = ole1(data)
        native = data if found is None or data.startswith(SIGNATURE) else found.native
        if found is not None and found.kind == LINKED:
            self._paths.update(dict.fromkeys(filter(None, found.names[1:])) or {found.names[0]: None})
        elif native.startswith(SIGNATURE):
            self.data(native)
        elif found is None or found.kind != EMBEDDED:
            self._tell(native)
            self._gap()
        elif found.names[0].lower() == "package":
            self._packed(packed(native), native)
        else:
            self._file(native, self._part)

    def _stream(self, compound: Compound, path: Path, name: str, names: set[str]) -> bool:
        """Read one stream of an object; return whether it holds the content."""
        if name in _QUIET or name.startswith(_PICTURES):
            return False
        data = compound.read(path)
        if name == _NATIVE:
            self._packed(packed_stream(data), data)
        elif name in _FILES or (name.endswith(_CONTENTS) and self._is_file(data, plain=name == _CONTENTS and _CONTROL not in names)):
            self._file(data, self._part)
        elif name in _LINKS:
            self._paths.update((line, None) for line in loose_text(data).splitlines() if _is_path(line))
            return False
        else:
            self._tell(data)
            return False
        return True

    def _is_file(self, data: bytes, *, plain: bool) -> bool:
        kind = sniff(data)
        return kind not in _UNKNOWN and (plain or kind != "text")

    def _packed(self, found: Packed | None, data: bytes) -> None:
        """Read a packaged file, also one that is cut."""
        if found is None:
            self._tell(data)
            self._gap()
            return
        for text in filter(None, (found.name, found.source, found.temporary, *found.wide)):
            (self._paths if _is_path(text) else self._names)[text] = None
        self._tell(found.rest)
        name = (found.name or found.source).replace("\\", "/").rpartition("/")[2]
        if found.content or found.whole:
            self._file(found.content, f"{self._part}/{name}" if name else self._part)
        if not found.whole:
            self._gap()

    def _file(self, data: bytes, part: str) -> None:
        """Read a file; of one in no known format the words are told."""
        if sniff(data) in _UNKNOWN:
            self._tell(data)
            self._gap()
        else:
            self._embed(data, part)

    def _embed(self, data: bytes, part: str) -> None:
        embed(self._builder, data, part.rpartition("/")[2], self._place, part)

    def _tell(self, data: bytes) -> None:
        self._words.update((line, None) for line in loose_text(data).splitlines() if line not in self._names and line not in self._paths)

    def _gap(self, error: CannotRead | None = None) -> None:
        if error is None:
            self._builder.gap(GapReason.UNSUPPORTED, self._unread, self._place)
        else:
            self._builder.gap(error.reason, self._unread + error.message, self._place)


def _is_path(text: str) -> bool:
    return "\\" in text or "/" in text
