"""Old binary Office files are read as far as they can be, and say what was not looked into."""

from __future__ import annotations

import builtins
import contextlib
import importlib.util
import os
import random
import struct
import subprocess
import sys
import tempfile
import zlib

import docx_writer
import pytest
from docx_writer import par, run
from legacy_writer import (
    atom,
    chars,
    container,
    counted,
    doc,
    floating,
    label,
    native,
    note,
    notes,
    ole,
    ppt,
    properties,
    record,
    slide,
    string,
    strings,
    xl,
    xls,
)

from review.errors import CannotRead
from review.extract import doc as old_word
from review.extract import extract, extractor
from review.extract.limits import DEFAULT, Limits
from review.extract.ole import Compound, main_format, open_compound
from review.extract.ole_writer import compound_file
from review.extract.ppt_records import Walk, current_offsets
from review.extract.sniff import sniff
from review.model import GapReason, Layer

LINE = "口令：Ab12345678。"


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch):
    monkeypatch.setenv("XIANSHEN_IN_CHILD", "1")


@pytest.fixture
def without_converter(monkeypatch):
    real = builtins.__import__

    def refuse(name, *rest, **named):
        if name.partition(".")[0] == "doc2docx":
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", refuse)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)


def visible(document):
    return document.text[: document.visible_end]


def behind(document):
    return [(s.carrier, document.text[s.start : s.end]) for s in document.own.behind]


def carried(document, carrier):
    return [text for found, text in behind(document) if found == carrier]


def reasons(document):
    return [gap.reason for gap in document.gaps]


# Compound files


def test_a_compound_file_gives_back_what_was_put_in_small_and_large():
    streams = {
        ("a",): b"x" * 10,
        ("b", "c"): bytes(range(256)) * 40,
        ("b", "d", "e"): b"",
        **{(f"s{n}",): bytes([n]) * n for n in range(40)},
    }
    compound = Compound(compound_file(streams), DEFAULT)
    assert {path: compound.read(path) for path in compound.streams} == streams
    assert not compound.damaged


def test_the_streams_at_the_root_say_what_it_is_not_those_of_a_file_inside():
    inside = {"MBD0001/WordDocument": b"x", "MBD0001/1Table": b"x"}
    assert sniff(xls({"表": b""}, more=inside)) == "xls"
    assert sniff(ole({"EncryptedPackage": b"x", "EncryptionInfo": b"x"})) == "encrypted-office"
    assert sniff(ole({"Contents": "WordDocument".encode("utf-16-le")})) == "ole"
    assert sniff(ole({"Book": b"x"})) == "xls"


def test_a_damaged_directory_still_tells_what_the_file_was():
    whole = doc("正文\r")
    assert main_format(whole[:4096] + b"\xff" * (len(whole) - 8192) + whole[-4096:]) in ("doc", "ole")
    found = extract(whole[:5000], "通知.doc")
    assert reasons(found)
    assert not found.text.strip()


def test_streams_that_are_together_too_large_are_not_read():
    data = ole({"WordDocument": b"x" * 9000, "1Table": b"x" * 9000})
    compound = Compound(data, Limits(unpacked_bytes=10_000))
    compound.read(("WordDocument",))
    with pytest.raises(CannotRead) as error:
        compound.read(("1Table",))
    assert error.value.reason is GapReason.LIMIT


# Properties


def test_properties_in_gbk_are_read_and_people_stand_apart():
    more = {
        "\x05SummaryInformation": properties({2: "内部讨论稿", 4: "张三", 8: "李四", 7: "Normal.dot"}),
        "\x05DocumentSummaryInformation": properties(
            {15: "某某局", 14: "王五"}, custom={"密级": "内部", "KSOProductBuildVer": "2052-11.1"}
        ),
    }
    found = carried(extract(doc("正文\r", more=more), "a.doc"), "metadata")
    assert found == ["标题：内部讨论稿", "单位：某某局\n密级：内部", "作者：张三\n最后修改人：李四\n主管：王五"]


