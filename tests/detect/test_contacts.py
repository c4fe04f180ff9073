"""Whose a telephone or mailbox is: of an office, of somebody at a post, of a citizen."""

import pytest

from review.extract import extract
from review.model import Severity, Status
from review.rules.locate import lexicons
from review.rules.ruleset import load_ruleset
from review.scan import Options, scan

RULES = load_ruleset(lexicons())
BLOCK, WARN, NOTE = Severity.BLOCK, Severity.WARN, Severity.NOTE


def found(text, kind):
    findings = scan(extract(text.encode(), "文稿.txt"), RULES, Options(b"k")).findings
    return [f.severity for f in findings if f.rule == f"personal.{kind}"]


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("水库名称\t行政责任人\t职务\t手机\n上塘水库\t甲某\t副镇长\t13800138000\n", WARN),
        ("河段\t河长\t\t监督电话\n\t姓名\t手机\n上游段\t甲某\t13800138000\t略\n", WARN),
        ("县级河长陈某（副县长），电话13800138000。", WARN),
        ("网格员：陈某 13800138000", WARN),
        ("县水利局联系人：陈某，13800138000", WARN),
        ("单位\t联系人\t联系电话\n县水利局\t陈某\t13800138000\n", WARN),
        ("姓名\t村组\t电话\n甲某\t略\t13800138000\n", BLOCK),
        ("联系干部\t联系户\t电话\n甲某\t乙某\t13800138000\n", BLOCK),
        ("姓名\t职务\t身份证号\t手机\n甲某\t组长\t略\t13800138000\n", BLOCK),
        ("学生姓名\t班主任\t家长电话\n甲某\t乙某\t13800138000\n", BLOCK),
        ("患者陈某，联系电话13800138000，由村主任随访。", BLOCK),
        ("原书记的儿子陈某，13800138000", BLOCK),
    ],
)
def test_a_mobile_beside_a_post_is_a_warning_and_in_a_list_of_people_a_block(text, severity):
    assert found(text, "mobile") == [severity]


def test_the_number_of_an_enforcement_card_is_no_mobile():
    assert found("对象\t执法人员\n某店\t陈某（18150420011）、周某（18150420012）\n", "mobile") == []
    assert found("执法人员陈某，执法证号18150420011。", "mobile") == []
    assert found("执法人员陈某，电话18150420011。", "mobile") == [BLOCK]


REPLY = "关于网友留言的回复\n"


@pytest.mark.parametrize(
    ("text", "kind", "severities"),
    [
        ("留言人：陈某　联系电话：0797-2501008\n您好，答复如下。", "landline", [BLOCK]),
        ("陈女士（手机13800138000）您好，答复如下。", "mobile", [BLOCK]),
        ("您反映的问题已收悉，与您电话（0797-2501008）沟通。", "landline", [BLOCK]),
        ("陈女士：您好！如有疑问，请致电县住建局物业科0797-2501008。", "landline", [NOTE]),
        ("陈女士：您好！感谢关注。咨询电话：0797-2501008。", "landline", [NOTE]),
        ("陈某，住测试镇测试村三组，来信收悉。", "address", [BLOCK]),
        ("您反映测试村三组的道路破损，已修复。", "address", []),
        ("陈女士：您好！我局已核实。如有疑问，请致电办公室，地址：测试镇测试路13号。", "address", []),
    ],
)
def test_what_a_citizen_gave_is_not_published_in_the_answer(text, kind, severities):
    assert found(REPLY + text, kind) == severities


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("某某县测试镇迎宾路37号县生态环境局行政审批股 邮编：330000 电子邮箱：csxhbsp@163.com", NOTE),
        ("学校网址：www.example.cn　邮箱：cszjzs@163.com", NOTE),
        ("招标人：某县教育局\t代理机构：某咨询公司\n电话：略\t电话：略\n电子邮箱：略\t电子邮箱：zbdl@126.com", NOTE),
        ("陈某，男，邮箱chen99@163.com", WARN),
        ("来信人陈某，单位：县一中，邮箱：chen99@163.com", WARN),
        ("申请人：陈某，传真略，个人邮箱：chen99@126.com", WARN),
    ],
)
def test_a_mailbox_of_an_office_may_lie_with_any_provider(text, severity):
    assert found(text, "email") == [severity]


def test_a_street_office_in_a_directory_has_an_office_telephone():
    table = "序号\t单位\t科室\t办公电话\t传真\n1\t某局\t某股\t0797-2713508\t2713500\n2\t某某街道办事处\t综治中心\t0797-2713509\n"
    findings = scan(extract(table.encode(), "文稿.txt"), RULES, Options(b"k")).findings
    assert {f.status for f in findings if f.rule == "personal.landline"} == {Status.PUBLIC}


def test_an_address_of_the_household_router_is_advice():
    assert found("家用路由器的管理地址一般为192.168.1.1，请修改初始密码。", "ip-address") == []
    assert found("机房核心交换机管理地址192.168.1.1。", "ip-address") == [WARN]


def test_a_month_of_birth_counts_beside_a_number_or_an_illness():
    assert found("陈某（4301**********1218，1966年5月生，救助2000元）", "birth-date") == [WARN]
    assert found("陈某，男，1966年5月生，现任县民政局局长。", "birth-date") == []
