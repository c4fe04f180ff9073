"""What a file is, told by its bytes. The name is never believed, only compared."""

from __future__ import annotations

import io
import struct
import zipfile

from review import lazy_re as re
from review.extract.charset import is_valid, unmarked_utf16
from review.extract.ole import SIGNATURE, main_format
from review.model import GapReason

HEAD = 4096
NOTICE = "内部审查材料　不得公开或外传"  # what every report file of ours bears, so that it is told from a draft
GENERATOR = '<meta name="generator" content="xianshen report">'
ARCHIVES = frozenset({"zip", "tar", "gzip"})  # what review.extract.sources opens

_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"BM", "image"),
    (b"8BPS", "image"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"ID3", "media"),
    (b"OggS", "media"),
    (b"RIFF", "media"),
    (b"fLaC", "media"),
    (b"\x1aE\xdf\xa3", "media"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
)
_ENTRIES = 100_000  # a zip with more entries is not listed to learn what it is
_CONTROLS = bytes({*range(0x20), 0x7F} - {*b"\b\t\n\v\f\r\x1a\x1b"})
_HTML = re.compile(
    r"<(?:!doctype\s+html|!--|(?:html|head|body|meta|title|base|link|style|script|div|span|table|p|br|h[1-6]|ul|ol|font|center"
    r"|section|article|main|form|iframe|img|a|b|strong)[\s/>])"
)
_FIELD = re.compile(r"[!-9;-~]+:|[ \t]+\S|from \S")
_SENT = frozenset({"to", "cc", "bcc", "received", "return-path", "message-id", "delivered-to"})  # a saved page was sent to nobody
_MAIL_FIELDS = frozenset({"received", "return-path", "message-id", "content-transfer-encoding"})
_OWN_REPORT = re.compile(
    rb'\A(?:\xef\xbb\xbf)?(?:%s\r?\n|\{"schema": ?"xianshen\.|\{"path": ?"(?:[^"\\]|\\.)*", ?"sha256": ?")' % NOTICE.encode()
)
_ENCODED_WORD = re.compile(r"=\?[!->@-~]+\?[bq]\?")  # RFC 2047
_EARLY = "本版本尚不能检查这种格式"
UNSUPPORTED: dict[str, tuple[GapReason, str]] = {
    "odb": (GapReason.UNSUPPORTED, f"ODF 数据库：{_EARLY}。请导出为 .xlsx 后再检查。"),
    "media": (GapReason.NEEDS_EYES, "音频、视频不能自动检查。请人工审看并记录结果。"),
    "report": (GapReason.UNSUPPORTED, "这是先审的检查报告（内部审查材料），不是文稿，不得公开或外传。请移出要检查或上传的文件夹。"),
    "rar": (GapReason.UNSUPPORTED, "RAR 压缩包不能打开。请解压后检查其中的文件。"),
    "7z": (GapReason.UNSUPPORTED, "7z 压缩包不能打开。请解压后检查其中的文件。"),
    "markup": (GapReason.UNSUPPORTED, f"XML 格式的 Office 文档或矢量图：{_EARLY}。请另存为 .docx、.xlsx 或 PDF 后再检查。"),
    "zip": (GapReason.LIMIT, "压缩包嵌套过深或位于文档内部，未展开。请解压后检查其中的文件。"),
    "tar": (GapReason.LIMIT, "压缩包嵌套过深或位于文档内部，未展开。请解压后检查其中的文件。"),
    "gzip": (GapReason.LIMIT, "压缩包嵌套过深或位于文档内部，未展开。请解压后检查其中的文件。"),
    "bzip2": (GapReason.UNSUPPORTED, "bzip2 压缩文件不能打开。请解压后检查其中的文件。"),
    "xz": (GapReason.UNSUPPORTED, "xz 压缩文件不能打开。请解压后检查其中的文件。"),
    "program": (GapReason.UNSUPPORTED, "这是可执行程序，不是文稿，不能检查，也不应随文公开。"),
    "encrypted-office": (GapReason.ENCRYPTED, "文件已加密。请先取消密码后再检查。"),
    "ole": (GapReason.UNSUPPORTED, "不认识的旧版 Office 复合文件，未读取。请另存为 .docx 或 .xlsx 后再检查。"),
    "damaged-zip": (GapReason.DAMAGED, "文件已损坏，无法打开。请重新保存或重新取得原件后再检查。"),
    "binary": (GapReason.UNSUPPORTED, "不认识的文件格式，未读取。请人工核对内容，或转换为 docx、pdf 后再检查。"),
}

_SUFFIXES: dict[str, frozenset[str]] = {
    suffix: frozenset(kinds.split())
    for suffixes, kinds in (
        ("docx docm dotx dotm", "docx encrypted-office damaged-zip"),
        ("xlsx xlsm xltx xltm xlsb", "xlsx encrypted-office damaged-zip"),
        ("pptx pptm ppsx ppsm potx potm", "pptx encrypted-office damaged-zip"),
        ("doc dot wps", "doc ole docx encrypted-office"),
        ("xls et", "xls ole xlsx encrypted-office"),
        ("ppt dps", "ppt ole pptx encrypted-office"),
        ("pdf", "pdf"),
        ("ofd", "ofd damaged-zip"),
        ("odt ott", "odt damaged-zip"),
        ("ods ots", "ods damaged-zip"),
        ("odp otp odg otg", "odp damaged-zip"),
        ("fodt fods fodp fodg", "odt ods odp"),
        ("odb", "odb damaged-zip"),
        ("rtf", "rtf"),
        ("htm html xhtml", "html report"),
        ("mht mhtml", "mhtml"),
        ("eml", "eml mhtml"),
        ("msg", "msg ole"),
        ("txt csv tsv", "text report"),
        ("md", "text html"),
        ("png jpg jpeg jpe jfif gif bmp tif tiff webp heic heif avif psd", "image"),
        ("zip", "zip damaged-zip"),
        ("tar", "tar"),
        ("gz tgz", "gzip"),
        ("rar", "rar"),
        ("7z", "7z"),
    )
    for suffix in suffixes.split()
}