def test_properties_that_are_damaged_are_a_gap_and_the_text_is_still_read():
    stream = properties({2: "标题"})
    found = extract(doc("正文在此\r", more={"\x05SummaryInformation": stream[:40]}), "a.doc")
    assert "正文在此" in visible(found)
    assert GapReason.DAMAGED in reasons(found)


# Word


def test_every_story_is_read_without_the_converter(without_converter):
    stories = {"footnotes": "脚注甲\r", "headers": "页眉乙\r", "comments": "批注丙\r", "endnotes": "尾注丁\r", "text-boxes": "文本框戊\r"}
    found = extract(doc("标题\r姓名\x07电话\x07\x07张三\x0713800138000\x07\x07结尾\r", stories=stories), "a.doc")
    assert visible(found) == "页眉乙\n标题\n姓名\t电话\n张三\t13800138000\n结尾\n文本框戊\n脚注甲\n尾注丁"
    assert behind(found) == [("comment", "批注丙")]
    assert reasons(found) == [GapReason.ENGINE_MISSING]


def test_pieces_of_one_and_of_two_bytes_are_put_together_in_their_order(without_converter):
    found = extract(doc("甲乙abc丙\r", pieces=[("甲乙", "wide"), ("abc", "narrow"), ("丙\r", "wide")]), "a.doc")
    assert visible(found) == "甲乙abc丙"


def test_what_a_quick_save_left_between_the_pieces_is_a_revision(without_converter):
    found = extract(doc("留下的\r", pieces=[("留下", "wide"), ("被删去的一整句话", "gap"), ("的\r", "wide")]), "a.doc")
    assert visible(found) == "留下的"
    assert [(s.layer, found.text[s.start : s.end]) for s in found.behind] == [(Layer.REVISION, "被删去的一整句话")]


def test_characters_beyond_the_first_plane_keep_the_stories_apart(without_converter):
    found = extract(doc("𠮷林\r", stories={"comments": "批注\r"}), "a.doc")
    assert visible(found) == "𠮷林"
    assert behind(found) == [("comment", "批注")]


def test_a_field_shows_its_result_and_its_path_is_a_link(without_converter):
    body = '见\x13HYPERLINK "\\\\server\\内部\\名单.xls"\x14名单\x15。\x13PAGE\x141\x15\r'
    found = extract(doc(body), "a.doc")
    assert visible(found) == "见名单。1"
    assert carried(found, "external-link") == ['HYPERLINK "\\\\server\\内部\\名单.xls"']


def test_characters_that_a_field_draws_around_one_another_are_text(without_converter):
    body = '\x13EQ \\o\\ac(○,印)\x15章、\x13EQ \\* jc2 \\* "Font:宋体" \\* hps10 \\o\\ad(\\s\\up 9(zhāng),张)\x15三\r'
    assert visible(extract(doc(body), "a.doc")) == "○印章、张三\nzhāng"


def test_who_revised_commented_and_saved_where_is_told():
    tables = {51: strings("Unknown", "张三"), 36: counted("李四"), 71: strings("王五", "D:\\内部\\初稿.doc")}
    found = extract(doc("正文\r", tables=tables), "a.doc")
    assert carried(found, "metadata") == ["修订和批注：张三、李四、王五"]
    assert carried(found, "external-link") == ["D:\\内部\\初稿.doc"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (doc("正文\r", flags=0x0100), GapReason.ENCRYPTED),
        (doc("正文\r", version=0x65), GapReason.UNSUPPORTED),
        (ole({"WordDocument": b"\xec\xa5\xc1\x00" + bytes(40), "1Table": b""}), GapReason.DAMAGED),
        (ole({"WordDocument": b""}), GapReason.DAMAGED),
    ],
)
def test_a_document_that_cannot_be_read_is_one_gap(data, reason):
    found = extract(data, "a.doc")
    assert reasons(found) == [reason]
    assert found.text == ""


