"""The rest of an OpenDocument package: properties, settings, macros, earlier versions, and every part that nothing else has read.

Sources: ISO/IEC 26300-2 (package, encryption, signatures) and 26300-1, 4.3 (metadata); folders of LibreOffice from files it wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from review import lazy_re as re
from review.extract import safe_xml
from review.extract.builder import DocumentBuilder
from review.extract.docx_pictures import read_carried, read_picture
from review.extract.links import tells_a_path
from review.extract.odf_names import full, kind, value
from review.extract.ole_embedded import embed_object
from review.extract.opc import Package
from review.extract.properties import add_properties, label
from review.extract.safe_xml import Element
from review.model import GapReason, Layer, Place

_PEOPLE = {"meta:initial-creator": "作者", "dc:creator": "最后修改人", "meta:printed-by": "打印人"}
_SAID = {
    "dc:title": "title",
    "dc:subject": "subject",
    "dc:description": "description",
    "meta:keyword": "keywords",
    "dc:publisher": "发布者",
    "dc:contributor": "参与者",
    "dc:source": "source",
    "dc:rights": "copyright",
    "dc:coverage": "范围",
    "dc:identifier": "identifier",
}
_PROGRAM = re.compile(r"KSO\w+|ICV|AppVersion|(?:ScaleCrop|LinksUpToDate|ShareDoc|HyperlinksChanged|DocSecurity)")
_DECLARED = re.compile(rb"<!DOCTYPE[^>\[]*>")
_SOURCES = frozenset(("CurrentDatabaseDataSource", "CurrentDatabaseCommand"))
_QUIET = re.compile(
    r"mimetype|layout-cache|manifest\.rdf|META-INF/manifest\.xml|Configurations2/.*\.xml|Fonts/.*|(?:.*/)?(?:meta|settings)\.xml"
    r"|(?:Basic|Dialogs)/(?:.*/)?(?:script|dialog)-l[bc]\.xml"
)
_SIGNERS = frozenset(("X509IssuerName", "X509SubjectName", "creator", "description"))
_SOUND = "文件中有音频或视频（{name}），不能自动检查。请人工审看后再决定是否公开。"
_LOCKED = "文件中的 {name} 已加密，未读取。请先取消密码后再检查。"
_UNREAD = "文件内部有不认识的部件（{name}），未读取。请用 WPS 或 LibreOffice 打开后另存，再检查。"
_TOLD = re.compile(r"[\\/\u3400-\u9fff]")
_HANZI = re.compile("[\u3400-\u9fff]")
_AUTOMATIC = re.compile(
    r"(?:图像|图片|图形|图表|框架|形状|对象|表格?|表|文本框|矩形|椭圆|直线|工作表|幻灯片|页|区域|节|标题|默认\S*|正文) ?\d*"
)
_READ = re.compile(
    r".*style-name|display-name|font-(?:family|name).*|family.*|string-value.*|formula|.*-name-(?:asian|complex)|href|help-.*|num-(?:list-)?format"
    r"|label|current-value|value|title|content-validation-name|.*address.*|expression|char|(?:style-)?name-(?:asian|complex)|condition|.*char"
)
_MOST = 1_000_000_000  # code points that may be searched for names; beyond it all are told
_STYLING = frozenset(
    [
        "style",
        "default-style",
        "font-face",
        "list-style",
        "page-layout",
        "master-page",
        "gradient",
        "hatch",
        "marker",
        "stroke-dash",
        "fill-image",
    ]
)


def is_encrypted(package: Package) -> bool:
    """Say whether the document itself is encrypted; a part that is so by itself is named with the others."""
    if package.find("encrypted-package"):
        return True
    return any(name in ("content.xml", "/") for name in _locked(package))


def _locked(package: Package) -> list[str]:
    """Return the encrypted parts. A manifest that names none is not parsed: old ones declare a document type, and hold no text."""
    manifest = package.find("META-INF/manifest.xml")
    data = (package.content(manifest) if manifest else None) or b""
    if b"encryption-data" not in data.replace(b"\0", b""):
        return []
    root = safe_xml.parse(_DECLARED.sub(b"", data, count=1), package.limits)
    entries = (node for node in root.iter() if kind(node).endswith(":file-entry"))
    return [path for entry in entries if any(kind(node).endswith(":encryption-data") for node in entry) for path in _paths(entry)]


def _paths(entry: Element) -> list[str]:
    return [str(text) for key, text in entry.items() if str(key).endswith("full-path")]


def read_meta(root: Element | None, builder: DocumentBuilder) -> list[str]:
    """Add the properties behind the page; return those that name people."""
    people: list[str] = []
    lines: list[str] = []
    meta = None if root is None else next(root.iter(full("office:meta")), None)
    for node in () if meta is None else meta:
        name, text = kind(node), "".join(map(str, node.itertext())).strip()
        target = value(node, "xlink:href")
        if name in _PEOPLE and text:
            people.append(f"{_PEOPLE[name]}：{text}")
        elif name in _SAID and text:
            lines.append(f"{label(_SAID[name])}：{text}")
        elif name == "meta:user-defined" and text and not _PROGRAM.fullmatch(value(node, "meta:name")):
            lines.append(f"{label(value(node, 'meta:name'))}：{text}")
        elif name == "meta:template" and value(node, "xlink:title"):
            lines.append(f"{label('template')}：{value(node, 'xlink:title')}")
        if target and tells_a_path(target):
            builder.behind(target, Place("meta.xml"), Layer.METADATA, "external-link")
    add_properties(builder, lines, Place("meta.xml"))
    return people


def read_settings(root: Element | None, builder: DocumentBuilder) -> None:
    """Add where the file was printed to and where its data came from."""
    for item in () if root is None else root.iter(full("config:config-item")):
        name, text = value(item, "config:name"), (item.text or "").strip()
        if text and ((name in _SOURCES and _TOLD.search(text)) or (name == "PrinterName" and text.startswith("\\\\"))):
            builder.behind(text, Place("settings.xml"), Layer.METADATA, "external-link")


def chosen_labels(attributes: Iterable[tuple[str, str, str, str]], labels: dict[str, None], told: str) -> None:
    """Take as labels the attributes with Chinese characters that stand nowhere in what is `told`: names of tables, shapes, sections."""
    chosen = dict.fromkeys(text.strip() for _, element, name, text in attributes if element not in _STYLING and not _READ.fullmatch(name))
    known = len(chosen) * len(told) <= _MOST
    for text in chosen:
        if not _AUTOMATIC.fullmatch(text) and not (known and text in told):
            labels.setdefault(text, None)


def account_for_rest(package: Package, builder: DocumentBuilder, done: Iterable[str]) -> None:
    """Read or name every part that is not among `done`."""
    locked = set(_locked(package))
    for name in locked:
        builder.gap(GapReason.ENCRYPTED, _LOCKED.format(name=name), Place(name))
    for name in sorted({*package.names} - {*done} - locked):
        read = next((read for pattern, read in _READERS if pattern.fullmatch(name)), None)
        if read:
            read(package, builder, name)
        elif (data := package.content(name)) is not None:
            embed_object(builder, data, name, unread=_UNREAD)


def _signature(package: Package, builder: DocumentBuilder, name: str) -> None:
    """Add who signed the file."""
    root = package.xml(name)
    said = [node.text or "" for node in (() if root is None else root.iter()) if node.tag.rpartition("}")[2] in _SIGNERS]
    builder.behind("\n".join([name, *filter(None, said)]), Place(name), Layer.METADATA, "metadata")


def _thumbnail(package: Package, builder: DocumentBuilder, name: str) -> None:
    builder.behind(name, Place(name), Layer.METADATA, "thumbnail")
    read_carried(builder, package.content(name) or b"", name, None)


def _sound(_package: Package, builder: DocumentBuilder, name: str) -> None:
    builder.gap(GapReason.NEEDS_EYES, _SOUND.format(name=name), Place(name))


def _picture(package: Package, builder: DocumentBuilder, name: str) -> None:
    read_picture(builder, package.content(name) or b"", name, None, 0)


def _quiet(package: Package, builder: DocumentBuilder, name: str) -> None:
    """Look at a part that should hold no text, as far as it is markup."""
    if not name.lower().endswith((".xml", ".rdf")) or name.endswith("manifest.xml") or not package.content(name):
        return
    text = "" if "settings" in name or name.endswith("meta.xml") else package.stray_text(name)
    if _HANZI.search(text):
        builder.behind(text, Place(name), Layer.METADATA, "metadata")


def _macro(package: Package, builder: DocumentBuilder, name: str) -> None:
    """Read a module of macros or a dialogue: what it says and what stands on it."""
    if name.lower().endswith((".xml", ".xlb", ".xdl")):
        root = package.xml(name)
        words = [] if root is None else [*map(str, root.itertext()), *_worded(root)]
    else:
        from review.extract.charset import is_valid

        data = package.content(name) or b""
        words = [data.decode("utf-8" if is_valid(data, "utf-8") else "gb18030", "replace")]
    text = "\n".join(line.rstrip() for word in words for line in word.splitlines() if line.strip())
    builder.behind(text or name, Place(name), Layer.EMBEDDED, "macro")


def _worded(root: Element) -> list[str]:
    """Return the attributes of a dialogue that are words on it."""
    pairs = ((str(key), str(text)) for node in root.iter() for key, text in node.items())
    return [text for key, text in pairs if key.rpartition("}")[2] in ("value", "title", "help-text", "text")]


def _versions(package: Package, builder: DocumentBuilder, name: str) -> None:
    """Take in what was said of earlier versions; the versions themselves are files of their own."""
    root = package.xml(name)
    values = (str(text) for node in (() if root is None else root.iter()) for text in node.attrib.values())
    said = [text for text in values if _HANZI.search(text)]
    builder.behind("\n".join([name, *said]), Place(name), Layer.REVISION, "tracked-change")


_READERS: tuple[tuple[re.Pattern[str], Callable[[Package, DocumentBuilder, str], None]], ...] = (
    (re.compile(r"META-INF/.*signatures.*\.xml"), _signature),
    (_QUIET, _quiet),
    (re.compile(r"(?:Basic|Scripts|Dialogs)/.*"), _macro),
    (re.compile(r"Thumbnails/.*"), _thumbnail),
    (re.compile(r"VersionList\.xml", re.IGNORECASE), _versions),
    (re.compile(r"(?:.*/)?Media/.*|.*\.(?:mp[34]|m4[av]|wav|wma|wmv|avi|mov|mpe?g|ogg|webm)", re.IGNORECASE), _sound),
    (re.compile(r"(?:.*/)?(?:Pictures|ObjectReplacements)/.*|Configurations2/images/.*"), _picture),
)
