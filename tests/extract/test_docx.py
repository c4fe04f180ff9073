from __future__ import annotations

import pytest
from docx_writer import carried, par, places, read, run, table, visible

from review.model import GapReason, Layer, Zone


def test_runs_split_inside_a_word_are_joined_and_paragraphs_end_lines():
    document = read(par("联系", "电话") + par("乡政府"))
    assert document.text == "联系电话\n乡政府\n"
    assert places(document)["联系电话"] == ("body", "p1", Zone.BODY)
    assert document.gaps == ()


def test_tabs_breaks_hyphens_and_symbols_become_characters():
    marks = '<w:tab/><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:noBreakHyphen/><w:softHyphen/><w:sym w:font="Symbol" w:char="F031"/>'
    assert visible(read(par(f"<w:r>{marks}</w:r>"))) == "\t甲\n乙-\u00ad1"


def test_line_feed_inside_a_text_is_the_space_that_the_page_shows():
    assert visible(read(par("138\n0013"))) == "138 0013"


@pytest.mark.parametrize(
    "wrapped",
    [
        '<w:ins w:author="甲">{}</w:ins>',
        '<w:moveTo w:author="甲">{}</w:moveTo>',
        "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
        "<w:smartTag>{}</w:smartTag>",
        "<w:customXml>{}</w:customXml>",
        '<w:hyperlink r:id="rId9">{}</w:hyperlink>',
        '<w:fldSimple w:instr=" REF a ">{}</w:fldSimple>',
        "<w:bdo>{}</w:bdo>",
        "<w:somethingNew>{}</w:somethingNew>",
        "<w:ruby><w:rt/><w:rubyBase>{}</w:rubyBase></w:ruby>",
        '<mc:AlternateContent><mc:Choice Requires="x">{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>',
    ],
)
def test_text_in_any_wrapper_is_read_once(wrapped):
    assert visible(read(par("公", wrapped.replace("{}", run("示")), "期"))) == "公示期"


@pytest.mark.parametrize("wrapper", ["<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>", "<w:customXml>{}</w:customXml>"])
def test_blocks_in_wrappers_keep_their_order_and_numbers(wrapper):
    document = read(par("甲") + wrapper.format(par("乙") + table(["丙"])) + par("丁"))
    assert visible(document) == "甲\n乙\n丙\n丁"
    assert places(document)["丁"][1] == "p3"


def test_math_is_read_with_the_line():
    assert visible(read(par("面积", "<m:oMath><m:r><m:t>S=ab</m:t></m:r></m:oMath>"))) == "面积S=ab"


def test_small_text_over_characters_follows_the_paragraph_and_does_not_tear_it():
    ruby = f"<w:ruby><w:rt>{run('mì')}</w:rt><w:rubyBase>{run('密')}</w:rubyBase></w:ruby>"
    assert visible(read(par("保", ruby, "局"))) == "保密局\nmì"


def test_field_shows_its_result_and_not_its_code():
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DATE </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("3月1日")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    document = read(par("自", field, "起"))
    assert document.text == "自3月1日起\n"


def test_overstruck_characters_drawn_by_a_field_are_read():
    code = r"eq \o\ac(○,印)"
    field = f'<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>{code}</w:instrText><w:fldChar w:fldCharType="end"/></w:r>'
    assert visible(read(par("盖章", field))) == "盖章○印"


def test_drop_down_field_shows_the_entry_that_was_chosen():
    entries = '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="公开"/><w:listEntry w:val="不公开"/></w:ddList></w:ffData>'
    field = f'<w:r><w:fldChar w:fldCharType="begin">{entries}</w:fldChar><w:fldChar w:fldCharType="end"/></w:r>'
    assert visible(read(par("意见：", field))) == "意见：不公开"


def test_field_that_never_closes_does_not_swallow_the_document():
    assert visible(read(par('<w:r><w:fldChar w:fldCharType="begin"/></w:r>') + par("名单如下"))) == "\n名单如下"