def converted(monkeypatch, *paragraphs):
    monkeypatch.setattr(old_word, "_converted", lambda *_: docx_writer.docx("".join(paragraphs)))


def test_the_converted_document_tells_deletions_and_hidden_text_from_what_is_seen(monkeypatch):
    deleted = '<w:del w:author="Author 1"><w:r><w:delText>删去的</w:delText></w:r></w:del>'
    converted(monkeypatch, par("留下", deleted, run("藏", "<w:vanish/>")))
    found = extract(doc("留下删去的藏\r", tables={51: strings("张三")}), "a.doc")
    assert visible(found) == "留下"
    assert ("tracked-change", "删去的") in behind(found)
    assert ("text", "藏") in behind(found)
    assert carried(found, "metadata") == ["修订和批注：张三"]
    assert reasons(found) == [GapReason.UNSUPPORTED]


def test_what_the_conversion_loses_is_added_from_the_file(monkeypatch):
    converted(monkeypatch, par("正文"))
    stories = {"text-boxes": f"{LINE}\r", "comments": "漏掉的批注\r", "headers": "漏掉的页眉\r"}
    found = extract(doc("正文\r", stories=stories), "a.doc")
    assert visible(found) == f"正文\n漏掉的页眉\n{LINE}"
    assert carried(found, "comment") == ["漏掉的批注"]


def test_the_converter_of_the_extra_is_used_when_it_is_there():
    pytest.importorskip("doc2docx")
    found = extract(doc("正文在此\r第二段\r"), "a.doc")
    assert "正文在此\n第二段" in visible(found)


def test_a_converter_that_fails_leaves_the_text(monkeypatch):
    doc2docx = pytest.importorskip("doc2docx")

    def fail(*_):
        raise KeyError("a bug of the converter")

    monkeypatch.setattr(doc2docx, "convert", fail)
    found = extract(doc("正文在此\r"), "a.doc")
    assert visible(found) == "正文在此"
    assert [gap.message.startswith(old_word.TEXT_ONLY) for gap in found.gaps] == [True]
    assert reasons(found) == [GapReason.UNSUPPORTED]


@pytest.mark.skipif(sys.platform == "win32", reason="needs process numbers that may be asked for")
def test_nothing_of_a_draft_is_left_behind_not_even_by_a_reader_that_was_killed(tmp_path, monkeypatch):
    pytest.importorskip("doc2docx")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left, used = tmp_path / f"xianshen-doc-{ended.pid}-abc", tmp_path / f"xianshen-doc-{os.getpid()}-abc"
    for folder in (left, used):
        folder.mkdir()
        (folder / "a.doc").write_bytes(b"x")
    extract(doc("正文\r"), "a.doc")
    assert [folder.name for folder in tmp_path.iterdir()] == [used.name]


@pytest.mark.skipif(sys.platform == "win32", reason="no timers of the system")
def test_a_converter_that_takes_too_long_leaves_the_text(monkeypatch):
    doc2docx = pytest.importorskip("doc2docx")

    def linger(*_):
        while True:
            with contextlib.suppress(Exception):
                int("0" * 1000)

    monkeypatch.setattr(doc2docx, "convert", linger)
    found = extract(doc("正文在此\r"), "a.doc", DEFAULT._replace(seconds=0.1))
    assert visible(found) == "正文在此"
    assert reasons(found) == [GapReason.UNSUPPORTED]


# What lies inside


