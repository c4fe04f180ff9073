"""A child is told by age or class beside a name; numbers of children, teachers and grown-ups are not."""

import pytest

from review.extract import extract
from review.model import Severity
from review.scan import Options, scan


@pytest.fixture
def told(ruleset):
    def find(text):
        found = scan(extract(text.encode(), "文稿.txt"), ruleset, Options(b"k" * 32)).findings
        return [(f.quote, f.severity) for f in found if f.rule == "personal.minor"]

    return find


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("走失儿童：张浩然，男，4岁，身高约1.1米。", "4岁"),
        ("对违法行为人陈志强（男，17岁）作出不予行政处罚决定。", "17岁"),
        ("经济困难学生：赵子轩（城关小学五年级1班）。", "城关小学五年级1班"),
        ("八（3）班学生钱雨桐被同学殴打。", "八（3）班"),
        ("孤儿姓名,年龄,监护人\n周梓涵,11,周建国\n", "11"),
    ],
)
def test_an_age_or_class_beside_the_name_of_a_child_must_not_go_out(told, text, fact):
    assert told(text) == [(fact, Severity.BLOCK)]


@pytest.mark.parametrize("text", ["二等奖：赵子轩（城关小学五年级1班）", "高三年级学生王明轩被省师范大学录取。"])
def test_what_schools_make_known_by_custom_is_for_a_person_to_look_at(told, text):
    assert [severity for _, severity in told(text)] == [Severity.WARN]


@pytest.mark.parametrize(
    "text",
    [
        "全县6岁至12岁儿童接种率98%，三年级学生1200人。",
        "李秀英老师带领三年级2班学生参观。",
        "县实验小学三年级（3）班班主任李秀英获评优秀教师。",
        "王建国，12岁时参加革命。",
        "李建国，男，45岁。",
        "未成年人刘某（15岁）已由监护人领回。",
        "姓名\t年龄\n王建国\t71\n",
    ],
)
def test_others_are_left_alone(told, text):
    assert told(text) == []
