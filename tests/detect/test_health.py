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
        ("患者周㻨，男，56岁，确诊肺结核。", "肺结核"),
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
        "患者王〇，男，45岁，患肺结核。",
        "县残疾人联合会理事长李建国出席。",
        "市精神卫生中心电话：13800138000。",
        "成年患者应当每年筛查糖尿病。",
        "病种\t报销比例\n尿毒症\t80%\n白血病\t85%",
    ],
)
def test_an_illness_of_nobody_is_nothing(text):
    assert health(text) == []


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("帮教对象：熊 岚，吸毒史六年。", ["吸毒"]),
        ("名单：司马玉岚（乳腺癌术后，救助5000元）、钟 岚（尿毒症）。", ["癌", "尿毒症"]),
        ("1.陈 岚，患肺癌晚期。", ["癌"]),
        ("申请人 徐 岚 因患白血病申请救助。", ["白血病"]),
        ("姓名\t健康状况\n单 岚\t左臂烧伤\n石岚\t良好\n", ["左臂烧伤"]),
    ],
)
def test_a_name_with_a_blank_or_before_a_bracket_is_a_name(text, facts):
    assert [quote for quote, _ in health(text)] == facts


@pytest.mark.parametrize(
    "text",
    [
        "常见病（高血压、糖尿病）管理率达95%。",
        "坐诊专家：白云岚（肿瘤科）、石 岚（结核病防治所）。",
        "主任医师石岚，从事乙肝防治工作20年。",
        "高发地区（肺癌）筛查，项目名称（癌症早诊早治）。",
        "健康状况\t良好\n姓名\t石岚\n",
    ],
)
def test_a_doctor_or_a_programme_is_nobody_ill(text):
    assert health(text) == []


def test_a_doctor_of_infections_is_no_patient():
    text = "艾滋病、结核病防治：专家介绍，石岚，县人民医院感染科主任，从事传染病防治工作22年。"
    found = scan(extract(text.encode(), "文稿.txt"), RULES, Options(b"k")).findings
    assert not [f for f in found if f.rule == "sensitive.patient"]
