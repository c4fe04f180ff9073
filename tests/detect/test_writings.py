"""Ways of writing a number that a person still reads as that number, and numbers that are none."""

from __future__ import annotations

import pytest

from review.detect.columns import captions, heading
from review.extract import extract
from review.model import Severity
from review.report.excerpt import Excerpts
from review.report.html import render_html
from review.report.mask import mask_runs, solid_runs
from review.rules.prove import example_document
from review.scan import Options, scan

OPTIONS = Options(b"k" * 32)
ID, MOBILE, CARD = "360781198503120018", "13812345678", "6217001234567890122"
HAN = str.maketrans("0123456789", "〇一二三四五六七八九")
GROUPS = ("360781", "19850312", "0018")


def found(ruleset, text, category="personal"):
    return {
        f.rule: (f.quote, f.severity)
        for f in scan(example_document(text), ruleset, OPTIONS).findings
        if f.category == category and f.rule != "personal.name"
    }


@pytest.mark.parametrize("gap", [".", "/", "_", "、", "，", ",", "—", "～", "·", "-", " ", "：", "——", "、 "])
@pytest.mark.parametrize("pieces", [GROUPS, tuple(ID), ("360781", "1985", "0312", "0018"), ("360781", "1985", "03", "12", "0018")])
def test_a_citizen_number_is_found_whatever_parts_its_digits(ruleset, gap, pieces):
    if gap == "、 " and len(pieces) == 18:
        pytest.skip("so far apart it is a list")
    written = gap.join(pieces)
    assert found(ruleset, f"张三{written}。") == {"personal.id-card": (written, Severity.BLOCK)}


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (f"{ID}{MOBILE}", {"personal.id-card", "personal.mobile"}),
        (f"{MOBILE}{ID}", {"personal.id-card", "personal.mobile"}),
        (f"{ID}360781199003070012", {"personal.id-card"}),
        (f"1.{ID}", {"personal.id-card"}),
        (f"张三.{MOBILE}", {"personal.mobile"}),
        (f"电话.{MOBILE}", {"personal.mobile"}),
        (f"电话……{MOBILE}", {"personal.mobile"}),
        (f"电话.....{MOBILE}", {"personal.mobile"}),
        (f"tel.{MOBILE}", {"personal.mobile"}),
        (f"名单：1.{MOBILE}；2.13912345678", {"personal.mobile"}),
        (f"2.{CARD}", {"personal.bank-card"}),
        (f"①{MOBILE}", {"personal.mobile"}),
        (f"❶甲；❷{ID}", {"personal.id-card"}),
        (f"⑴{MOBILE}", {"personal.mobile"}),
        ("①③⑧①②③④⑤⑥⑦⑧", {"personal.mobile"}),
        (f"电话：{MOBILE},010-66668888", {"personal.mobile", "personal.landline"}),
        (ID.translate(HAN), {"personal.id-card"}),
        (f"手机{MOBILE.translate(HAN)}", {"personal.mobile"}),
        ("一三八-一二三四-五六七八", {"personal.mobile"}),
        (CARD.translate(HAN), {"personal.bank-card"}),
        ("138—1234—5678", {"personal.mobile"}),
        ("（138）12345678", {"personal.mobile"}),
        ("手机138/1234/5678", {"personal.mobile"}),
        ("手机：1、3、8、1、2、3、4、5、6、7、8", {"personal.mobile"}),
        ("6217.0012.3456.7890.122", {"personal.bank-card"}),
    ],
)
def test_a_number_is_found_beside_what_usually_stands_beside_it(ruleset, text, rules):
    assert set(found(ruleset, text)) == rules


@pytest.mark.parametrize(
    "text",
    [
        "360781.19850312.0018.5",
        "5,360781,19850312,0018,7",
        "比值1.13812345678",
        "一、二、三、四、五、六、七、八、九、十",
        "二〇二四年一月一日至二〇二五年十二月三十一日",
        "138,1234,5678",
        "网络地址电话系统192.168.100.11的端口",
        "13812345678360781199013070012",
        "项目编号360781202403150013",
        "合同编号：HT-360781202403150013",
    ],
)
def test_what_only_resembles_a_number_is_none(ruleset, text):
    assert not {"personal.id-card", "personal.mobile", "personal.bank-card"} & set(found(ruleset, text))


def test_a_proven_number_behind_the_word_for_serials_is_a_warning(ruleset):
    assert found(ruleset, f"编号{ID}") == {"personal.id-card": (ID, Severity.WARN)}
    assert found(ruleset, f"编号{ID[:-1]}9") == {}


