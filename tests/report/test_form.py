"""The review form: everything stands on it, on one page; and the unit's own form is filled without a field left over."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
import zipfile
from collections import Counter
from dataclasses import replace

import pypdfium2
import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

from review.errors import UsageError
from review.extract.sniff import NOTICE
from review.report.docx_grid import fits, lines_needed, settle
from review.report.form import FormContent, LevelLine, fill_template, render_form
from review.report.wording import DISCLAIMER
from review.workflow.events import Channel, Outcome

WHEN = dt.datetime(2026, 3, 5, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
LEVELS = (
    ("初审", "初审员"),
    ("复审", "科室负责人"),
    ("终审", "分管领导"),
    ("保密审查", "保密审查员"),
    ("法制审核", "法制机构负责人"),
    ("批准", "主要负责人"),
)
PHONE = "电话批准（登记人欧阳某某，见证人司马某某），待补签"
LONG = {
    "title": ("关于" + "进一步加强全市政务公开和政府网站信息内容保密审查工作的" * 5)[:118] + "通知",
    "files": tuple(("附件" if n else "正文", f"附件{n}关于某项工作的情况说明和统计表（2026年第{n}季度汇总）.xlsx") for n in range(12)),
    "unit": "临江市" * 30,
    "drafters": "张某、" * 30,
    "planned": "批准后三个工作日内" * 10,
    "findings": "检查情况说明，" * 80,
    "grounds": "ABCDEFG" * 100,
    "profile": "上级单位代复审" * 9,
}


def unsigned(name, role):
    return LevelLine(name, role, "", None, "", "", "", "", "")


def signed(name, role, **changes):
    level = LevelLine(name, role, "王某", WHEN, "电子签批", "同意", "不涉密，同意公开。", "已校对，采纳3处、不采纳1处", "")
    return replace(level, **changes)


def content(**changes):
    plain = FormContent(
        unit="临江市人民政府办公室",
        title="关于印发2026年度政务公开工作要点的通知",
        files=(("正文", "工作要点.docx"), ("附件", "任务分工表.xlsx")),
        drafters="张某、陈某",
        channel="公示栏",
        carrier="公文类",
        dated=dt.date(2026, 3, 2),
        planned="2026年3月10日前",
        profile="三审三人",
        levels=tuple(unsigned(*level) for level in LEVELS[:3]),
        outcome="",
        grounds="",
        findings="必须处理2处，已全部处理。",
        urgent=False,
        check_code="7K3F-9M2Q",
        digest_tail="3f2a 9c01 77be d410",
        head_tail="a91c 04ee 5b37 2f68",
        version=3,
        printed=WHEN,
    )
    return replace(plain, **changes)


def opened(data):
    return Document(io.BytesIO(data))


def grid(form):
    """Return the texts of the form's table, row by row, each merged cell once."""
    (table,) = opened(render_form(form)).tables
    rows = []
    for row in table.rows:
        cells = {cell._tc: cell.text for cell in row.cells}
        rows.append(list(cells.values()))
    return rows


def beside(form, label):
    """Return the text of the cell to the right of a label."""
    return next(row[row.index(label) + 1] for row in grid(form) if label in row)


def ticked(text):
    return [option[1:] for option in text.split("  ") if option.startswith("☑")]


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("填表单位", "临江市人民政府办公室"),
        ("填表日期", "2026年3月5日"),
        ("信息名称", "关于印发2026年度政务公开工作要点的通知"),
        ("成文日期", "2026年3月2日"),
        ("拟公开时间", "2026年3月10日前"),
        ("拟稿人", "张某、陈某"),
        ("文件清单", "正文：工作要点.docx；附件：任务分工表.xlsx"),
        ("检查情况", "必须处理2处，已全部处理。"),
        ("依据和理由", ""),
        ("核对码", "7K3F-9M2Q\n登记纸质签批时填写"),
    ],
)
def test_each_field_stands_beside_its_name(label, text):
    assert beside(content(), label) == text


def test_the_foot_ties_the_paper_to_the_record():
    foot = grid(content())[-1][-1]
    assert foot.split("\n") == [
        "内容摘要（末16位）：3f2a 9c01 77be d410",
        "记录摘要（末16位）：a91c 04ee 5b37 2f68",
        "版本：第3版　审查方式：三审三人",
        "打印时间：2026-03-05 09:30",
    ]


