"""Whether what is online is what was signed: every change inside the article is found, the site around it is not."""

from __future__ import annotations

import html
import io
import time

import docx
import pytest

from review.extract import extract
from review.workflow.published import MOST, Published, compare_published
from tests.extract.pdf_writer import Pdf, show

TITLE = "关于做好2024年防汛工作的通知"
BODY = (
    "各乡镇人民政府：",
    "为做好防汛工作，现将有关事项通知如下。各单位要落实责任，24小时值班；值班电话为12345。",
    "一、加强巡查。每日巡查不少于3次，发现险情立即上报！",
    "二、备足物资。编织袋2000条、铁锹150把。",
    "某县水利局",
    "2024年5月1日",
)
ROWS = (("序号", "乡镇", "户数"), ("1", "甲镇", "23"), ("2", "乙镇", "12"), ("3", "丙镇", "12"))
NAVIGATION = f"<div><a>首页</a> &gt; <a>政务公开</a> &gt; {TITLE}</div><ul><li>通知公告</li><li>{TITLE}</li></ul>"
FOOTER = "<div>上一篇：无</div><div>主办：某县人民政府</div><div>联系电话：12345</div>"
RELEASE = (
    "<p>发布时间：2024-05-01 10:00&nbsp;&nbsp;来源：某县水利局 浏览次数：123</p><p>【字体：<a>大</a> <a>中</a> <a>小</a>】 <a>打印</a></p>"
)


def signed(body=BODY, rows=ROWS, title=TITLE, header=""):
    document = docx.Document()
    document.add_paragraph(title)
    for text in body:
        document.add_paragraph(text)
    table = document.add_table(len(rows), len(rows[0]))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    if header:
        document.sections[0].header.paragraphs[0].text = header
        document.sections[0].footer.paragraphs[0].text = "— 1 —"
    out = io.BytesIO()
    document.save(out)
    return extract(out.getvalue(), "通知.docx")


def page(body=BODY, rows=ROWS, title=TITLE, below_title=RELEASE):
    """Return a live page; texts are escaped unless they begin with markup."""
    paragraphs = "".join(text if text.startswith("<") else f"<p>{html.escape(text)}</p>" for text in body)
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    content = f"{NAVIGATION}<h1>{title}</h1>{below_title}{paragraphs}<table>{table}</table>{FOOTER}"
    return extract(f"<!doctype html><html><body>{content}</body></html>".encode(), "a.html")


def with_line(number, *lines):
    """Return the body with one paragraph replaced."""
    return (*BODY[:number], *lines, *BODY[number + 1 :])


def plain(text):
    return extract(text.encode(), "a.txt")


EQUAL = Published(equal=True)


def test_the_article_inside_the_page_of_a_site_is_equal():
    assert compare_published(signed(), page()) == EQUAL


def test_spelling_of_the_same_characters_is_no_difference():
    body = [text.replace("，", ",").replace("24", "２４").replace("工作", "工&shy;作").replace("：", ":&nbsp;") for text in BODY]
    assert compare_published(signed(), page([f"<p>{text}</p>" for text in body], title=TITLE.replace("做好", "&#20570;&#22909;"))) == EQUAL


@pytest.mark.parametrize("width", range(16, 44))
def test_a_text_broken_into_lines_anywhere_is_equal(width):
    paragraphs = (TITLE, *BODY)
    broken = [text[start : start + width] for text in paragraphs for start in range(0, len(text), width)]
    article, live = plain("\n".join(paragraphs)), plain("\n".join(["首页", *broken, "页脚"]))
    assert compare_published(article, live) == EQUAL
    assert compare_published(plain("\n".join(broken)), article) == EQUAL


def test_paragraphs_run_together_are_equal():
    assert compare_published(signed(), page([f"<p>{'<br>'.join(BODY[:3])}</p>", f"<p>{''.join(BODY[3:5])}</p>", BODY[5]])) == EQUAL


def test_the_page_headers_of_the_signed_file_need_not_be_online():
    assert compare_published(signed(header="某县人民政府文件"), page()) == EQUAL


def test_one_changed_digit_is_found_on_both_sides():
    result = compare_published(signed(), page(with_line(3, BODY[3].replace("150", "160"))))
    assert result == Published(equal=False, missing=("编织袋2000条、铁锹150把。",), added=("编织袋2000条、铁锹160把。",))