def expected_formats(name: str) -> frozenset[str]:
    """Return the formats that a file with this suffix may have; empty if the suffix promises nothing."""
    stem, dot, suffix = name.rpartition(".")
    return _SUFFIXES.get(suffix.lower(), frozenset()) if dot and stem else frozenset()


def sniff(data: bytes) -> str:
    """Return the format of `data`: a key of the extractor table or of `UNSUPPORTED`."""
    head = data[:HEAD]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK\x03\x04")):
        return _zip_kind(data)
    if head.startswith(SIGNATURE):
        return main_format(data)
    if b"%PDF-" in head[:1024] and (head.lstrip(b"\xef\xbb\xbf\x00 \t\r\n").startswith(b"%PDF-") or b" obj" in data):
        return "pdf"
    if head[:2] == b"\x00\x00" and head[4:8] == b"ftyp":
        return "image" if head[8:12] in (b"heic", b"heix", b"mif1", b"avif") else "media"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image"
    if head[257:262] == b"ustar":
        return "tar"
    for magic, kind in _MAGIC:
        if head.startswith(magic) and not (magic.isalnum() and _reads_as_text(head)):
            return kind
    return _text_kind(head)


_MARKUP = re.compile(
    r"\A(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<!doctype[^>]*>\s*)*(?:<\?mso-application|<(?:w:worddocument|pkg:package|svg)[\s>])", re.DOTALL
)


def _zip_kind(data: bytes) -> str:
    if data.count(b"PK\x01\x02") > _ENTRIES:
        return "zip"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, OSError):
        return "damaged-zip"
    lower = {name.replace("\\", "/").lower() for name in names}
    if "[content_types].xml" in lower:
        for folder, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
            if any(name.startswith(folder) for name in lower):
                return kind
    elif lower & {"word/document.xml", "xl/workbook.xml", "ppt/presentation.xml"}:
        return "damaged-zip"
    if "ofd.xml" in lower:
        return "ofd"
    if "mimetype" in lower and lower & {"content.xml", "encrypted-package"}:
        return _odf_kind(data)
    return "zip"


def _odf_kind(data: bytes) -> str:
    """Tell by the media type, which stands at the beginning as it is (ISO/IEC 26300-2, 3.3); a text if it says nothing."""
    return next((kind for words, kind in _ODF if any(word in data[30:160] for word in words)), "odt")


_ODF = (
    ((b".spreadsheet",), "ods"),
    ((b".presentation", b".graphics"), "odp"),
    ((b".database", b".base"), "odb"),
)
_FLAT = re.compile(r"\A(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<office:document\s", re.DOTALL)


def _text_kind(head: bytes) -> str:
    if _OWN_REPORT.match(head) or (head[:15].lower() == b"<!doctype html>" and GENERATOR.encode() in head):
        return "report"
    wide = _wide_encoding(head)
    if wide is None and _is_binary(head):
        return "binary"
    start = head.decode(wide or "latin-1", "replace").lstrip("\ufeffï»¿ \t\r\n").lower()
    if _HTML.match(start) or (start.startswith("<?xml") and "<html" in start):
        return "html"
    if _FLAT.match(start):
        return next((kind for words, kind in _ODF if any(b"opendocument" + word in head for word in words)), "odt")
    if _MARKUP.search(start):
        return "markup"
    return _mail_kind(start.replace("\r\n", "\n")) or "text"


def _mail_kind(start: str) -> str | None:
    """Tell mail by the header at the top: every line is a field or continues one, and the fields are those of mail."""
    block, blank, _ = start.partition("\n\n")
    lines = block.split("\n") if blank else block.split("\n")[:-1]
    if not all(_FIELD.match(line) for line in lines):
        return None
    names = {line.partition(":")[0] for line in lines}
    if "mime-version" in names:
        saved = "multipart/related" in block and not names & _SENT
        return "mhtml" if saved or "snapshot-content-location" in names else "eml"
    encoded = bool(names & {"from", "to", "subject"}) and bool(_ENCODED_WORD.search(block))
    return "eml" if encoded or names & _MAIL_FIELDS or names >= {"from", "subject", "date"} else None


def _wide_encoding(head: bytes) -> str | None:
    if head.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return "utf-32"
    return "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else unmarked_utf16(head)


def _is_binary(head: bytes) -> bool:
    """Tell data from text by its control characters; a stray one does not make a text a program."""
    return len(head) - len(head.translate(None, _CONTROLS)) > 1 + len(head) // 64


def _reads_as_text(head: bytes) -> bool:
    return not _is_binary(head) and (is_valid(head, "utf-8") or is_valid(head, "gb18030"))