@pytest.mark.parametrize("channel", Channel)
def test_only_the_channel_of_the_matter_is_ticked(channel):
    text = beside(content(channel=channel), "拟公开方式")
    assert ticked(text) == [channel]
    assert [option[1:] for option in text.split("  ")] == list(Channel)


def test_only_the_carrier_of_the_matter_is_ticked():
    assert beside(content(carrier="非公文类"), "载体形式") == "☐公文类  ☑非公文类"


def test_a_choice_that_the_form_does_not_have_is_added_not_lost():
    assert ticked(beside(content(channel="大喇叭"), "拟公开方式")) == ["大喇叭"]


@pytest.mark.parametrize("outcome", ["", *Outcome])
def test_no_outcome_is_ticked_before_it_is_decided(outcome):
    text = beside(content(outcome=outcome), "公开属性\n（终审填写）")
    assert ticked(text) == ([outcome] if outcome else [])
    assert [option[1:] for option in text.split("  ")] == list(Outcome)


def test_an_unsigned_level_leaves_room_for_the_pen():
    upper, below = grid(content())[7:9]
    assert upper[0] == "初审\n初审员"
    assert upper[1].strip() == "审查意见：☐同意  ☐退回"
    assert upper[2].startswith("手写签名：")
    assert "（盖章）" in upper[2]
    assert upper[2].endswith("年　　月　　日")
    assert below[1:] == ["姓名：\n时间：", "校对：☐已校对\n采纳__处，不采纳__处", "签批方式："]


def test_a_signed_level_says_who_when_how_and_for_whom():
    level = signed("初审", "初审员", on_behalf_of="李某", means="纸质签批（登记人陈某）")
    upper, below = grid(content(levels=(level, *content().levels[1:])))[7:9]
    assert upper[1] == "审查意见：☑同意  ☐退回\n不涉密，同意公开。"
    assert below[1:] == [
        "姓名：王某（受李某委托）\n时间：2026-03-05 09:30",
        "校对：已校对，采纳3处、不采纳1处",
        "签批方式：纸质签批（登记人陈某）",
    ]


def test_a_returned_level_is_not_ticked_as_approved():
    level = signed("初审", "初审员", decision="退回")
    assert grid(content(levels=(level, *content().levels[1:])))[7][1].startswith("审查意见：☐同意  ☑退回")


def words_of(document):
    return [paragraph.text for paragraph in document.paragraphs]


def test_the_page_says_what_it_is_and_is_not():
    words = words_of(opened(render_form(content())))
    assert words[0] == NOTICE
    assert words[1] == "政府信息公开保密审查表"
    assert words[-1] == DISCLAIMER + "内部审查过程留痕，不替代签批单、公章或统一电子印章。"


def test_an_urgent_matter_is_marked_in_red():
    (run,) = [run for run in opened(render_form(content(urgent=True))).paragraphs[0].runs if "紧急" in run.text]
    assert run.text.strip() == "【紧急】"
    assert run.font.color.rgb == RGBColor(0xC0, 0, 0)
    assert not any("紧急" in text for text in words_of(opened(render_form(content()))))


def test_of_many_files_as_many_as_fit_are_named_and_all_are_counted():
    text = beside(content(files=LONG["files"]), "文件清单")
    assert text.startswith("正文：附件0")
    assert text.endswith("等12个文件")
    assert "附件11" not in text


def test_an_endless_file_name_keeps_its_ending():
    assert beside(content(files=(("正文", "长" * 300 + "（终稿）.docx"),)), "文件清单").endswith("长…长长长长长（终稿）.docx")


def test_what_xml_cannot_hold_or_turns_the_reading_direction_is_left_out():
    assert beside(content(title="关于\x00印发\ud800要点\n的\u202e通知\uffff"), "信息名称") == "关于印发要点 的通知"


def test_nothing_of_the_machine_or_of_the_template_of_the_library_stays_in_the_file():
    data = render_form(content(title="长" * 400))
    assert not [name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if "thumbnail" in name or "customXml" in name]
    told = opened(data).core_properties
    assert (told.author, told.last_modified_by, told.comments) == ("先审", "先审", "")
    assert told.created.replace(tzinfo=dt.UTC) == WHEN