def test_a_changed_digit_in_a_cell_is_found():
    result = compare_published(signed(), page(rows=(*ROWS[:2], ("2", "乙镇", "13"), ROWS[3])))
    assert result == Published(equal=False, missing=("12",), added=("13",))


def test_a_changed_title_is_found_although_the_navigation_has_the_right_one():
    result = compare_published(signed(), page(title=TITLE.replace("2024", "2023")))
    assert not result.equal


def test_a_changed_date_at_the_end_is_found():
    result = compare_published(signed(rows=ROWS[:1]), page(with_line(5, "2024年6月1日"), rows=ROWS[:1]))
    assert result == Published(equal=False, missing=("2024年5月1日",), added=("2024年6月1日",))


def test_a_changed_last_cell_is_missing():
    result = compare_published(signed(), page(rows=(*ROWS[:3], ("3", "丙镇", "21"))))
    assert result == Published(equal=False, missing=("12",))


def test_a_dropped_sentence_is_found():
    result = compare_published(signed(), page(with_line(2, "一、加强巡查。")))
    assert result == Published(equal=False, missing=("每日巡查不少于3次，发现险情立即上报！",))


def test_an_inserted_sentence_is_found():
    result = compare_published(signed(), page(with_line(2, BODY[2], "逾期不报的，予以通报。")))
    assert result == Published(equal=False, added=("逾期不报的，予以通报。",))


def test_a_sentence_that_stands_there_twice_is_found():
    result = compare_published(signed(), page(with_line(3, BODY[3], BODY[3])))
    assert result == Published(equal=False, added=("二、备足物资。", "编织袋2000条、铁锹150把。"))


def test_a_word_put_before_the_first_sentence_is_found():
    article = plain("准许开放。\n即日起执行。\n")
    assert compare_published(article, plain("首页\n准许开放。\n即日起执行。\n")) == EQUAL
    assert compare_published(article, plain("首页\n不准许开放。\n即日起执行。\n")).missing == ("准许开放。",)
    assert compare_published(article, plain("首页\n不准许开\n放。\n即日起执行。\n")).missing == ("准许开放。",)


def test_a_word_put_behind_the_last_line_is_found():
    article = plain("即日起执行。\n准许")
    assert compare_published(article, plain("即日起执行。\n准许\n页脚")) == EQUAL
    assert compare_published(article, plain("即日起执行。\n准许缓办\n页脚")).missing == ("准许",)


def test_reordered_paragraphs_are_found():
    result = compare_published(signed(), page((*BODY[:2], BODY[3], BODY[2], *BODY[4:])))
    assert not result.equal
    assert result.missing
    assert set(result.missing) == set(result.added)


def test_a_dropped_cell_is_found():
    result = compare_published(signed(), page(rows=(*ROWS[:3], ("3", "", "12"))))
    assert result == Published(equal=False, missing=("丙镇",))


def test_a_dropped_cell_with_a_number_that_stands_elsewhere_too_is_found():
    result = compare_published(signed(), page(rows=(*ROWS[:2], ("2", "乙镇", ""), ROWS[3])))
    assert result == Published(equal=False, missing=("12",))


def test_a_dropped_row_is_found():
    result = compare_published(signed(), page(rows=(ROWS[0], ROWS[1], ROWS[3])))
    assert result == Published(equal=False, missing=("2", "乙镇", "12"))


def test_a_digit_that_moved_into_the_next_cell_is_found():
    result = compare_published(signed(rows=(("序号", "户数"), ("1", "23"))), page(rows=(("序号", "户数"), ("12", "3"))))
    assert not result.equal


def test_a_number_in_two_cells_is_not_the_number_in_one():
    article = plain("户数统计如下。\n100\t200\n合计见附表。")
    assert not compare_published(article, plain("户数统计如下。\n100200\n合计见附表。")).equal
    assert not compare_published(article, plain("户数统计如下。\n100 \t2 00\n合计见附表。")).equal


@pytest.mark.parametrize("furniture", ["【字体：大 中 小】", "打印本页", "分享到：微信", "[关闭窗口]", "第2页 共3页", "— 2 —"])
def test_furniture_of_the_site_inside_the_article_is_no_difference(furniture):
    assert compare_published(signed(), page(with_line(2, f"<p>{furniture}</p>", BODY[2]))) == EQUAL


