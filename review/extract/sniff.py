"""What a file is, told by its bytes. The name is never believed, only compared."""

from __future__ import annotations

import io
import zipfile

from review.model import GapReason

HEAD = 4096

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
    (b"\x1f\x8b", "gzip"),
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
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (("EncryptedPackage", "encrypted-office"), ("WordDocument", "doc"), ("Workbook", "xls"), ("PowerPoint Document", "ppt"), ("__properties_version1.0", "msg"))

_EARLY = "本版本尚不能检查这种格式"
UNSUPPORTED: dict[str, tuple[GapReason, str]] = {
    "doc": (GapReason.UNSUPPORTED, f"旧版 Word/WPS 文档（.doc/.wps）：{_EARLY}。请用 WPS 或 Word 另存为 .docx 后再检查。"),
    "ppt": (GapReason.UNSUPPORTED, f"旧版演示文稿（.ppt/.dps）：{_EARLY}。请导出为 PDF 后再检查，并人工查看备注页。"),
    "pptx": (GapReason.UNSUPPORTED, f"演示文稿（.pptx）：{_EARLY}。请导出为 PDF 后再检查，并人工查看备注页。"),
    "ofd": (GapReason.UNSUPPORTED, f"版式文件（.ofd）：{_EARLY}。请导出为 PDF 后再检查。"),
    "rtf": (GapReason.UNSUPPORTED, f"RTF 文档：{_EARLY}。请另存为 .docx 后再检查。"),
    "odf": (GapReason.UNSUPPORTED, f"ODF 文档：{_EARLY}。请另存为 .docx 或 .xlsx 后再检查。"),
    "eml": (GapReason.UNSUPPORTED, f"电子邮件：{_EARLY}。请将正文和附件分别保存后再检查。"),
    "msg": (GapReason.UNSUPPORTED, f"Outlook 邮件：{_EARLY}。请将正文和附件分别保存后再检查。"),
    "image": (GapReason.NEEDS_OCR, "图片中的文字尚未识别。请人工逐张查看后再决定是否公开。"),
    "media": (GapReason.NEEDS_EYES, "音频、视频不能自动检查。请人工审看并记录结果。"),
    "rar": (GapReason.UNSUPPORTED, "RAR 压缩包不能打开。请解压后检查其中的文件。"),
    "7z": (GapReason.UNSUPPORTED, "7z 压缩包不能打开。请解压后检查其中的文件。"),
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
        ("pptx pptm ppsx", "pptx encrypted-office damaged-zip"),
        ("doc dot wps", "doc ole docx encrypted-office"),
        ("xls et", "xls ole xlsx encrypted-office"),
        ("ppt dps", "ppt ole pptx encrypted-office"),
        ("pdf", "pdf"),
        ("ofd", "ofd damaged-zip"),
        ("rtf", "rtf"),
        ("htm html xhtml", "html"),
        ("mht mhtml", "mhtml"),
        ("eml", "eml"),
        ("msg", "msg ole"),
        ("txt csv md tsv", "text"),
        ("png jpg jpeg gif bmp tif tiff", "image"),
        ("zip", "zip damaged-zip"),
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
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zip_kind(data)
    if head.startswith(_OLE):
        return next((kind for stream, kind in _OLE_STREAMS if stream.encode("utf-16-le") in data), "ole")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head[4:8] == b"ftyp":
        return "image" if head[8:12] in (b"heic", b"heix", b"mif1", b"avif") else "media"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image"
    if data[257:262] == b"ustar":
        return "tar"
    for magic, kind in _MAGIC:
        if head.startswith(magic) and not (magic in (b"BM", b"MZ") and b"\x00" not in head):
            return kind
    return _text_kind(head)


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return "damaged-zip"
    lower = {name.replace("\\", "/").lower() for name in names}
    if "[content_types].xml" in lower:
        for folder, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
            if any(name.startswith(folder) for name in lower):
                return kind
    if "ofd.xml" in lower:
        return "ofd"
    if "mimetype" in lower and "content.xml" in lower:
        return "odf"
    return "zip"


def _text_kind(head: bytes) -> str:
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = head.decode("utf-16", "replace") if wide else head.decode("latin-1")
    start = text.lstrip("\ufeffï»¿ \t\r\n").lower()
    if start.startswith(("<!doctype html", "<html", "<head", "<body", "<!--")) or (start.startswith("<?xml") and "<html" in start):
        return "html"
    if "\nmime-version:" in f"\n{start}":
        return "mhtml" if "multipart/related" in start or "snapshot-content-location" in start else "eml"
    if start.startswith(("from:", "received:", "return-path:", "message-id:")) and "\nsubject:" in start:
        return "eml"
    if not wide and head.count(b"\x00") > len(head) // 100 and not _looks_like_utf16(head):
        return "binary"
    return "text"


def _looks_like_utf16(head: bytes) -> bool:
    """Tell text in UTF-16 without a mark: every other byte of ASCII line ends or digits is zero, never both."""
    even, odd = head[0::2], head[1::2]
    low, high = sorted((even.count(0), odd.count(0)))
    return high > 0 and low == 0