def test_word_adds_no_space_that_is_not_in_the_measure():
    look = opened(render_form(content())).styles["Normal"].element.pPr
    assert [(child.tag.rpartition("}")[2], child.get(qn("w:val"))) for child in look][:2] == [("autoSpaceDE", "0"), ("autoSpaceDN", "0")]


def test_a_line_is_measured_in_chinese_characters():
    assert lines_needed("字" * 20, 11) == 2
    assert lines_needed("字" * 21, 11) == 3
    assert lines_needed("字" * 5 + "a" * 12, 11) == 2  # a word goes to the next line as a whole
    assert lines_needed("a" * 100, 11) == 6  # 18 to a line, if no line could hold it


def test_text_gets_smaller_before_it_is_cut_and_is_cut_no_more_than_needed():
    assert settle("字" * 20, 100, 6, (12, 9)) == ("字" * 20, 12)
    assert settle("字" * 28, 100, 6, (12, 9)) == ("字" * 28, 9)
    text, size = settle("字" * 90, 100, 6, (12, 9))
    assert (text[-1], size) == ("…", 9)
    assert fits(text, 100, 6, 9)
    assert not fits("字" + text, 100, 6, 9)


FORMS = {
    "three unsigned": content(),
    "three signed": content(
        levels=tuple(signed(*level) for level in LEVELS[:3]), urgent=True, outcome="主动公开", grounds="属于主动公开内容。"
    ),
    "two": content(levels=content().levels[:2]),
    "five long": content(**LONG, levels=tuple(signed(*level, opinion="请删除附件中的号码。" * 30) for level in LEVELS[:5])),
    "six unsigned": content(levels=tuple(unsigned(*level) for level in LEVELS)),
    "six long": content(
        **LONG,
        urgent=True,
        levels=tuple(
            signed(*level, opinion="请删除附件中的号码。" * 30, means=PHONE, person="欧阳某某", on_behalf_of="司马某某") for level in LEVELS
        ),
    ),
}


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", FORMS)
def test_the_form_is_one_page_and_nothing_is_clipped(name, tmp_path):
    (tmp_path / "form.docx").write_bytes(render_form(FORMS[name]))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "form.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pdf = pypdfium2.PdfDocument(tmp_path / "form.pdf")
    try:
        assert len(pdf) == 1
        printed = "".join(pdf[0].get_textpage().get_text_bounded().split())
    finally:
        pdf.close()
    texts = {cell._tc: cell.text for row in opened(render_form(FORMS[name])).tables[0].rows for cell in row.cells}.values()
    endings = Counter("".join(line.split())[-6:] for text in texts for line in text.split("\n") if line)
    assert {ending: printed.count(ending) for ending, times in endings.items() if printed.count(ending) < times} == {}
    assert "不替代签批单、公章或统一电子印章。" in printed


def template(*paragraphs, header="", cell=""):
    """Return a document whose paragraphs consist of the given runs."""
    document = Document()
    for runs in paragraphs:
        paragraph = document.add_paragraph()
        for text in runs:
            paragraph.add_run(text)
    if cell:
        document.add_table(1, 1).cell(0, 0).text = cell
    if header:
        document.sections[0].header.paragraphs[0].text = header
        document.sections[0].footer.paragraphs[0].text = header
        document.sections[0].first_page_header.paragraphs[0].text = header
    return saved(document)


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("单位", "临江市人民政府办公室"),
        ("标题", "关于印发2026年度政务公开工作要点的通知"),
        ("拟稿人", "张某、陈某"),
        ("渠道", "公示栏"),
        ("成文日期", "2026年3月2日"),
        ("公开属性", "主动公开"),
        ("依据理由", "条例第二十条"),
        ("文件清单", "正文：工作要点.docx\n附件：任务分工表.xlsx"),
        ("检查情况", "必须处理2处，已全部处理。"),
        ("核对码", "7K3F-9M2Q"),
        ("内容摘要", "3f2a 9c01 77be d410"),
        ("记录摘要", "a91c 04ee 5b37 2f68"),
        ("版本", "3"),
        ("打印时间", "2026-03-05 09:30"),
        ("1级意见", "同意。不涉密，同意公开。"),
        ("1级签批人", "王某（受李某委托）"),
        ("1级时间", "2026-03-05 09:30"),
        ("1级校对", "已校对，采纳3处、不采纳1处"),
        ("1级方式", "电子签批"),
        ("3级签批人", ""),
    ],
)
def test_each_field_of_a_template_is_filled(field, value):
    levels = (signed("初审", "初审员", on_behalf_of="李某"), *content().levels[1:])
    filled = fill_template(template([f"（{{{{{field}}}}}）"]), content(levels=levels, outcome="主动公开", grounds="条例第二十条"))
    assert words_of(opened(filled)) == [f"（{value}）"]