@pytest.mark.parametrize("line", ["来源：某县水利局", "发布时间：2024-05-01", "7", "字体要大", "请打印本页。", "分享到各村"])
def test_what_is_no_furniture_inside_the_article_is_found(line):
    result = compare_published(signed(), page(with_line(2, f"<p>{line}</p>", BODY[2])))
    assert result == Published(equal=False, added=(line,))


def test_hidden_text_of_the_live_page_is_not_what_readers_see():
    result = compare_published(signed(), page(with_line(2, f'<p style="display:none">{BODY[2]}</p>')))
    assert result.missing == ("一、加强巡查。", "每日巡查不少于3次，发现险情立即上报！")


def pages(*sheets, first=1):
    made = Pdf()
    for number, lines in enumerate(sheets, first):
        drawn = [show(72, 780 - 24 * place, line) for place, line in enumerate(lines)]
        made.page(b"".join([*drawn, show(290, 40, str(number))]))
    return extract(made.build(), "a.pdf")


ARTICLE = ("关于开放公园的公告", "现将有关事项公告如下。自2024年5月1日起，城东公园每日6时至22时免费开放，请广大市民文明游园。特此公告。")


def test_an_article_wrapped_over_the_pages_of_a_pdf_is_equal():
    live = pages([ARTICLE[0], ARTICLE[1][:24], ARTICLE[1][24:44]], [ARTICLE[1][44:]])
    assert live.gaps == ()
    assert compare_published(plain("\n".join(ARTICLE)), live) == EQUAL
    assert compare_published(live, plain("\n".join(ARTICLE))) == EQUAL


def test_a_number_at_the_foot_that_is_not_the_number_of_the_page_is_found():
    result = compare_published(plain("甲事项。\n乙事项。"), pages(["甲事项。"], ["乙事项。"], first=7))
    assert result == Published(equal=False, added=("7",))


def test_only_the_page_headers_of_the_signed_file_may_run_along_a_pdf():
    header = "某县人民政府文件"
    live = pages([header, TITLE, *BODY[:2]], [header, *BODY[2:]])
    table = [["".join(row)] for row in ROWS[:1]]
    live_table = pages([header, TITLE, *BODY[:2]], [header, *BODY[2:], *table[0]])
    assert compare_published(signed(header=header, rows=table), live_table) == EQUAL
    assert compare_published(signed(rows=table), live_table).added == (header,)
    assert not compare_published(signed(header=header, rows=table), live).equal


def test_a_digit_changed_in_a_wrapped_pdf_is_found():
    live = pages([ARTICLE[0], ARTICLE[1][:24], ARTICLE[1][24:44].replace("22时", "20时")], [ARTICLE[1][44:]])
    result = compare_published(plain("\n".join(ARTICLE)), live)
    assert not result.equal
    assert result.missing == ("自2024年5月1日起，城东公园每日6时至22时免费开放，请广大市民文明游园。",)


def test_a_page_without_the_article_lacks_all_of_it():
    result = compare_published(plain("甲事项。\n乙事项。"), plain("页面不存在"))
    assert result == Published(equal=False, missing=("甲事项。", "乙事项。"))


def test_a_signed_file_without_text_equals_nothing():
    assert compare_published(plain(" \n"), page()) == Published(equal=False)


def test_no_more_than_fifty_are_named_and_all_of_them_count():
    many = [f"第{number}项工作。" for number in range(200)]
    result = compare_published(plain("\n".join(["开始。", *many, "结束。"])), plain("开始。\n结束。"))
    assert result == Published(equal=False, missing=tuple(many[:MOST]))


def test_a_long_list_is_compared_in_time():
    rows = [f"{number}\t户主{number}\t是\t100" for number in range(10_000)]
    changed = rows.copy()
    changed[5_000] = changed[5_000].replace("100", "101")
    start = time.monotonic()
    result = compare_published(plain("\n".join(["名单", *rows, "完毕"])), plain("\n".join(["首页", "名单", *changed, "完毕", "页脚"])))
    assert time.monotonic() - start < 20
    assert result == Published(equal=False, missing=("100",), added=("101",))
