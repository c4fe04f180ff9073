"""A level of secrecy, wherever a file of some format bears it as its own mark, is read as one: the scan stops."""

from __future__ import annotations

import pytest
from docx_writer import docx, drawing, par, part, run, table, textbox
from pdf_writer import Pdf, ruled, show, turned
from workbook_writer import row, text, workbook, worksheet

from review.extract import extract
from review.model import Zone
from review.scan import Options, scan

OPTIONS = Options(b"k" * 32)
BODY = "各单位应当按照要求认真做好有关工作，确保取得实效，并于月底前报送情况。"
STAR = "机密★10年"


def scanned(ruleset, data, name):
    return scan(extract(data, name), ruleset, OPTIONS)


def sheet(*cells):
    """Return a sheet with these cells; each is its reference and text."""
    rows = {}
    for reference, value in cells:
        rows.setdefault(int(reference[1:]), []).append(text(reference, value))
    return worksheet(*(row(number, *inner) for number, inner in sorted(rows.items())))


# workbooks


@pytest.mark.parametrize("name", ["汇总", "Sheet1", "2026年安排"])
@pytest.mark.parametrize(
    "cells",
    [
        [("A1", STAR), ("A2", "姓名"), ("B2", "数量")],
        [("A1", "重点目标情况汇总"), ("A2", "机密"), ("A3", "序号"), ("B3", "名称")],
        [("A1", "重点目标情况汇总"), ("D1", "机密"), ("A2", "序号"), ("B2", "名称")],
        [("A1", "单位"), ("B1", "时间"), ("C1", "编号"), ("D1", "页数"), ("E1", STAR)],
        [("A1", "密级"), ("B1", "机密"), ("A2", "内容")],
    ],
)
def test_a_mark_in_the_first_rows_of_a_sheet_stops(ruleset, name, cells):
    assert scanned(ruleset, workbook({name: sheet(*cells)}), "汇总.xlsx").stop


def test_a_mark_in_the_first_rows_of_a_later_sheet_stops(ruleset):
    book = workbook({"说明": sheet(("A1", "说明")), "名单": sheet(("A1", STAR), ("A2", "姓名"))})
    assert scanned(ruleset, book, "汇总.xlsx").stop


# Word


def symbol(code, font="Wingdings"):
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


@pytest.mark.parametrize("code", ["F0AB", "00AB", "F0B6", "F021"])
def test_the_star_that_word_inserts_is_a_star(ruleset, code):
    body = par(run("机密"), symbol(code), run("10年")) + par("云溪县应急管理局文件")
    assert scanned(ruleset, docx(body), "文件.docx").stop


def test_a_star_typed_in_a_symbol_font_is_a_star(ruleset):
    assert scanned(ruleset, docx(par("机密\uf0ab10年") + par("云溪县应急管理局文件")), "文件.docx").stop


def test_a_layout_table_below_the_first_line_holds_the_mark(ruleset):
    for cells in (["密级", "机密", "缓急", "特急"], ["密级：机密★10年", "编号：12"]):
        body = par("云溪县发文稿纸") + table(cells, ["标题", "关于防火的通知"]) + par(BODY)
        assert scanned(ruleset, docx(body), "稿纸.docx").stop


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_a_text_box_of_the_first_page_holds_the_mark(ruleset, place):
    boxed = f"<w:r>{drawing(textbox(par(STAR)))}</w:r>"
    lines = [["关于防火的通知"], ["各乡镇人民政府："], [BODY], [BODY], ["特此通知。"]]
    lines[place].append(boxed)
    assert scanned(ruleset, docx("".join(par(*line) for line in lines)), "通知.docx").stop


def test_a_word_in_a_text_box_further_down_is_no_mark(ruleset):
    boxed = f"<w:r>{drawing(textbox(par('秘密')))}</w:r>"
    body = "".join(par(BODY) for _ in range(30)) + par("剧目介绍", boxed)
    assert not scanned(ruleset, docx(body), "通知.docx").stop