def test_a_field_that_word_has_split_is_filled_in_the_look_of_its_first_run():
    document = Document()
    paragraph = document.add_paragraph("名称：")
    for place, text in enumerate(("前{", "{标", "题", "}", "}后{{版本}}")):
        run = paragraph.add_run(text)
        run.bold, run.font.size = place == 0, Pt(10 + place)
    runs = opened(fill_template(saved(document), content())).paragraphs[0].runs
    assert [run.text for run in runs] == ["名称：", f"前{content().title}", "", "", "", "后3"]
    assert runs[1].bold
    assert runs[1].font.size == Pt(10)


def test_fields_in_cells_headers_and_footers_are_filled():
    document = opened(fill_template(template(header="{{核对码}}", cell="第{{版本}}版"), content()))
    section = document.sections[0]
    assert [part.paragraphs[0].text for part in (section.header, section.footer, section.first_page_header)] == ["7K3F-9M2Q"] * 3
    assert document.tables[0].cell(0, 0).text == "第3版"


def test_a_field_in_a_text_box_is_filled_once_and_apart_from_the_text_around_it():
    document = Document()
    paragraph = document.add_paragraph("第{{版本}}")
    box = f"<w:txbxContent {nsdecls('w')}><w:p><w:r><w:t>码{{{{核对码}}}}</w:t></w:r></w:p></w:txbxContent>"
    paragraph.add_run()._r.append(parse_xml(f"<w:pict {nsdecls('w')}>{box}</w:pict>"))
    paragraph.add_run("版")
    filled = opened(fill_template(saved(document), content()))
    assert [text.text for text in filled.element.iter(qn("w:t"))] == ["第3", "码7K3F-9M2Q", "版"]
    paragraph.runs[0].text = "第{{"
    next(document.element.iter(qn("w:txbxContent"))).find(f".//{qn('w:t')}").text = "版本}}"
    with pytest.raises(UsageError, match="没有写完整"):
        fill_template(saved(document), content())


def test_full_width_braces_and_spaces_are_taken_too():
    assert words_of(opened(fill_template(template(["｛｛标题｝｝{{ 版本 }}"]), content(title="通知")))) == ["通知3"]


def test_a_title_that_looks_like_a_field_stays_as_it_is():
    assert words_of(opened(fill_template(template(["{{标题}}"]), content(title="{{核对码}}")))) == ["{{核对码}}"]


def test_a_value_that_xml_cannot_hold_does_not_break_the_document():
    assert words_of(opened(fill_template(template(["{{标题}}"]), content(title="关于\x00要点\ud800")))) == ["关于要点"]


@pytest.mark.parametrize("name", ["密级", "4级意见", "0级意见", "", "标题:大"])
def test_an_unknown_field_is_named(name):
    with pytest.raises(UsageError, match="XS650") as caught:
        fill_template(template([f"{{{{标题}}}}{{{{{name}}}}}"]), content())
    assert f"“{{{{{name}}}}}”" in caught.value.message


@pytest.mark.parametrize("text", ["{{标题", "{{标题}", "{{{标题}}}"])
def test_a_field_that_is_not_closed_is_named(text):
    with pytest.raises(UsageError, match=r"XS650.*没有写完整"):
        fill_template(template([text]), content())


def test_a_template_without_fields_is_refused():
    with pytest.raises(UsageError, match=r"XS650.*没有任何字段"):
        fill_template(template(["标题："]), content())


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7"])
def test_what_is_no_word_document_is_refused(data):
    with pytest.raises(UsageError, match=r"XS650.*打不开模板"):
        fill_template(data, content())