def test_files_inside_are_read_as_files_of_their_own():
    inner = Compound(doc(f"{LINE}\r"), DEFAULT)
    more = {
        "ObjectPool/_1/\x01Ole10Native": native("名单.txt", "身份证号见附件".encode()),
        "ObjectPool/_2/Package": docx_writer.docx(par("包里的文字")),
        **{f"ObjectPool/_3/{path[0]}": inner.read(path) for path in inner.streams},
        "ObjectPool/_4/Equation Native": b"x",
    }
    found = extract(doc("正文\r", more=more), "a.doc")
    assert [(inner.part, inner.document.format) for inner in found.inner] == [
        ("object1/名单.txt", "text"),
        ("object2", "docx"),
        ("object3", "doc"),
    ]
    assert [visible(inner.document) for inner in found.inner] == ["身份证号见附件", "包里的文字", LINE]
    assert [gap.place.part for gap in found.gaps if "嵌有对象" in gap.message] == ["object4"]
    assert len(carried(found, "attachment")) == 4


def test_macros_without_source_and_streams_that_nobody_knows_are_named():
    more = {"Macros/VBA/Module1": b"x", "Macros/PROJECT": b"x", "奇怪的流": b"x", "MsoDataStore/1/Item": b"<a>\xe5\x86\x85\xe9\x83\xa8</a>"}
    found = extract(doc("正文\r", more=more), "a.doc")
    assert carried(found, "macro") == ["Macros"]
    assert carried(found, "custom-xml") == ["内部"]
    assert [gap.place.part for gap in found.gaps if gap.place.part != "body"] == ["奇怪的流", "Macros"]


def test_words_in_a_stream_of_a_kingsoft_program_are_told_and_its_numbers_are_not():
    more = {"WpsCustomData": bytes(28) + "\0\0流转编号：某某局\0".encode("utf-16-le")}
    assert carried(extract(doc("正文\r", more=more), "a.wps"), "custom-xml") == ["流转编号：某某局"]
    assert carried(extract(doc("正文\r", more={"WpsCustomData": b"\3" + bytes(27)}), "a.wps"), "custom-xml") == []


def test_files_inside_files_come_to_an_end():
    data = doc("最里面\r")
    for _ in range(8):
        data = doc("外面\r", more={"ObjectPool/_1/Package": data})
    found = extract(data, "a.doc")

    def depth(document):
        return 1 + max((depth(inner.document) for inner in document.inner), default=0)

    assert depth(found) == DEFAULT.depth + 1


# Workbooks


def test_hidden_rows_columns_and_sheets_of_an_old_workbook_are_told():
    rows = record(0x0208, struct.pack("<HHHHIHH", 1, 0, 1, 0xFF, 0, 0x20, 0)) + record(0x7D, struct.pack("<HHHHHH", 2, 2, 100, 0, 1, 0))
    seen = rows + label(0, 0, "姓名") + label(0, 2, "藏列") + label(1, 0, "藏行") + label(2, 0, "末行")
    found = extract(
        xls({"名册": seen, "底稿": label(0, 0, "藏表"), "Sheet3": label(0, 0, "深藏")}, states={"底稿": 1, "Sheet3": 2}), "a.xls"
    )
    assert visible(found) == "名册\n姓名\n末行"
    assert carried(found, "row-or-column") == ["藏列", "藏行"]
    assert carried(found, "sheet") == ["底稿", "藏表", "深藏"]


def test_a_row_or_column_of_no_size_is_hidden():
    rows = record(0x0208, struct.pack("<HHHHIHH", 0, 0, 1, 0, 0, 0, 0)) + record(0x7D, struct.pack("<HHHHHH", 1, 1, 0, 0, 0, 0))
    found = extract(xls({"Sheet1": rows + label(0, 0, "零行") + label(1, 1, "零列") + label(1, 0, "看得见")}), "a.xls")
    assert visible(found) == "看得见"
    assert carried(found, "row-or-column") == ["零行", "零列"]


def test_notes_text_boxes_and_margins_of_a_sheet_are_read():
    content = (
        record(0x14, xl("&L左&R右")) + label(0, 0, "值") + note(4, 1, "批注内容", "张三") + floating(6, "框里的字", 2) + floating(8, "", 3)
    )
    found = extract(xls({"Sheet1": content}), "a.xls")
    assert visible(found) == "左\t右\n值\n框里的字"
    comment = next(s for s in found.segments if s.carrier == "comment")
    assert (found.text[comment.start : comment.end], comment.place.part, comment.place.path) == ("批注内容", "Sheet1", "B5")
    assert carried(found, "metadata") == ["修订和批注：张三"]
    assert (GapReason.NEEDS_EYES, "Sheet1") in [(gap.reason, gap.place.part) for gap in found.gaps]