def test_a_second_paper_after_a_page_break_bears_its_own_mark(ruleset):
    break_ = '<w:r><w:br w:type="page"/></w:r>'
    body = par("关于防火的通知") + par(BODY) * 20 + par(break_) + par(STAR) + par("云溪县应急管理局文件") + par(BODY)
    assert scanned(ruleset, docx(body), "通知.docx").stop
    body = par("关于防火的通知") + par(BODY) * 20 + par(break_, run(STAR)) + par("云溪县应急管理局文件") + par(BODY)
    assert scanned(ruleset, docx(body), "通知.docx").stop


@pytest.mark.parametrize("text", ["机密 第1页", "机密　第1页 共3页", "机密第1页", "第1页 机密", "绝密文件", "机密资料 严禁外传"])
def test_a_level_beside_the_page_number_is_a_mark(ruleset, text):
    parts = {"word/header1.xml": part("hdr", par(text))}
    data = docx(
        par("关于防火的通知") + par(BODY) + '<w:sectPr><w:headerReference r:id="h1"/></w:sectPr>', (("h1", "header", "header1.xml"),), parts
    )
    assert scanned(ruleset, data, "通知.docx").stop


@pytest.mark.parametrize("text", ["保守国家秘密法释义 第1页", "机密计算白皮书 第1页", "商业秘密保护指引", "《秘密花园》", "“秘密”展"])
def test_a_page_header_that_only_speaks_of_secrets_is_none(ruleset, text):
    parts = {"word/header1.xml": part("hdr", par(text))}
    data = docx(par(BODY) + '<w:sectPr><w:headerReference r:id="h1"/></w:sectPr>', (("h1", "header", "header1.xml"),), parts)
    assert not scanned(ruleset, data, "通知.docx").stop


def test_a_table_that_explains_the_levels_only_warns(ruleset):
    body = table(["密级", "保密期限"], ["绝密", "30年"], ["机密", "20年"], ["秘密", "10年"]) + par("以上期限由定密机关掌握。")
    outcome = scanned(ruleset, docx(body), "培训.docx")
    assert not outcome.stop
    assert {f.severity for f in outcome.findings if f.category == "marking"} <= {"warn"}
    body = table(["密级", "绝密", "机密", "秘密"], ["保密期限", "30年", "20年", "10年"]) + par("以上期限由定密机关掌握。")
    outcome = scanned(ruleset, docx(body), "培训.docx")
    assert {f.severity for f in outcome.findings if f.category == "marking"} <= {"warn"}


# PDF


def page(*more, lines=12):
    return b"".join(show(72, 760 - 24 * n, f"第{n}条 {BODY}", size=12) for n in range(lines)) + b"".join(more)


def marks(document):
    return [document.text[s.start : s.end] for s in document.segments if s.place.zone is Zone.WATERMARK]


@pytest.mark.parametrize("angle", [45, 30, -45, 60, 135, 315])
def test_a_word_across_the_page_is_a_watermark(ruleset, angle):
    data = Pdf().page(page(turned(250, 400, "机密", angle, size=80))).build()
    assert marks(extract(data, "通知.pdf")) == ["机密"]
    assert scanned(ruleset, data, "通知.pdf").stop


def test_a_watermark_drawn_below_the_text_or_letter_by_letter_is_one(ruleset):
    before = turned(250, 400, "机密", 45, size=80) + page()
    apart = turned(250, 400, "机", 45, size=80) + turned(250 + 60, 400 + 60, "密", 45, size=80) + page()
    through_matrix = page(b"q 0.7071 0.7071 -0.7071 0.7071 250 400 cm " + show(0, 0, "机密", size=80) + b"Q\n")
    for content in (before, apart, through_matrix):
        data = Pdf().page(content).build()
        assert marks(extract(data, "通知.pdf")) == ["机密"]
        assert scanned(ruleset, data, "通知.pdf").stop


def test_a_watermark_is_seen_though_a_page_number_follows_it(ruleset):
    pdf = Pdf()
    for number in range(1, 4):
        pdf.page(page(show(200, 300, "机密", size=80), show(280, 40, f"— {number} —")))
    assert scanned(ruleset, pdf.build(), "通知.pdf").stop


