import pytest

from review.extract import extract
from review.model import Severity
from review.rules.locate import lexicons
from review.rules.ruleset import load_ruleset
from review.scan import Options, scan

RULES = load_ruleset(lexicons())


def health(text):
    found = scan(extract(text.encode(), "文稿.txt"), RULES, Options(b"k")).findings
    return [(f.quote, f.severity) for f in found if f.rule == "personal.health"]


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("患者：苗德根  年龄：66  临床诊断：肺癌骨转移", "癌"),
        ("郭庚生，男，71岁，胃恶性肿瘤，拟救助4200元。", "恶性肿瘤"),
        ("李明系艾滋病病毒感染者。", "艾滋病"),
        ("肺结核密切接触者登记：王秀英 13800138000", "肺结核"),
        ("社区戒毒人员名单：张建军，男，45岁", "戒毒"),
        ("校长多次到学生涂家乐家中探望，他患白血病已停学半年。", "白血病"),
    ],
)
def test_an_illness_said_of_somebody_is_found(text, fact):
    assert health(text) == [(fact, Severity.BLOCK)]


def test_a_column_of_disabilities_is_read_below_its_heading():
    table = "姓名\t残疾类别\t残疾等级\t金额\n王建国\t肢体\t二级\t100\n李秀兰\t无\t\t100\n"
    assert health(table) == [("肢体", Severity.WARN), ("二级", Severity.WARN)]


@pytest.mark.parametrize(
    "text",
    [
        "全县共有精神障碍患者1200人，联系电话：13800138000。",
        "切实保障妇女、儿童、老年人、残疾人合法权益。",
        "患者家属，应当签署知情同意书；肺结核由医保报销。",
        "确诊患者王某为艾滋病感染者。",
        "县残疾人联合会理事长李建国出席。",
        "市精神卫生中心电话：13800138000。",
        "成年患者应当每年筛查糖尿病。",
        "病种\t报销比例\n尿毒症\t80%\n白血病\t85%",
    ],
)
def test_an_illness_of_nobody_is_nothing(text):
    assert health(text) == []
