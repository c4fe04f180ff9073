"""Names of persons: what announces them, where they end, and whether they may be public."""

import pytest

from review.detect import names
from review.extract import extract
from review.model import GapReason, Severity, Status
from review.rules.prove import unmark
from review.rules.ruleset import RuleSet
from review.scan import Options, scan

OPTIONS = Options(b"k" * 32)
ID, MOBILE = "360781198503120018", "13812345678"


def people(ruleset, text, name="a.txt"):
    return [f for f in scan(extract(text.encode(), name), ruleset, OPTIONS).findings if f.rule == "personal.name"]


def private(ruleset, text):
    return [f.quote for f in people(ruleset, text) if f.status is Status.PRIVATE]


@pytest.mark.parametrize(
    "text",
    [
        "低保户⟦王秀兰⟧，家住城关镇。",
        "孤儿⟦欧阳小雨⟧，现由祖母⟦欧阳秀英⟧抚养。",
        "困难残疾人生活补贴对象：⟦买买提·艾山⟧，二级。",
        "信访人⟦索朗旺堆⟧反映草场界线被侵占一事，现答复如下。",
        "被申请人⟦特木尔巴根⟧自2022年9月起拖欠货款。",
        "姓名\t性别\t身份证号\n⟦柳青⟧\t女\t略\n⟦高峰⟧\t男\t略",
        "姓　名　　年龄　　救助金额\n⟦邬　七⟧　　79　　300\n⟦丁水生⟧　　83　　300",
        "|序号|户主|面积|\n|---|---|---|\n|1|⟦雷满秀⟧|7|\n|2|⟦蓝春生⟧|12|",
        "经评议，拟将⟦叶招娣⟧、⟦黄道生⟧、⟦罗细凤⟧四户纳入监测对象。",
        "领取人：⟦赵银花⟧\n领取人：⟦孙大友⟧",
        "询问笔录，⟦陈德福⟧，男，住城关镇。",
        f"⟦罗文⟧,男,{ID},{MOBILE}",
        "患者⟦皇甫志刚⟧血液检查异常。",
        "双方婚生女⟦雷雨桐⟧（2015年3月12日出生）由原告抚养。",
    ],
)
def test_a_private_name_is_found_with_its_borders(ruleset, text):
    plain, spans = unmark(text)
    assert [(f.start, f.end) for f in people(ruleset, plain) if f.status is Status.PRIVATE] == spans


@pytest.mark.parametrize(
    "text",
    [
        "县应急管理局局长郭立新主持会议。",
        "任命董翠萍为县第三中学校长；免去范兆林的县中心主任职务。",
        "出席：纪国栋、陆美芳、桑建民\n记录：于小洁",
        "捐赠仪式由戴巧云（县环卫所班长）、邱月芬（东门社区党支部书记）主持。",
        "法定代表人：柳国强",
        "习近平总书记强调，以人民为中心。",
        "拟任人选公示：郭立新，男，1975年6月生，现任县应急管理局副局长。",
    ],
)
def test_a_name_at_its_post_is_public(ruleset, text):
    found = people(ruleset, text)
    assert found
    assert {(f.status, f.severity) for f in found} == {(Status.PUBLIC, Severity.NOTE)}


@pytest.mark.parametrize(
    "text",
    [
        "王女士、李大爷和张某反映小区噪音问题。",
        "幼儿园、居民委员会、学生会、残疾人联合会应当配合。",
        "水利、交通、林业、国土等部门",
        "建设地点：王家坝水库、张家沟村、高桥镇",
        "罚款人民币18600000000元整。",
        "妇女儿童中心和青少年宫",
        "配偶和子女、业主应鼓励、当事人应当",
        "路段名称\t起点\n马金线\t马家沟村\n高万线\t高桥镇",
    ],
)
def test_what_only_looks_like_a_name_is_none(ruleset, text):
    assert people(ruleset, text) == []