def test_prompts_lists_links_and_names_of_an_old_workbook_are_read():
    choice = b"\x17" + struct.pack("<BB", 3, 1) + "甲\0乙".encode("utf-16-le")
    prompt = struct.pack("<I", 3) + xl("提示") + xl("\0") + xl("填写说明") + xl("\0") + struct.pack("<HH", len(choice), 0) + choice
    prompt += struct.pack("<HHHHHHH", 0, 0, 1, 2, 2, 1, 1)
    target = "\\\\server\\share\\工资.xls\0"
    link = struct.pack("<HHHH16xII", 0, 0, 0, 0, 2, 0x101) + struct.pack("<I", len(target)) + target.encode("utf-16-le")
    constant = b"\x17" + struct.pack("<BB", 2, 1) + "口令".encode("utf-16-le")
    name = struct.pack("<HBBHHHBBBB", 0, 0, 2, len(constant), 0, 0, 0, 0, 0, 0) + b"\1" + "常量".encode("utf-16-le") + constant
    book = struct.pack("<H", 1) + xl("\x01D:\\人事\\工资.xls") + xl("一月")
    found = extract(
        xls({"Sheet1": label(0, 0, "值") + record(0x01BE, prompt) + record(0x01B8, link)}, book=record(0x18, name) + record(0x01AE, book)),
        "a.xls",
    )
    assert carried(found, "text") == ["提示\n填写说明\n甲、乙"]
    assert carried(found, "external-link") == ["\\\\server\\share\\工资.xls", "D:\\人事\\工资.xls\t一月"]
    assert carried(found, "metadata") == ["定义名称 常量：口令"]


def test_cells_whose_format_shows_nothing_are_hidden_text_in_an_old_workbook():
    def font(colour):
        return record(
            0x31, struct.pack("<HHHHHBBBB", 200, 0, colour, 400, 0, 0, 0, 0, 0) + struct.pack("<BB", 1, 1) + "A".encode("utf-16-le")
        )

    def style(font, number, ground):
        return record(0xE0, struct.pack("<HHHBBHIIH", font, number, 0, 0, 0, 0, 0, (1 << 26) if ground else 0, ground))

    book = font(0x7FFF) + font(9) + record(0x041E, struct.pack("<H", 170) + xl(";;;"))
    book += style(0, 0, 0) + style(1, 0, 0) + style(0, 170, 0) + style(1, 0, 0x12)
    cells = label(0, 0, "普通", 0) + label(0, 1, "白字", 1) + label(0, 2, "分号", 2) + label(0, 3, "蓝底白字", 3)
    found = extract(xls({"Sheet1": cells}, book=book), "a.xls")
    assert visible(found) == "普通\t\t\t蓝底白字"
    assert carried(found, "text") == ["白字\t分号"]
    fifth = font(0x7FFF) * 4 + font(9) + style(5, 0, 0)  # the number 4 is never given to a font
    assert carried(extract(xls({"Sheet1": label(0, 0, "白字")}, book=fifth), "a.xls"), "text") == ["白字"]


def test_a_locked_workbook_is_encrypted_and_a_pivot_cache_is_read():
    assert reasons(extract(xls({"Sheet1": b""}, book=record(0x2F, bytes(6))), "a.xls")) == [GapReason.ENCRYPTED]
    cache = record(0xCD, xl("旧明细")) + record(0xC9, struct.pack("<d", 3.5)) + record(0x0A)
    found = extract(xls({"Sheet1": label(0, 0, "值")}, more={"_SX_DB_CUR/0001": cache}), "a.xls")
    assert carried(found, "sheet") == ["旧明细\t3.5"]


