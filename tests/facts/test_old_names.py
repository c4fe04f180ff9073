"""Laws, institutions and areas by the day, and the traps beside them."""

from __future__ import annotations

from datetime import date

import pytest

from review.errors import LexiconError
from review.facts.areas import areas as areas_of
from review.facts.institutions import institutions as institutions_of
from review.facts.laws import law_changes, not_in_force, repealed
from review.facts.table import read, rows
from review.rules.locate import lexicons

FACTS = lexicons() / "facts"
TODAY = date(2026, 11, 23)
LAWS = law_changes([read(FACTS / "law_changes.tsv")])
INSTITUTIONS = institutions_of([read(FACTS / "institutions.tsv")])
AREAS = areas_of([read(FACTS / "area_changes.tsv")])


def laws(text, as_of=TODAY):
    return [cited.name for cited in repealed(text, LAWS, as_of)]


def institutions(text, as_of=TODAY):
    return [text[named.start : named.end] for named in INSTITUTIONS.old_names(text, as_of)]


def areas(text, as_of=TODAY):
    return [text[located.start : located.end] for located in AREAS.old_names(text, as_of)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("根据《中华人民共和国合同法》第五十二条", "合同法"),
        ("依据《环境保护法》规定", "环境保护法"),
        ("依照《中华人民共和国立法法》（2015年修正）制定", "立法法"),
        ("按照《信访条例》办理", "信访条例"),
    ],
)
def test_a_citation_of_what_was_repealed_is_told(text, name):
    assert laws(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "根据《中华人民共和国民法典》第五条",
        "原《合同法》第五十二条",
        "《中华人民共和国合同法》同时废止。",
        "《中华人民共和国物权法》（已废止）",
        "按照合同法的一般原理",
        "依照《中华人民共和国立法法》制定",
        "依照《中华人民共和国立法法》（2023年修正）制定",
        "《中华人民共和国合同法典型案例》一书",
        "原《合同法》《物权法》的规定已写入民法典",
        "不再引用《环境保护法》",
        "对依据《中华人民共和国外资企业法》设立并保留原组织形式的企业",
    ],
)
def test_what_is_in_force_or_told_of_as_old_is_left_alone(text):
    assert laws(text) == []


def test_a_law_is_in_force_until_its_day():
    assert laws("依据《环境保护法》", date(2026, 8, 14)) == []
    assert laws("依据《环境保护法》", date(2026, 8, 15)) == ["环境保护法"]


def test_a_law_to_come_is_told_until_its_day():
    def coming(text, day):
        return [cited.name for cited in not_in_force(text, LAWS, day)]

    assert coming("根据《中华人民共和国医疗保障法》", TODAY) == ["医疗保障法"]
    assert coming("根据《中华人民共和国医疗保障法》", date(2027, 1, 1)) == []
    assert coming("《中华人民共和国医疗保障法》将于2027年1月1日起施行", TODAY) == []
    assert coming("根据《中华人民共和国农业法》", TODAY) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("报环境保护部备案", "环境保护部"),
        ("县环保局负责解释", "环保局"),
        ("经国家工商行政管理总局批准", "国家工商行政管理总局"),
        ("某县国土资源局", "国土资源局"),
        ("由中国银保监会核准", "中国银保监会"),
        ("县扶贫办牵头", "扶贫办"),
        ("请持原件到青禾县工商局领取", "工商局"),
        ("县环保局原则上不再受理", "环保局"),
        ("请到县环保局原件窗口", "环保局"),
        ("县环保局成立工作专班", "环保局"),
        ("责任单位：①保监会", "保监会"),
        ("Ⅱ农业部", "农业部"),
    ],
)
def test_an_old_name_is_told(text, name):
    assert institutions(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "由环境保护部门负责",
        "县级以上地方人民政府农业部门",
        "国土资源部门会同监察部门",
        "住房和城乡建设部公告",
        "原国家工商行政管理总局规章",
        "原县环保局档案",
        "县环保局更名为生态环境局",
        "《环境保护部关于某事的通知》",
        "根据“国土资源部”的说法",
        "曾任县国土资源局局长",
        "文化和旅游局、农业农村局、生态环境局",
        "国家税务总局某县税务局",
        "不要有文化局限",
        "县卫生局势平稳",
        "由总后勤部(以下简称总后)卫生部负责",
        "国务院批准，农业部一九五七年十二月四日发布的试行办法",
        "按照建设部、国土资源部和国家税务总局联合发布的《廉租住房管理办法》执行",
        "水利工程，建设部署会议",
        "县环保局原局长回忆录",
        "县环保局（原址在南街）",
        "1998年，县物价局成立。",
        "县物价局成立于1998年",
        "县环保局成立以来",
    ],
)
def test_what_only_looks_like_an_old_name_is_left_alone(text):
    assert institutions(text) == []


def test_a_name_was_right_at_its_day():
    assert institutions("报环境保护部备案", date(2018, 3, 16)) == []


@pytest.mark.parametrize(
    ("text", "name"), [("江西省上饶县人民政府", "上饶县"), ("赣州市赣县", "赣县"), ("前往龙南县人民政府", "龙南县"), ("福建省沙县", "沙县")]
)
def test_an_old_division_is_told(text, name):
    assert areas(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "沙县小吃",
        "原上饶县",
        "撤销上饶县，设立上饶市广信区",
        "《上饶县志》",
        "河北省石家庄市桥西区",
        "赣县区人民政府",
        "大事记：1949年上饶县解放",
        "新建县道不低于二级公路标准",
        "莱芜市第十七届人民代表大会常务委员会第三十三次会议通过",
    ],
)
def test_what_lives_elsewhere_or_is_history_is_left_alone(text):
    assert areas(text) == []


def test_memory_alone_is_never_sure():
    assert not next(each for each in INSTITUTIONS.known if each.name == "铁道部").sure
    assert next(each for each in INSTITUTIONS.known if each.name == "国土资源部").sure


def test_a_row_without_a_source_is_refused(tmp_path):
    table = tmp_path / "a.tsv"
    table.write_text("name\tconfidence\tsource\n甲\tverified\t\n", encoding="utf-8")
    with pytest.raises(LexiconError, match="来源"):
        rows(table, ("name", "confidence", "source"))
    table.write_text("name\tconfidence\tsource\n甲\t也许\t书\n", encoding="utf-8")
    with pytest.raises(LexiconError):
        rows(table, ("name", "confidence", "source"))
    table.write_text("name\tconfidence\tsource\n乙\tmemory\t书\n乙\tmemory\t册\n", encoding="utf-8")
    assert len(rows(table, ("name", "confidence", "source"))) == 2