@pytest.mark.parametrize("who", ["患者", "举报人", "孤儿", "被害人"])
def test_some_names_block_in_any_genre(ruleset, who):
    (found,) = people(ruleset, f"关于做好工作的通知\n{who}傅志明，请予保密。")
    assert found.severity is Severity.BLOCK
    assert who in found.because


def test_the_genre_weighs_a_name_that_nothing_else_speaks_of(ruleset):
    body = "经研究，傅志明一案已经办结。"
    by_title = {
        title: [(f.severity, f.status) for f in people(ruleset, f"{title}\n{body}")]
        for title in ("县长信箱来信办理情况", "县政府常务会议纪要", "2026年临时救助对象公示", "某某")
    }
    assert by_title == {
        "县长信箱来信办理情况": [(Severity.BLOCK, Status.PRIVATE)],
        "县政府常务会议纪要": [(Severity.NOTE, Status.PUBLIC)],
        "2026年临时救助对象公示": [(Severity.WARN, Status.PRIVATE)],
        "某某": [(Severity.WARN, Status.PRIVATE)],
    }


def test_a_number_beside_an_expert_makes_the_name_private(ruleset):
    assert private(ruleset, f"评审专家：潘丽，身份证{ID}。") == ["潘丽"]
    assert private(ruleset, f"联系人：潘丽，电话{MOBILE}。\n县采购中心主任潘丽") == []


@pytest.mark.parametrize("sign", "〇ㅣǀːㆍоΟー○|")
def test_letters_that_are_typed_as_bullets_and_bars_hide_no_name(ruleset, sign):
    listed = private(ruleset, f"困难群众名单：{sign}王秀兰、{sign}李建国、{sign}孙丽萍")
    assert listed == ["王秀兰", "李建国", "孙丽萍"]


def test_a_name_that_is_certain_once_is_found_everywhere(ruleset):
    text = f"姓名：万朝阳，身份证{ID}。\n" + "正文。" * 30_000 + "另查万朝阳名下无房。"
    assert private(ruleset, text) == ["万朝阳", "万朝阳"]


def test_a_sheet_longer_than_a_block_keeps_its_heading(ruleset):
    rows = "".join(f"{number}\t城关镇石桥村第{number % 9}组村民住房维修补助\t柳青\n" for number in range(4_000))
    found = people(ruleset, f"序号\t事项\t姓名\n{rows}")
    assert len(found) == 4_000


def test_without_a_tagger_the_report_says_so_and_cues_still_work(ruleset, monkeypatch):
    monkeypatch.setattr(names, "is_missing", lambda: True)
    monkeypatch.setattr("review.detect.name_block.tagger", lambda: None)
    result = scan(extract("低保户王秀兰，家住城关镇。".encode(), "a.txt"), ruleset, OPTIONS)
    assert [gap.reason for gap in result.gaps] == [GapReason.ENGINE_MISSING]
    assert "王秀兰" in [f.quote for f in result.findings]


def test_who_wrote_the_letter_is_private_where_the_answer_says_comrade(ruleset):
    found = people(ruleset, "县长信箱回复选登\n来信人：郝丽萍\n办理结果：郝丽萍同志：您好！您反映的问题收悉。")
    assert [f.severity for f in found] == [Severity.BLOCK] * 2


def test_the_begin_of_a_word_for_a_post_is_no_name(ruleset):
    text = "全县进京上访重点人员名单：邓大勇、许翠兰，由包保责任人全天候盯守。"
    assert [f.quote for f in people(ruleset, text)] == ["邓大勇", "许翠兰"]


def test_an_allowed_phrase_of_the_lexicon_holds_for_names_too(ruleset):
    text = "低保户王秀兰，家住城关镇。本次采购王秀兰牌豆腐。"
    lexicon = ruleset.lexicon._replace(allowed=("王秀兰牌豆腐",))
    allowed = people(RuleSet("sha256:0", lexicon, ruleset.articles, ()), text)
    assert [f.start for f in allowed] == [3]
    assert [f.start for f in people(ruleset, text)] == [3, text.rindex("王秀兰")]