@pytest.mark.parametrize("text", ["机密 张三", "张三 机密 2026-03-01", "机密 综合科", "机密"])
@pytest.mark.parametrize("angle", [0, 30])
def test_a_tiled_watermark_of_the_user_is_a_mark(ruleset, text, angle):
    tiles = [turned(60 + 180 * x, 60 + 90 * y, text, angle, size=16) for x in range(3) for y in range(7)]
    assert scanned(ruleset, Pdf().page(page(*tiles)).build(), "通知.pdf").stop
    rows = [turned(60 + 180 * x, 60 + 90 * y, text, angle, size=16) for y in range(7) for x in range(3)]
    assert scanned(ruleset, Pdf().page(page(*rows)).build(), "通知.pdf").stop


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_text_of_a_turned_page_is_not_turned_text(turn):
    data = Pdf().page(page(), entries=b"/Rotate %d" % turn).build()
    assert not marks(extract(data, "通知.pdf"))
    lines = b"".join(turned(100 + 24 * n, 72, f"第{n}条 {BODY}", 90, size=12) for n in range(12))
    for entries in (b"", b"/Rotate 90"):
        document = extract(Pdf().page(lines, entries=entries).build(), "通知.pdf")
        assert not marks(document)
        assert document.text.count("认真做好有关工作") == 12


def test_a_turned_heading_of_a_table_is_a_cell():
    lines = ruled([72, 110, 270, 400], [700, 600, 560]) + turned(100, 610, "重点目标", 90) + show(120, 650, "名称") + show(280, 650, "数量")
    document = extract(Pdf().page(lines + show(120, 575, "甲") + show(280, 575, "乙")).build(), "表.pdf")
    assert not marks(document)
    assert "重点目标\t名称\t数量" in document.text


def test_a_level_along_the_edge_of_the_page_is_a_mark(ruleset):
    assert scanned(ruleset, Pdf().page(page(turned(40, 300, "机密", 90, size=30))).build(), "通知.pdf").stop


def test_a_watermark_that_bears_no_level_stops_nothing(ruleset):
    for words in ("样稿", "云溪县人民政府", "保守国家秘密 人人有责"):
        outcome = scanned(ruleset, Pdf().page(page(turned(150, 300, words, 45, size=40))).build(), "通知.pdf")
        assert not outcome.stop


# comma-separated cells and Markdown


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("名单.csv", "机密,,,\n姓名,数量,单位,备注\n"),
        ("名单.csv", "重点目标名单,,机密\n姓名,数量,单位\n"),
        ("名单.csv", '"机密★10年","",""\n"姓名","数量","单位"\n'),
        ("名单.csv", "密级,机密,编号,12\n姓名,数量,单位,备注\n"),
        ("名单.txt", "重点目标名单,,机密\n姓名,数量,单位\n"),
        ("通知.md", "# 机密\n\n关于防火的通知\n"),
        ("通知.md", "> 机密\n\n关于防火的通知\n"),
        ("通知.md", "**机密**\n\n# 关于防火的通知\n"),
        ("通知.md", "## **【机密】**\n\n# 关于防火的通知\n"),
        ("通知.md", "<center>机密</center>\n\n# 关于防火的通知\n"),
        ("通知.md", "# 关于防火的通知（机密）\n\n正文如下。"),
    ],
)
def test_markup_around_a_mark_does_not_hide_it(ruleset, name, content):
    assert scanned(ruleset, content.encode(), name).stop


@pytest.mark.parametrize("line", ["# 内部资料", "**内部资料**", "> 内部资料", "内部资料,,,"])
def test_markup_around_an_internal_mark_does_not_hide_it(ruleset, line):
    (found,) = [f for f in scanned(ruleset, f"{line}\n\n工作情况,如下,甲,乙\n".encode(), "情况.md").findings if f.category == "marking"]
    assert (found.severity, found.quote) == ("block", "内部资料")


@pytest.mark.parametrize(
    "line", ["# 机密计算", "- 秘密花园", "**保守国家秘密**是公民的义务。", "机密计算,,\n甲,乙,丙", "读书,秘密花园,3,本"]
)
def test_markup_makes_no_marks(ruleset, line):
    assert not [f for f in scanned(ruleset, f"{line}\n".encode(), "情况.csv").findings if f.category == "marking"]