def test_a_file_inside_an_old_workbook_is_read():
    inner = Compound(doc(f"{LINE}\r"), DEFAULT)
    more = {f"MBD0001/{path[0]}": inner.read(path) for path in inner.streams}
    found = extract(xls({"Sheet1": label(0, 0, "值")}, more=more), "a.et")
    assert [(inner.document.format, visible(inner.document)) for inner in found.inner] == [("doc", LINE)]


# Presentations


def test_slides_come_in_the_order_of_the_list_with_their_notes():
    found = extract(ppt([slide("第一页", "要点\r第二点"), slide("第二页")], others=[notes("备注一", 257), notes("备注二", 258)]), "a.ppt")
    assert visible(found) == "第一页\n要点\n第二点\n\n第二页"
    assert [(s.place.page, found.text[s.start : s.end]) for s in found.segments if s.carrier == "notes"] == [(1, "备注一"), (2, "备注二")]
    assert [(s.place.part, s.place.page) for s in found.segments[:2]] == [("slide1", 1), ("slide1", 1)]
    assert reasons(found) == [GapReason.UNSUPPORTED]


def test_a_hidden_slide_is_hidden_text():
    found = extract(ppt([slide("看得见"), slide("藏起来", hidden=True)]), "a.ppt")
    assert visible(found) == "看得见"
    assert carried(found, "text") == ["藏起来"]


def test_a_slide_that_nothing_refers_to_any_more_is_a_revision():
    found = extract(ppt([slide("现在的", "没变的")], before=slide("删掉的", "没变的")), "a.ppt")
    assert visible(found) == "现在的\n没变的"
    assert carried(found, "tracked-change") == ["删掉的"]


def test_the_last_save_says_where_an_object_stands_now():
    def saved(at, earlier, *offsets):
        directory = atom(0x1772, struct.pack("<I", len(offsets) << 20 | 1) + struct.pack(f"<{len(offsets)}I", *offsets))
        edit = atom(0x0FF5, struct.pack("<IIIIIIHH", 0, 0, earlier, at, 1, 3, 0, 0))
        return directory + edit, at + len(directory)

    first, first_edit = saved(0, 0, 10, 20)
    second, second_edit = saved(len(first), first_edit, 30)
    walk = Walk()
    assert current_offsets(first + second, second_edit, walk) == {1: 30, 2: 20}
    assert not walk.broken


def test_comments_links_and_footers_of_a_presentation_are_read():
    comment = container(0x2EE0, string("张三", 0), string("改一下", 1), string("Z", 2))
    tags = container(0x1388, container(0x138A, atom(0x138B, comment)))
    links = container(0x0409, container(0x0FD7, string("名称", 0), string("D:\\内部\\底稿.ppt", 1)))
    margins = container(0x0FD9, string("内部资料", 2))
    found = extract(ppt([slide("页", more=tags)], document=links + margins), "a.ppt")
    assert carried(found, "comment") == ["改一下"]
    assert carried(found, "metadata") == ["修订和批注：张三"]
    assert carried(found, "external-link") == ["D:\\内部\\底稿.ppt"]
    assert visible(found) == "页\n内部资料"


def test_a_master_shows_its_own_text_but_not_the_prompts_of_its_placeholders():
    prompt = container(0xF004, container(0xF011, atom(0x0BC3, bytes(8))), container(0xF00D, chars("单击此处编辑母版标题样式")))
    mark = container(0xF004, container(0xF00D, chars("某某局内部使用")))
    found = extract(ppt([slide("页")], others=[container(0x03F8, container(0x040C, prompt, mark))]), "a.ppt")
    assert visible(found) == "页\n某某局内部使用"
    assert behind(found) == []


