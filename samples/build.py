"""Makes all sample documents from their sources: ``python samples/build.py``.

``source/clean/公示.docx.txt`` becomes ``clean/公示.docx``. Needs the dev extra. Building twice gives the same bytes.
"""

from __future__ import annotations

from pathlib import Path

from writing import book, letter, pages, web

HERE = Path(__file__).parent
OLD_CODE_PAGE = {"防汛紧急通知.txt", "县政府常务会议.txt"}  # saved as an older Windows does
WRITERS = {".docx": letter.write, ".pdf": pages.write, ".xlsx": book.write, ".html": web.page, ".mhtml": web.archive}


def plain(name: str, source: str) -> bytes:
    r"""Return a text file as the sample wants it encoded; ``\u200b`` in a source is the invisible character itself."""
    if name.endswith(".csv"):
        return source.replace("\n", "\r\n").encode("utf-8-sig")
    if name in OLD_CODE_PAGE:
        return source.replace("\n", "\r\n").encode("gb18030")
    return source.replace("\\u200b", "\u200b").encode()


def build(target: Path) -> None:
    """Write every sample below `target`, in the folders clean and leaky."""
    for path in sorted((HERE / "source").glob("*/*.txt")):
        source = path.read_text(encoding="utf-8")
        document = target / path.parent.name / path.stem
        writer = WRITERS.get(document.suffix)
        document.parent.mkdir(parents=True, exist_ok=True)
        document.write_bytes(writer(source) if writer else plain(document.name, source))


if __name__ == "__main__":
    build(HERE)
