"""The rest of a presentation: files inside it, pictures, media, macros, links, and every part that was not read.

A part's kind is what the relationship that points to it says (ISO/IEC 29500-1, 13.3 and 15.2). What a slide reaches is placed on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from review import lazy_re as re
from review.extract.builder import DocumentBuilder
from review.extract.inside import embed_picture
from review.extract.links import tells_a_path
from review.extract.loose_text import loose_text
from review.extract.macros import read_macros
from review.extract.ole_embedded import embed_object
from review.extract.opc import Package
from review.extract.picture_gap import picture_gap
from review.extract.picture_sheet import Shown
from review.model import GapReason, Layer, Place

_PLAIN = """
presProps viewProps tableStyles theme themeOverride slideLayout slideMaster chartStyle chartColorStyle diagramLayout diagramQuickStyle
diagramColors customXmlProps revisionInfo vmlDrawing smartTags featurePropertyBag slideUpdateInfo htmlPubSaveAs
"""
_ORDINARY = frozenset(_PLAIN.split())
_IMAGES = frozenset(("image", "hdphoto", "legacyDiagramText"))
_MEDIA = frozenset(("video", "audio", "media"))
_FILES = frozenset(("package", "oleObject", "aFChunk", "attachment"))
_MACROS = frozenset(("vbaProject", "vbaProjectSignature", "vbaProjectSignatureAgile", "vbaProjectSignatureV3"))
_CONTROLS = frozenset(("control", "activeXControlBinary"))
_QUIET = frozenset(("printerSettings", "font", "digital-signature", "origin"))
_BY_NAME = (
    (re.compile(r".*/media/.*\.(?:mp[34]|m4[av]|wav|wma|wmv|avi|mov|mpe?g|aac|mid)"), "media"),
    (re.compile(r"(?:.*/)?media/.*"), "image"),
    (re.compile(r"(?:.*/)?embeddings/.*"), "package"),
    (re.compile(r"(?:.*/)?activex/.*"), "control"),
    (re.compile(r"(?:.*/)?vbaprojectsignature\w*\.bin"), "vbaProjectSignature"),
    (re.compile(r"(?:.*/)?vbaproject\.bin"), "vbaProject"),
    (re.compile(r"(?:.*/)?fonts/.*"), "font"),
    (re.compile(r"docprops/thumbnail\..*"), "thumbnail"),
    (re.compile(r"ppt/printersettings/.*"), "printerSettings"),
    (re.compile(r"customxml/itemprops\d*\.xml"), "customXmlProps"),
)
_APART = frozenset(("slide", "slideLayout", "slideMaster", "notesMaster", "handoutMaster", "officeDocument", "theme"))


class Owners:
    """Which slide each part belongs to: the first that reaches it. `kinds` tells how the package refers to each part.

    Among `slides` an empty name stands for one that is missing.
    """

    def __init__(self, package: Package, slides: list[str]) -> None:
        self.kinds: dict[str, str] = {}
        targets: dict[str, list[str]] = {}
        for link in package.relationships:
            name = None if link.external else package.find(link.target)
            if name:
                self.kinds.setdefault(name, link.kind)
                targets.setdefault(link.source.lower(), []).append(name)
        self._pages: dict[str, int] = {}
        for number, slide in enumerate(slides, 1):
            if slide:
                self._pages.setdefault(slide, number)
            queue = [slide] if slide else []
            while queue:
                for name in targets.get(queue.pop().lower(), ()):
                    if name not in self._pages and self.kinds[name] not in _APART:
                        self._pages[name] = number
                        queue.append(name)
        self._lower = {name.lower(): page for name, page in self._pages.items()}

    def place(self, name: str) -> Place:
        """Return the slide that a part belongs to, or the part itself."""
        page = self._lower.get(name.lower())
        return Place(path=f"s{page}", page=page) if page else Place(name.removeprefix("ppt/") or "docProps")


def read_links(package: Package, builder: DocumentBuilder, owners: Owners) -> None:
    """Add targets outside the package, except plain web and mail addresses behind a hyperlink."""
    for link in dict.fromkeys(package.relationships):
        plain = link.kind in ("hyperlink", "video", "media") and not tells_a_path(link.target)
        if link.external and link.target.strip() and not plain:
            builder.behind(link.target, owners.place(link.source), Layer.METADATA, "external-link")
        if link.external and link.kind in _MEDIA | {"image"}:
            message = "幻灯片引用了文件外的图片或音视频，未检查。请打开文件人工查看，或改为插入后再检查。"
            builder.gap(GapReason.NEEDS_EYES, message, owners.place(link.source))


def account_for_rest(package: Package, builder: DocumentBuilder, done: Iterable[str], shown: Mapping[str, Shown], owners: Owners) -> None:
    """Read the files inside, and name every part that is not among `done`; `shown` are pictures with where each is first shown."""
    read = {*done}
    for name in package.names:
        lower = name.lower()
        if name in read or lower == "[content_types].xml" or lower.endswith(".rels"):
            continue
        kind = owners.kinds.get(name) or next((kind for pattern, kind in _BY_NAME if pattern.fullmatch(lower)), "")
        if kind in _FILES:
            _file(package, builder, name, owners.place(name))
        else:
            _account_for(package, builder, name, kind, shown, owners.place(name))


def _file(package: Package, builder: DocumentBuilder, name: str, place: Place) -> None:
    short = name.removeprefix("ppt/")
    data = package.content(name)
    if data is None:
        builder.behind(short, place, Layer.EMBEDDED, "attachment")
    else:
        embed_object(builder, data, short, place, short)


def _account_for(package: Package, builder: DocumentBuilder, name: str, kind: str, shown: Mapping[str, Shown], place: Place) -> None:
    short = name.removeprefix("ppt/")
    if kind == "vmlDrawing":
        _older_drawing(package, builder, name, place)
    elif kind in _ORDINARY:
        text = package.stray_text(name)
        if text:
            builder.behind(text, Place(short), Layer.METADATA, "metadata")
    elif kind == "thumbnail":
        builder.behind(short, Place(short), Layer.METADATA, "thumbnail")
    elif kind in _MACROS:
        _macros(builder, package.content(name) or b"", short, kind)
    elif kind not in _QUIET:
        _gap(builder, package, name, kind, shown, place)


def _macros(builder: DocumentBuilder, data: bytes, short: str, kind: str) -> None:
    """Read the source of macros, or what their signature tells."""
    if kind == "vbaProject":
        read_macros(builder, data, short)
    else:
        builder.behind("\n".join([short, *loose_text(data).splitlines()]), Place(short), Layer.METADATA, "metadata")


def _gap(builder: DocumentBuilder, package: Package, name: str, kind: str, shown: Mapping[str, Shown], place: Place) -> None:
    short = name.removeprefix("ppt/")
    where = f"第{place.page}张幻灯片的" if place.page else ""
    if kind in _IMAGES:
        where_shown = shown.get(name, Shown(place))
        place = where_shown.place
        where = f"第{place.page}张幻灯片的" if place.page else "版式、母版或备注用到的" if name in shown else "没有直接使用的"
        if where_shown.cut:
            builder.behind(f"{where}图片（{short}）经过裁剪，裁去的部分仍在文件里", place, Layer.HIDDEN, "cropped-picture")
        if not embed_picture(builder, package.content(name), f"{where}图片（{short}）", short, where_shown):
            picture_gap(builder, f"{where}图片（{short}）", place)
    elif kind in _MEDIA:
        message = f"{where}音频或视频（{short}）不能自动检查。请人工审看后再决定是否公开。"
        builder.gap(GapReason.NEEDS_EYES, message, place)
    elif kind == "ink":
        builder.gap(GapReason.NEEDS_EYES, f"{where}手写墨迹（{short}）不能自动检查。请人工查看后再决定是否公开。", place)
    elif kind in _CONTROLS:
        message = f"{where}窗体控件（{short}）中的内容未检查。请人工查看，或从文件中删除。"
        builder.gap(GapReason.UNSUPPORTED, message, place)
    else:
        message = f"文件内部有不认识的部件（{short}），未读取。请用 WPS 或 PowerPoint 打开后另存为 .pptx，再检查。"
        builder.gap(GapReason.UNSUPPORTED, message, Place(short))


def _older_drawing(package: Package, builder: DocumentBuilder, name: str, place: Place) -> None:
    """Read the text of a drawing that is kept for older programs (VML)."""
    text = package.stray_text(name)
    if text:
        builder.behind(text, place, Layer.HIDDEN, "text")
