"""A report that goes to a file: whole or not at all, for its owner's eyes only, and if it is long with a folder of pages beside it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

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


def long_inside(form: str, file: Path, paths: Iterable[Path]) -> Path | None:
    """Return the folder that is to be checked and in which the pages of this report would lie, to be checked and uploaded with it."""
    if form != "html":
        return None
    from review.commands.progress import count
    from review.report.html_pages import MANY

    inside = file.resolve()
    return next((path for path in paths if path.is_dir() and inside.is_relative_to(path.resolve()) and count([path]) >= MANY), None)