@pytest.mark.parametrize(
    "text",
    [
        "指标,单位,2024年,2025年\n地区生产总值,元,13812345678,15912345678",
        "指标,2024年,2025年\n地区生产总值,13812345678,15912345678",
        "单位：元\n项目\t预算\t决算\n一般公共服务\t13812345678\t15912345678",
        "单位：千克\n品名\t数量\n大米\t13812345678",
        "地区\t人口\n某县\t13812345678",
        "地区,人口\n某县,13812345678",
        "品名\t产量（千克）\n大米\t13812345678",
        "年份,数值(元),备注\n2024,13812345678,略",
    ],
)
def test_an_amount_in_a_table_is_no_mobile(ruleset, text):
    assert found(ruleset, text) == {}


@pytest.mark.parametrize(
    "text", ["单位：元\n大米\t13812345678\t15912345678", "地区生产总值（元）\t13812345678", "财政收入\t13812345678\t15912345678"]
)
def test_a_table_of_amounts_without_a_heading_warns_at_most(ruleset, text):
    assert {severity for _, severity in found(ruleset, text).values()} == {Severity.WARN}


@pytest.mark.parametrize(
    "text",
    [
        "单位：元\n姓名\t联系电话\t补贴金额\n张三\t13812345678\t1200",
        "单位：某县教育局\n张三\t男\t13812345678",
        "姓名,电话\n张三,13812345678",
        "2024年困难群众名单\n姓名\t出生年份\t电话\n张三\t1985\t13812345678",
    ],
)
def test_a_mobile_in_a_table_still_blocks(ruleset, text):
    assert found(ruleset, text)["personal.mobile"] == ("13812345678", Severity.BLOCK)


def test_years_do_not_keep_a_row_from_being_the_heading():
    table = "指标\t2024年\t2025年\n人口\t52\t61\n产值\t71\t80"
    assert heading(table, table.rindex("80")) == "2025年"
    list_of_people = "姓名\t出生年\t电话\n张三\t1985\t甲\n李四\t1990\t乙"
    assert heading(list_of_people, list_of_people.rindex("乙")) == "电话"


def test_the_caption_of_a_table_and_the_head_of_a_row_are_told():
    table = "通知\n\t\t单位：元\n项目\t预算\t决算\n服务\t1\t2"
    assert list(captions(table, table.rindex("2"))) == ["服务", "单位：元", "通知"]
    assert list(captions("没有表格2", 4)) == []


@pytest.mark.parametrize(
    "text",
    [
        "密码【初始】：Zx9@kQ7m",
        "口令(首次登录)=Abc12345",
        "密码：\t\tZx9@kQ7m",
        "口令：zhengwu。",
        "姓名\t用户密码\n张三\tzhangsan",
        "姓名\t密码（初始）\n张三\tZhangSan1",
    ],
)
def test_a_password_is_found(ruleset, text):
    assert set(found(ruleset, text, "credential")) == {"credential.password"}


@pytest.mark.parametrize(
    "text",
    [
        "密码：请咨询管理员",
        "密码：见附件",
        "密码:******",
        "密码（长度不少于8位）：由本人设置",
        "密码：Password",
        "密码：Please ask the administrator",
        "动态口令：OTPTOKEN",
        "姓名\t密码\n张三\t******\n李四\t无",
    ],
)
def test_talk_about_passwords_is_none(ruleset, text):
    assert found(ruleset, text, "credential") == {}


FORMS = [gap.join(ID) for gap in ".、，/_—"] + [gap.join(GROUPS) for gap in ".、，/_—"]
FORMS += [ID.translate(HAN), MOBILE.translate(HAN), "138—1234—5678", "（138）12345678", f"{ID}{MOBILE}"]


@pytest.mark.parametrize("form", FORMS)
def test_no_report_shows_a_number_however_it_is_written(ruleset, form):
    text = f"名单：{form}。"
    assert form not in mask_runs(text)
    assert any(end - start > 6 for start, end in solid_runs(text))
    document = extract(text.encode(), "a.txt")
    outcome = scan(document, ruleset, OPTIONS)
    from review.judge import verdict
    from review.model import Reviewed

    item = Reviewed("a.txt", "", "", 1, "text", None, verdict(outcome), outcome)
    for findings in (outcome.findings, ()):
        shown = "".join(piece.text for piece in Excerpts(findings).pieces(document.text, 0, len(document.text)))
        assert form not in shown
    assert form not in "".join(render_html([(item, document)]))


@pytest.mark.parametrize(
    "text",
    [
        "2024.06.12-2024.06.30",
        "1,234,567.00元",
        "１３，７６２，０９０，０００元",
        "13,762,090,000",
        "第1.2.3条",
        "2024-06-12 10:30",
        "一、二、三、四、五",
        "3,5,7,9",
    ],
)
def test_dates_and_amounts_are_not_masked(text):
    assert mask_runs(text) == text
    assert solid_runs(text) == []
