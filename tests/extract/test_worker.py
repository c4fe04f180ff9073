"""One bad file costs one gap, never the program."""

from __future__ import annotations

import functools
import io
import os
import subprocess
import sys
import threading
import zlib
from pathlib import Path

import pytest
from pdf_writer import Pdf, show

from review.errors import CannotRead
from review.extract import ISOLATED, codec, extract, worker
from review.extract.limits import DEFAULT, MIB
from review.extract.worker import read_isolated
from review.model import Document, Gap, GapReason, Layer, Place, Segment, Zone

GOOD = Pdf().page(show(72, 700, "关于开展检查的通知")).build()
ROOM = DEFAULT._replace(memory_bytes=512 * MIB)


@functools.cache
def _spaces() -> bytes:
    packer, spaces = zlib.compressobj(1), b" " * MIB
    return zlib.compress(b"".join(packer.compress(spaces) for _ in range(1024)) + packer.flush(), 9)


def bomb(pdf: Pdf) -> Pdf:
    """Add a page whose 3 KB of content unpack to 1 GB of spaces: pdfium aborts when memory ends."""
    return pdf.page(_spaces(), filters=b"/Filter [/FlateDecode /FlateDecode] ")


def endless(pdf: Pdf) -> Pdf:
    """Add a page that draws ten letters through ten forms through ten forms …: more work than any time limit."""
    inner = pdf.add(b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 0 >>\nstream\n\nendstream")
    for _ in range(9):
        resources = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >> /Length 60" % inner
        inner = pdf.add(b"<< %s >>\nstream\n%s\nendstream" % (resources, b"/X Do " * 10))
    return pdf.page(b"/X Do", entries=b"/Resources << /XObject << /X %d 0 R >> >>" % inner)


def reason_of(data: bytes, **changes) -> GapReason:
    """Return why the file, or the first of its pages that was lost, was not read."""
    try:
        problem: CannotRead | Gap = read_isolated("pdf", data, ROOM._replace(**changes)).gaps[0]
    except CannotRead as error:
        problem = error
    assert problem.message.endswith("。")
    return problem.reason


def test_file_is_read_as_without_isolation():
    from review.extract.pdf import read

    assert read_isolated("pdf", GOOD, ROOM) == read(GOOD, ROOM)


def test_abort_of_the_native_library_is_a_gap_and_the_next_file_is_read():
    assert reason_of(bomb(Pdf()).build()) is GapReason.CRASHED
    assert read_isolated("pdf", GOOD, ROOM).text.startswith("关于开展检查的通知\n")


def test_endless_work_ends_at_the_time_limit_and_the_next_file_is_read():
    assert reason_of(endless(Pdf()).build(), seconds=1.0, memory_bytes=4096 * MIB) is GapReason.TIMEOUT
    assert read_isolated("pdf", GOOD, ROOM).text.startswith("关于")


def test_time_is_longer_for_a_file_with_pages_once_they_are_counted(monkeypatch):
    told = []
    allow = worker._Watchdog.allow
    monkeypatch.setattr(worker._Watchdog, "allow", lambda watchdog, seconds: told.append(seconds) or allow(watchdog, seconds))
    read_isolated("pdf", GOOD, DEFAULT._replace(seconds=10.0, page_seconds=1.5))
    assert told == [10.0, 11.5]


def test_time_of_one_file_ends_with_it():
    from review.extract.limits import CLOCK

    told: list[tuple[int, int]] = []
    CLOCK.start(lambda *counts: told.append(counts))
    began, pages = CLOCK.count(3)
    assert CLOCK.count(2) == (began, 5)
    CLOCK.count_recognised()
    CLOCK.stop()
    assert (told, pages) == ([(3, 0), (5, 0), (5, 1)], 3)
    assert CLOCK.count(1)[1] == 1


def test_refusal_of_the_extractor_keeps_its_reason_and_its_process():
    read_isolated("pdf", GOOD, ROOM)
    before = worker._keeper._child
    assert reason_of(b"%PDF-1.7\nnothing else") is GapReason.DAMAGED
    assert worker._keeper._child is before


def test_process_that_met_a_limit_is_not_used_again():
    assert reason_of(GOOD, text_chars=1) is GapReason.LIMIT
    assert worker._keeper._child is None
    assert read_isolated("pdf", GOOD, ROOM).text.startswith("关于")


def answers_of(requests: int, prelude: str) -> list[bool]:
    """Hand a child so many requests; return what each answer says: is it the last?"""
    script = (
        "from review.extract import child, process_bounds\n"
        "from review.model import Document\n"
        "held = []\n"
        "def reader(data, limits):\n"
        "    return Document('', 'pdf', 'x', ())\n"
        f"{prelude}\n"
        "child.extractor = lambda _: reader\n"
        "child.main()\n"
    )
    request = io.BytesIO()
    for _ in range(requests):
        codec.write_frame(request, codec.encode({"kind": "pdf", "limits": {}}))
        codec.write_frame(request, b"")
    done = subprocess.run([sys.executable, "-c", script], input=request.getvalue(), capture_output=True, check=True, timeout=60)
    answer, last = io.BytesIO(done.stdout), []
    while answer.tell() < len(done.stdout):
        frame = codec.decode(codec.read_frame(answer))
        if "end" in frame:
            last.append(frame["last"])
    return last


def test_child_is_replaced_after_two_hundred_files():
    assert answers_of(205, "") == [False] * 199 + [True]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell how much memory is held")
def test_child_that_does_not_give_memory_back_is_replaced():
    kept = "def reader(data, limits):\n    held.append(b'x' * (220 << 20))\n    return Document('', 'pdf', 'x', ())"
    assert answers_of(5, kept) == [False, True]


def test_boxes_in_boxes_share_one_budget_in_the_child(monkeypatch):
    from review.extract import child, zipped

    left = []

    def reader(data, limits):
        left.append(zipped._LEFT.get())
        return Document("", "pdf", "", ())

    monkeypatch.setattr(child, "extractor", lambda _: reader)
    child._read("pdf", b"", ROOM._replace(unpacked_bytes=7))
    assert left == [[14]]


def test_what_needs_no_resource_module_still_works(monkeypatch):
    from review.extract import process_bounds

    monkeypatch.setattr(process_bounds, "resource", None)
    process_bounds.bound_files(1, 1)
    process_bounds.bound_memory(1)
    process_bounds.bound_processor(process_bounds.processor_seconds())
    process_bounds.unbound()
    assert process_bounds.memory_bytes() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no resource limits on Windows")
def test_child_cannot_fill_the_disk(tmp_path):
    script = (
        "import sys\n"
        "from review.extract import child, process_bounds\n"
        "process_bounds.bound_files(child.FILE_BYTES, child.OPEN_FILES)\n"
        "open(sys.argv[1], 'wb').write(bytes(2 * child.FILE_BYTES))\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path / "big")], capture_output=True, check=False, timeout=60)
    assert b"File too large" in done.stderr


def test_memory_that_runs_out_in_python_is_a_limit(monkeypatch):
    from review.extract import child

    def hungry(data, limits):
        raise MemoryError

    monkeypatch.setattr(child, "extractor", lambda _: hungry)
    assert child._read("pdf", b"", ROOM)[0] is GapReason.LIMIT


def test_panic_of_a_rust_library_is_a_crash_though_no_exception(monkeypatch):
    from review.extract import child

    class Panic(BaseException):
        pass

    def panicking(data, limits):
        raise Panic

    monkeypatch.setattr(child, "extractor", lambda _: panicking)
    assert child._read("xlsx", b"", ROOM)[0] is GapReason.CRASHED


def test_missing_library_says_so(monkeypatch):
    from review.extract import child

    def lacking(data, limits):
        raise ImportError

    monkeypatch.setattr(child, "extractor", lambda _: lacking)
    assert child._read("xlsx", b"", ROOM)[0] is GapReason.ENGINE_MISSING


def test_interpreter_that_cannot_be_started_is_a_missing_engine(monkeypatch):
    monkeypatch.setattr(worker, "_keeper", worker._Keeper())
    monkeypatch.setattr(sys, "executable", str(Path(os.devnull) / "python"))
    assert reason_of(GOOD) is GapReason.ENGINE_MISSING


def test_child_that_died_between_two_files_is_replaced():
    read_isolated("pdf", GOOD, ROOM)
    worker._keeper._child._process.kill()
    worker._keeper._child._process.wait()
    assert read_isolated("pdf", GOOD, ROOM).text.startswith("关于")


def test_large_answer_comes_through_both_pipes():
    pages = Pdf()
    for _ in range(60):
        pages.page(b"".join(show(20, 800 - 8 * line, "公" * 60, size=6) for line in range(95)))
    document = read_isolated("pdf", pages.build(), ROOM)
    assert document.text.count("公") == 60 * 95 * 60
    assert len(document.segments) == 60 * 95


def test_threads_take_turns():
    texts = []

    def work():
        texts.append(read_isolated("pdf", GOOD, ROOM).text)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(texts) == 4
    assert len(set(texts)) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_forked_process_uses_a_child_of_its_own():
    script = (
        "import os, sys\n"
        "from review.extract import worker\n"
        "from review.extract.limits import DEFAULT\n"
        "data = sys.stdin.buffer.read()\n"
        "first = worker.read_isolated('pdf', data, DEFAULT)\n"
        "mine = worker._keeper._child._process.pid\n"
        "pid = os.fork()\n"
        "again = worker.read_isolated('pdf', data, DEFAULT)\n"
        "same = worker._keeper._child._process.pid == mine\n"
        "good = first == again and same == (pid != 0)\n"
        "if pid == 0:\n"
        "    worker._keeper.close()\n"
        "    os._exit(0 if good else 1)\n"
        "sys.exit(0 if good and os.waitpid(pid, 0)[1] == 0 else 1)\n"
    )
    assert subprocess.run([sys.executable, "-c", script], input=GOOD, check=False, timeout=60).returncode == 0


def test_module_beside_the_draft_is_not_run(tmp_path, monkeypatch):
    (tmp_path / "json.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(worker, "_keeper", worker._Keeper())
    assert read_isolated("pdf", GOOD, ROOM).text.startswith("关于")
    worker._keeper.close()


def test_nothing_native_code_prints_reaches_the_answer():
    script = (
        "import os\n"
        "from review.extract import child\n"
        "from review.model import Document\n"
        "def noisy(data, limits):\n"
        "    os.write(1, b'noise' * 1000)\n"
        "    return Document('', 'pdf', 'quiet', ())\n"
        "child.extractor = lambda _: noisy\n"
        "child.main()\n"
    )
    request = io.BytesIO()
    codec.write_frame(request, codec.encode({"kind": "pdf", "limits": {}}))
    codec.write_frame(request, b"")
    done = subprocess.run([sys.executable, "-c", script], input=request.getvalue(), capture_output=True, check=True, timeout=60)
    answer = io.BytesIO(done.stdout)
    frames = [codec.decode(codec.read_frame(answer)) for _ in range(3)]
    assert [frames[1], frames[2]["end"], answer.read()] == [{"text": "quiet"}, None, b""]


def test_document_survives_the_wire_unchanged():
    place = Place("body", "t1/r2/c3", 4, Zone.TABLE, (1.5, 2.0, 3.25, 4.0))
    segments = tuple(Segment(i, i + 1, place, Layer.HIDDEN, "comment") for i in range(codec.SEGMENTS + 1))
    text = "𠮷\ud800\x00\u2028" * (codec.TEXT_CHARS // 4 + 1)
    document = Document("", "xlsx", text, segments, (Gap(GapReason.LIMIT, "太多", place), Gap(GapReason.DAMAGED, "坏")))
    assert codec.document_from(map(codec.decode, codec.document_frames(document))) == document


@pytest.mark.parametrize("frame", [b"\xff", b"{", b'{"format":"pdf","gaps":[["no such reason","",[]]]}', b'{"segments":[[0,1]]}', b"[]"])
def test_answer_out_of_order_is_a_broken_channel(frame):
    with pytest.raises(codec.BrokenChannelError):
        codec.document_from(iter([codec.decode(frame)]))


def test_absurd_length_is_refused_before_memory_is_taken():
    with pytest.raises(codec.BrokenChannelError):
        codec.read_frame(io.BytesIO((1 << 60).to_bytes(8, "big") + b"x"))


def test_extract_turns_a_crash_into_a_gap_of_the_document():
    document = extract(bomb(Pdf()).build(), "通知.pdf", ROOM)
    assert (document.name, document.text, document.gaps[0].reason) == ("通知.pdf", "", GapReason.CRASHED)


@pytest.mark.parametrize("kind", ["rtf", "eml", "msg", "pptx", "ofd"])
def test_format_whose_work_only_a_clock_bounds_is_read_in_the_child(kind):
    assert kind in ISOLATED


def test_files_in_a_file_share_the_time_of_the_outermost():
    from review.extract.limits import seconds_left, timed_as_one

    with timed_as_one(ROOM._replace(most_seconds=0.0)), timed_as_one(ROOM):
        assert seconds_left() <= 0
        with pytest.raises(CannotRead) as caught:
            read_isolated("pdf", GOOD, ROOM)
    assert caught.value.reason is GapReason.TIMEOUT


def test_file_in_a_file_for_which_no_time_is_left_is_a_gap():
    from review.extract.builder import DocumentBuilder
    from review.extract.inside import embed
    from review.extract.limits import timed_as_one

    builder = DocumentBuilder("docx", ROOM)
    with timed_as_one(ROOM._replace(most_seconds=0.0)):
        embed(builder, "附件".encode(), "附件.txt", Place("attachment"))
    assert [gap.reason for gap in builder.build().gaps] == [GapReason.TIMEOUT]