def test_text_inside_a_field_code_is_hidden_text():
    field = f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{run("内部")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    document = read(par("公告", field))
    assert visible(document) == "公告"
    assert carried(document, "text", Layer.HIDDEN) == ["内部"]


def test_paragraph_whose_end_was_deleted_runs_on_into_the_next():
    document = read(par("身份", properties='<w:rPr><w:del w:author="甲"/></w:rPr>') + par("证号") + par("完"))
    assert visible(document) == "身份证号\n完"
    assert places(document)["完"][1] == "p3"


def test_cells_are_separated_by_tabs_and_rows_by_line_feeds():
    document = read(table(["姓名", "金额"], ["甲", "3200"]))
    assert document.text == "姓名\t金额\n甲\t3200\n"
    assert places(document)["3200"] == ("body", "t1/r2/c2", Zone.TABLE)


def test_paragraphs_of_a_cell_are_joined_by_line_feeds():
    document = read(table([par("甲") + par("乙"), "丙"]))
    assert document.text == "甲\n乙\t丙\n"
    assert places(document)["甲\n乙"][1] == "t1/r1/c1"


def test_columns_are_counted_on_the_grid_below_merged_headings():
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{par("基本情况")}</w:tc>'
    document = read(table([wide, "备注"], ["甲", "乙", "丙"]))
    assert places(document)["备注"][1] == "t1/r1/c3"
    assert places(document)["丙"][1] == "t1/r2/c3"


def test_cells_left_out_at_the_start_of_a_row_are_counted():
    row = f'<w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr><w:tc>{par("丙")}</w:tc></w:tr>'
    assert places(read(f"<w:tbl>{row}</w:tbl>"))["丙"][1] == "t1/r1/c3"


def test_deleted_cell_is_a_revision():
    cell = f'<w:tc><w:tcPr><w:cellDel w:author="甲"/></w:tcPr>{par("旧格")}</w:tc>'
    document = read(table([cell, "新格"]))
    assert visible(document) == "\t新格"
    assert carried(document, "tracked-change", Layer.REVISION) == ["旧格"]


def test_text_in_a_cell_merged_into_the_one_above_is_hidden():
    first = f'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{par("一组")}</w:tc>'
    below = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{par('藏着')}</w:tc>"
    document = read(table([first, "甲"], [below, "乙"]))
    assert visible(document) == "一组\t甲\n\t乙"
    assert carried(document, "text", Layer.HIDDEN) == ["藏着"]


def test_nested_table_follows_the_row_with_its_own_path():
    document = read(table(["外", par("里") + table(["深"]) + par("尾")]))
    assert document.text == "外\t里\n尾\n深\n"
    assert places(document)["深"][1] == "t1/r1/c2/t1/r1/c1"


def test_deleted_row_is_a_revision_and_not_a_line():
    row = f'<w:tr><w:trPr><w:del w:author="甲"/></w:trPr><w:tc>{par("旧行")}</w:tc></w:tr>'
    document = read(f"<w:tbl><w:tblPr/>{row}<w:tr><w:tc>{par('新行')}</w:tc></w:tr></w:tbl>")
    assert visible(document) == "新行"
    assert carried(document, "tracked-change", Layer.REVISION) == ["旧行"]


@pytest.mark.parametrize(
    ("font", "code", "text"),
    [
        ("Wingdings", "F0AB", "★"),
        ("Wingdings", "00AB", "★"),
        ("Wingdings", "F0FE", "☑"),
        ("Wingdings", "F0A8", "☐"),
        ("Wingdings 2", "F052", "☑"),
        ("Wingdings 2", "F0A3", "□"),
        ("Webdings", "F061", "✓"),
        ("ZapfDingbats", "F048", "★"),
        ("Symbol", "F0B7", "•"),
        ("Symbol", "F031", "1"),
        ("Wingdings", "F04A", "\ufffd"),
        ("宋体", "2605", "★"),
    ],
)
def test_a_symbol_is_what_its_font_shows(font, code, text):
    document = read(par(f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>', "甲"))
    assert (visible(document), document.gaps) == (f"{text}甲", ())


def test_a_character_that_somebody_made_is_a_gap():
    document = read(par('<w:r><w:sym w:font="方正字库" w:char="E5E5"/></w:r>', "甲"))
    assert visible(document) == "\ufffd甲"
    assert [gap.reason for gap in document.gaps] == [GapReason.NEEDS_EYES]


def test_boxes_and_stars_typed_in_a_symbol_font_are_what_they_look_like():
    assert visible(read(par("密级：\uf0fe机密 \uf0a8秘密"))) == "密级：☑机密 ☐秘密"