def test_objects_in_a_presentation_are_read_and_its_macros_named():
    packed = ole({"Package": docx_writer.docx(par(LINE))})
    stored = atom(0x1011, struct.pack("<I", len(packed)) + zlib.compress(packed), 1)
    macro = atom(0x1011, ole({"VBA/dir": b"x", "PROJECT": b"x"}))
    found = extract(ppt([slide("页")], others=[stored, macro]), "a.dps")
    assert [visible(inner.document) for inner in found.inner] == [LINE]
    assert [text.partition("\n")[0] for text in carried(found, "macro")] == ["object2"]
    assert "object2" in [gap.place.part for gap in found.gaps]


def test_an_object_that_unpacks_out_of_proportion_is_a_gap():
    bomb = atom(0x1011, struct.pack("<I", 1 << 30) + zlib.compress(bytes(1 << 20)), 1)
    found = extract(ppt([slide("页")], others=[bomb]), "a.ppt")
    assert (GapReason.LIMIT, "object1") in [(gap.reason, gap.place.part) for gap in found.gaps]


def test_a_locked_presentation_is_encrypted_and_a_broken_table_is_said():
    assert reasons(extract(ppt([slide("页")], token=0xF3D1C4DF), "a.ppt")) == [GapReason.ENCRYPTED]
    whole = ppt([slide("仍然读到")])
    compound = Compound(whole, DEFAULT)
    broken = ole({"PowerPoint Document": compound.need("PowerPoint Document"), "Current User": bytes(40)})
    found = extract(broken, "a.ppt")
    assert visible(found) == "仍然读到"
    assert GapReason.DAMAGED in reasons(found)


def test_records_without_end_come_to_an_end():
    deep = chars("底")
    for _ in range(200):
        deep = container(0x040C, deep)
    found = extract(ppt([slide("页", more=deep)]), "a.ppt")
    assert GapReason.DAMAGED in reasons(found)


# Names and crafted files


@pytest.mark.parametrize(
    ("name", "mismatch"),
    [("a.doc", False), ("a.wps", False), ("a.xls", True), ("a.txt", True)],
)
def test_the_name_is_compared_with_what_the_file_is(name, mismatch):
    assert bool(carried(extract(doc("正文\r"), name), "format-mismatch")) == mismatch


SEEDS = {
    "doc": doc("正文\r", stories={"comments": "批注\r"}, more={"\x05SummaryInformation": properties({2: "标题", 4: "张三"})}),
    "xls": xls({"Sheet1": label(0, 0, "值") + note(1, 1, "批注", "张三")}, book=record(0x18, bytes(30))),
    "ppt": ppt([slide("页"), slide("二", hidden=True)], others=[notes("备注", 257)], before=slide("旧")),
}


@pytest.mark.parametrize("kind", ["doc", "ppt"])
def test_a_crafted_file_is_read_or_refused_but_never_escapes(kind):
    chance = random.Random(kind)
    read = extractor(kind)
    for _ in range(150):
        data = bytearray(SEEDS[kind])
        for _ in range(chance.choice((1, 5, 40))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with contextlib.suppress(CannotRead):
            read(bytes(data), DEFAULT)


def test_the_records_of_a_crafted_workbook_are_read_or_refused():
    from review.extract.biff import read_records

    chance = random.Random(3)
    stream = Compound(SEEDS["xls"], DEFAULT).need("Workbook")
    for _ in range(300):
        data = bytearray(stream)
        for _ in range(chance.choice((1, 5, 40))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with contextlib.suppress(CannotRead):
            read_records(bytes(data))


@pytest.mark.parametrize("at", [44, 64, 72])
def test_tables_that_claim_more_than_the_file_has_are_refused_before_any_memory_is_spent(at):
    data = bytearray(doc("关于开展检查的通知"))
    struct.pack_into("<I", data, at, 1 << 22)
    with pytest.raises(OSError, match="tables"):
        open_compound(bytes(data))
    assert [gap.reason for gap in extract(bytes(data), "通知.doc").gaps] == [GapReason.DAMAGED]
