"""A report that goes to a file: whole or not at all, for its owner's eyes only, and if it is long with a folder of pages beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from review.errors import UsageError
from review.report import Item, Options
from review.report import write as write_report
from review.store import private

_PAGES = "_分页"


def pages_of(form: str, file: Path | None) -> Path | None:
    """Return the folder where the pages of a report lie, if it is of a kind that may have any."""
    return file.with_name(f"{file.stem}{_PAGES}") if form == "html" and file else None


def file_report(form: str, items: Iterable[Item], options: Options, file: Path) -> Path | None:
    """Write a report to a file; return the folder with its pages, if it has any.

    Raises UsageError (XS105) if what lies there is no earlier report; OSError if it cannot be written.
    """
    folder = pages_of(form, file)
    if folder is None:
        with private.gathering(file) as stream:
            write_report(form, items, options, stream)
        return None
    from review.report.html_pages import PAGE, write_html

    pages = private.Pages(folder, PAGE.fullmatch)
    if pages.in_the_way:
        raise UsageError("XS105", f"报告的分页要写到“{folder}”，那里有别的文件。", "请换一个文件名，或移走那个文件夹。")
    try:
        with private.gathering(file) as stream:
            write_html(items, options, stream, pages.keep, file=file.name, folder=folder.name)
            pages.put_in_place()
    finally:
        pages.throw_away()
    return folder if folder.is_dir() else None


def write_file(form: str, items: Iterable[Item], options: Options, file: Path) -> None:
    """Write a report to a file and say where it is. Raises UsageError (XS105) if it cannot be written there."""
    try:
        pages = file_report(form, items, options, file)
    except OSError as error:
        raise UsageError("XS105", f"报告写不进“{file}”。", "请换一个位置。") from error
    click.echo(f"报告已写入：{file}" + (f"，各文件的分页在：{pages}" if pages else ""), err=True)


def refuse_places(paths: Sequence[Path], form: str, file: Path | None, ledger: Path | None) -> None:
    """Raise UsageError (XS105) for a report in the place of a document, and for a 检查台账 or many pages among the documents.

    They would be checked, and perhaps uploaded, with them.
    """
    for written in filter(None, (file, ledger)):
        if any(path.exists() and written.exists() and path.samefile(written) for path in paths):
            raise UsageError("XS105", f"报告不能写到被检查的文件“{written}”上。", "请换一个文件名。")
    elsewhere = "请换一个位置，以免同文稿一起上传。"
    if ledger is not None and _folder_around(ledger, paths):
        raise UsageError("XS105", f"检查台账不能写在被检查的文件夹里（“{ledger}”）。", elsewhere)
    around = _folder_around(file, paths) if file is not None and form == "html" else None
    if around is not None and _many(around):
        raise UsageError("XS105", f"文件很多，报告要分页，不能写在被检查的文件夹“{around}”里。", elsewhere)


def _folder_around(file: Path, paths: Iterable[Path]) -> Path | None:
    inside = file.resolve()
    return next((path for path in paths if path.is_dir() and inside.is_relative_to(path.resolve())), None)


def _many(folder: Path) -> bool:
    from review.commands.progress import count
    from review.report.html_pages import MANY

    return count([folder]) >= MANY
