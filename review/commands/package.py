"""The 发布包: the signed files, byte for byte, in a folder to upload, and beside it the text to paste."""

from __future__ import annotations

from pathlib import Path

from review.commands.opened import Opened
from review.digest import canonical_json, sha256
from review.errors import RefusedError
from review.extract import extract
from review.model import Document
from review.store.unit_folder import safe

UPLOAD, TEXT, SHEET = "上传", "正文文字.txt", "发布说明.txt"


def main_document(opened: Opened) -> Document:
    """Return what is read of the main document that was signed."""
    history = opened.history
    file = history.files[0]
    data = opened.desk.folder.frozen_bytes(history.matter, history.number, 0, file["name"], file["sha256"])
    return extract(data, file["name"])


def write_package(opened: Opened, above: Path, url: str) -> tuple[Path, str]:
    """Write the package into a new folder below `above`; return where it is and the digest of its files.

    Raises RefusedError (XS659) if the folder is there already.
    """
    history = opened.history
    folder = above / safe(f"发布包 {history.title}")
    try:
        (folder / UPLOAD).mkdir(parents=True)
    except FileExistsError as error:
        raise RefusedError("XS659", f"“{folder}”已经存在，没有覆盖。", "请移走以前的发布包，或用 --output 换一个位置。") from error
    listed: list[tuple[str, str]] = []
    for number, file in enumerate(history.files):
        data = opened.desk.folder.frozen_bytes(history.matter, history.number, number, file["name"], file["sha256"])
        name = safe(file["name"]) if safe(file["name"]) not in {n for n, _ in listed} else safe(f"{number + 1}_{file['name']}")
        (folder / UPLOAD / name).write_bytes(data)
        listed.append((name, file["sha256"]))
    document = main_document(opened)
    text = document.text[: document.visible_end].encode()
    (folder / TEXT).write_bytes(text)
    lines = [f"标题：{history.title}", f"渠道：{history.channel}", f"网址：{url}", "文件："]
    lines += [f"  {name}　SHA-256 {digest}" for name, digest in listed]
    lines += ["只上传“上传”文件夹里的文件；网页正文从“正文文字.txt”粘贴，不要另行改动。本说明不上传。"]
    (folder / SHEET).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder, sha256(canonical_json([*listed, (TEXT, sha256(text))]))
