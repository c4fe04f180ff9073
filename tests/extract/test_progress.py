"""A page that kills its reader costs that page: the others are read, and the gap says which one is missing."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from pdf_writer import Pdf, show
from test_worker import ROOM, bomb, endless

from review.errors import CannotRead
from review.extract import pdf, worker
from review.extract.limits import MIB
from review.extract.pdf_suspect import _under_text
from review.extract.progress import PROGRESS, STRUCTURE
from review.extract.worker import read_isolated
from review.model import Document, GapReason

HASTY = ROOM._replace(seconds=2.0, page_seconds=0.0, memory_bytes=4096 * MIB, recognise=False)


def five(*bad: int, spoil: Callable[[Pdf], Pdf] = endless) -> bytes:
    """Five pages, some of them spoilt."""
    file = Pdf()
    for number in range(1, 6):
        if number in bad:
            spoil(file)
        else:
            file.page(show(72, 700, f"第{number}页的内容"))
    return file.build()


def read_pages(document: Document) -> list[int]:
    return [number for number in range(1, 6) if f"第{number}页的内容" in document.text]


def lost(document: Document) -> list[tuple[GapReason, int | None]]:
    return [(gap.reason, gap.place.page) for gap in document.gaps]


def test_page_that_hangs_costs_only_itself():
    document = read_isolated("pdf", five(3), HASTY)
    assert (read_pages(document), lost(document)) == ([1, 2, 4, 5], [(GapReason.TIMEOUT, 3)])


def test_page_that_aborts_the_reader_costs_only_itself():
    read_isolated("pdf", five(), ROOM)
    document = read_isolated("pdf", five(3, spoil=bomb), ROOM._replace(recognise=False))
    assert (read_pages(document), lost(document)[0]) == ([1, 2, 4, 5], (GapReason.CRASHED, 3))


def test_page_that_hangs_does_not_take_the_time_of_all_pages():
    """Five pages may take long, one of them may not."""
    document = read_isolated("pdf", five(3), HASTY._replace(page_seconds=100.0))
    assert (read_pages(document), lost(document)) == ([1, 2, 4, 5], [(GapReason.TIMEOUT, 3)])


def test_pages_after_too_many_bad_ones_are_one_gap(monkeypatch):
    monkeypatch.setattr(worker, "MOST_LOST", 1)
    document = read_isolated("pdf", five(2, 4, 5), HASTY)
    assert (read_pages(document), lost(document)) == ([1, 3], [(GapReason.TIMEOUT, 2), (GapReason.TIMEOUT, None)])
    assert "从第 4 页起未检查（共 5 页）" in document.gaps[1].message


def test_attempts_share_the_longest_time():
    with pytest.raises(CannotRead) as caught:
        read_isolated("pdf", five(3), HASTY._replace(most_seconds=2.0))
    assert caught.value.reason is GapReason.TIMEOUT


def test_page_of_an_attached_file_is_told_apart():
    outer = Pdf().page(show(72, 700, "正文"))
    document = read_isolated("eml", _mail(five(3), outer.build()), HASTY)
    assert (read_pages(document), "正文" in document.text) == ([1, 2, 4, 5], True)
    assert [(gap.reason, gap.place.page) for inner in document.inner for gap in inner.document.gaps] == [(GapReason.TIMEOUT, 3)]


def test_what_lies_behind_the_pages_can_be_lost_as_well():
    told = []
    PROGRESS.start(told.append, {(1, STRUCTURE): GapReason.CRASHED}, None)
    try:
        document = pdf.read(five(), ROOM._replace(recognise=False))
    finally:
        PROGRESS.stop()
    assert read_pages(document) == [1, 2, 3, 4, 5]
    assert told == [(1, number) for number in range(1, 6)]
    assert "隐藏内容使程序异常中止" in document.gaps[0].message


def test_time_that_is_added_while_a_page_is_read_may_go_to_that_page():
    watchdog = worker._Watchdog(lambda: None)
    watchdog.allow(30.0)
    watchdog.begin_page(60.0)
    ends = watchdog._page_ends
    watchdog.allow(45.0)
    watchdog.stop()
    assert math.isclose(watchdog._page_ends, ends + 15.0)


def _mail(*files: bytes) -> bytes:
    from email.message import EmailMessage

    mail = EmailMessage()
    mail["Subject"] = "x"
    mail.set_content("y")
    for number, data in enumerate(files):
        mail.add_attachment(data, maintype="application", subtype="pdf", filename=f"{number}.pdf")
    return mail.as_bytes()


def test_page_with_thousands_of_pieces_at_one_place_takes_no_pair_of_them_in_hand():
    import numpy as np

    boxes = np.array([[0.0, 0.0, 9.0, 9.0]] * 12 + [[20.0, 0.0, 29.0, 9.0]])
    assert _under_text(None, [], boxes[:0]) == []
    assert _under_text(None, [None] * 13, boxes) == list(range(11))
