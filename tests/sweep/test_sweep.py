"""What a sweep says of pages, one trap beside each signal; pages are written as a site exports them."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from review.errors import ConfigError, IntegrityError
from review.model import Severity
from review.rules.locate import lexicons
from review.sweep.context import Context, load_facts
from review.sweep.finding import Action, State
from review.sweep.likeness import alike, resemblance, sketch
from review.sweep.listing import find_listing
from review.sweep.record import add_mark, add_sweep, path_in, read_record
from review.sweep.run import sweep
from review.sweep.site import Site, load_site
from review.sweep.states import with_states
from review.sweep.titles import core, docno, is_draft, is_interpretation

DAY = dt.date(2026, 11, 23)
FACTS = load_facts(lexicons() / "facts", Site())


class Pages:
    """A site being written."""

    def __init__(self, folder):
        self.folder = folder
        self.listed = []

    def add(self, path, title, date, text):
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"{title}\n{text}\n", encoding="utf-8")
        self.listed.append({"path": path, "column": path.partition("/")[0], "title": title, "publish_date": date})
        return self

    def swept(self, day=DAY, site=None):
        (self.folder / "pages.json").write_text(json.dumps(self.listed, ensure_ascii=False), encoding="utf-8")
        return sweep([self.folder], Context(day, site or Site(), FACTS))

    def told(self, **how):
        return {(f.path, f.rule.removeprefix("outdated.")) for f in self.swept(**how).findings if "column" not in f.rule}


@pytest.fixture
def pages(tmp_path):
    return Pages(tmp_path)


def test_what_a_later_document_repeals_is_told_and_the_later_one_is_not(pages):
    pages.add("文件/旧.txt", "东山县集市管理办法", "2015-07-06", "东府发〔2015〕4号\n自印发之日起施行。\n东山县人民政府\n2015年7月1日")
    pages.add(
        "文件/新.txt",
        "东山县集市管理办法",
        "2023-06-15",
        "东府发〔2023〕8号\n《东山县集市管理办法》（东府发〔2015〕4号）同时废止。\n东山县人民政府\n2023年6月10日",
    )
    assert pages.told() == {("文件/旧.txt", "repealed")}
    assert pages.told(day=dt.date(2023, 6, 9)) == set()


def test_another_number_is_another_document(pages):
    pages.add("文件/旧.txt", "东山县集市管理办法", "2015-07-06", "东府发〔2015〕40号\n东山县人民政府\n2015年7月1日")
    pages.add(
        "文件/决定.txt",
        "关于废止部分文件的决定",
        "2023-06-15",
        "决定废止《东山县集市管理办法》（东府发〔2014〕4号）。\n东山县人民政府\n2023年6月10日",
    )
    assert pages.told() == set()


@pytest.mark.parametrize(
    "clause", ["《东山县集市管理办法》尚未废止。", "建议废止《东山县集市管理办法》。", "根据《东山县集市管理办法》，原规定同时废止。"]
)
def test_a_clause_that_repeals_nothing_is_left_alone(pages, clause):
    pages.add("文件/旧.txt", "东山县集市管理办法", "2015-07-06", "东山县人民政府\n2015年7月1日")
    pages.add("文件/新.txt", "东山县夜市管理的情况通报", "2023-06-15", f"{clause}\n东山县人民政府\n2023年6月10日")
    assert pages.told() == set()


def test_a_list_of_a_clean_up_is_read_row_by_row(pages):
    for name, number in (("煤炭经营管理办法", 7), ("城市绿化管理办法", 8)):
        pages.add(f"文件/{number}.txt", f"东山县{name}", "2012-03-20", f"东府发〔2012〕{number}号\n东山县人民政府\n2012年3月15日")
    first, second = "1\t东山县煤炭经营管理办法\t东府发〔2012〕7号\t废止", "2\t东山县城市绿化管理办法\t东府发〔2012〕8号\t继续有效"
    rows = f"序号\t文件名称\t文号\t处理意见\n{first}\n{second}"
    pages.add("文件/清理.txt", "东山县规范性文件清理结果公告", "2024-06-24", rows)
    assert pages.told() == {("文件/7.txt", "repealed")}


def test_a_condition_makes_it_a_note(pages):
    pages.add("文件/旧.txt", "东山县旅游奖励办法", "2014-05-01", "东山县人民政府\n2014年4月28日")
    text = "《东山县旅游奖励办法》应在2020年12月31日前重新公布，逾期未公布的，自2021年1月1日起宣布失效。"
    pages.add("文件/新.txt", "关于宣布部分文件失效的决定", "2020-10-01", text)
    (finding,) = [f for f in pages.swept().findings if f.rule == "outdated.repealed"]
    assert (finding.severity, finding.related) == (Severity.NOTE, ("文件/新.txt",))
    assert "条件" in finding.computation


def test_an_extension_keeps_a_document_in_force(pages):
    pages.add(
        "文件/旧.txt", "东山县奖补办法", "2022-01-06", "本办法自2022年1月1日起施行，有效期至2025年12月31日。\n东山县人民政府\n2022年1月1日"
    )
    assert pages.told() == {("文件/旧.txt", "validity-expired")}
    pages.add(
        "文件/延.txt",
        "关于延长有效期的通知",
        "2025-11-24",
        "《东山县奖补办法》有效期延长至2027年12月31日。\n东山县人民政府\n2025年11月20日",
    )
    assert pages.told() == set()
    assert pages.told(day=dt.date(2028, 1, 2)) == {("文件/旧.txt", "validity-expired")}


def test_a_page_that_says_so_itself_is_settled(pages):
    pages.add("文件/旧.txt", "东山县奖补办法", "2019-01-06", "【已失效】\n本办法自2019年1月1日起施行，有效期2年。")
    assert pages.told() == set()


def test_a_deadline_of_one_notice_is_over_when_its_last_day_is(pages):
    pages.add("公告/甲.txt", "公开招聘公告", "2025-03-10", "报名时间：2025年3月12日至3月18日。面试时间：2025年4月12日。")
    assert pages.told(day=dt.date(2025, 4, 12)) == set()
    assert pages.told(day=dt.date(2025, 4, 13)) == {("公告/甲.txt", "deadline-passed")}


def test_days_that_are_written_out_go_before_those_that_are_counted(pages):
    pages.add("公告/甲.txt", "困难家庭认定公示", "2024-03-18", "公示期5天（2024年3月18日-3月22日），有异议请来电。")
    assert pages.told(day=dt.date(2024, 3, 22)) == set()
    (finding,) = pages.swept(day=dt.date(2024, 3, 24)).findings
    assert "2024-03-22" in finding.computation


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("统计公告", "截至2023年12月31日，全县累计完成300户。"),
        ("整改通知", "请在30日内完成整改。"),
        ("2023年部门预算公开公告", "公开时间：2023年2月15日至2023年12月31日。"),
        ("污水管网中标结果公示", "公示期：2024年5月20日至5月22日。"),
        ("考试管理条例", "2012年1月13日会议通过，考试时间由县教育局规定。"),
    ],
)
def test_what_sets_the_public_no_deadline_is_left_alone(pages, title, text):
    pages.add("公告/甲.txt", title, "2024-01-01", text)
    assert pages.told() == set()


def test_a_day_before_the_signature_is_no_day_of_publication(pages):
    pages.add("公告/甲.txt", "关于检查的通知", "2024-09-02", "请遵照执行。\n东山县人民政府\n2024年9月18日")
    pages.add("公告/乙.txt", "关于检查的函", "2024-09-20", "请遵照执行。\n东山县人民政府\n2024年9月18日")
    assert pages.told() == {("公告/甲.txt", "date-conflict")}


def test_a_mark_of_the_page_itself_counts_and_one_it_talks_about_does_not(pages):
    pages.add("公告/甲.txt", "关于用地的通知", "2023-04-11", "现予通知。\n（此件依申请公开）")
    pages.add("公告/乙.txt", "政府信息公开指南", "2023-04-11", "依申请公开的，请填写申请表。内部资料不在公开范围。不予公开的情形有三种。")
    assert pages.told() == {("公告/甲.txt", "attribute-conflict")}


def test_a_marking_of_secrecy_is_not_repeated(pages):
    pages.add("公告/甲.txt", "关于某事的通知", "2023-04-11", "机密★10年\n内容。")
    (finding,) = [f for f in pages.swept().findings if f.rule == "outdated.attribute-conflict"]
    assert (finding.action, finding.severity) == (Action.WITHDRAW, Severity.BLOCK)
    assert "10年" not in finding.evidence + finding.computation
    assert "立即报告" in finding.computation


def test_five_overdue_columns_are_a_veto(pages):
    for number in range(4):
        pages.add(f"通知{number}/甲.txt", "关于某事的函", "2025-01-01", "内容。")
    overdue = [f for f in pages.swept().findings if f.rule == "outdated.column-overdue"]
    assert [f.severity for f in overdue] == [Severity.WARN] * 4
    pages.add("通知9/甲.txt", "关于某事的函", "2025-01-01", "内容。")
    overdue = [f for f in pages.swept().findings if f.rule == "outdated.column-overdue"]
    assert [f.severity for f in overdue] == [Severity.BLOCK] * 5
    assert all("单项否决" in f.computation for f in overdue)


def test_a_stricter_period_of_the_site_counts(pages, tmp_path):
    pages.add("交流/甲.txt", "某次交流", "2026-11-01", "内容。")
    assert not [f for f in pages.swept().findings if f.rule == "outdated.column-overdue"]
    toml = tmp_path / "site.toml"
    toml.write_text('[[column]]\nname = "交流"\nperiod = "P10D"\nowner = "县外事办"\n', encoding="utf-8")
    (finding,) = [f for f in pages.swept(site=load_site(toml)).findings if f.rule == "outdated.column-overdue"]
    assert (finding.path, finding.owner) == ("交流", "县外事办")


def test_an_empty_folder_is_an_empty_column(pages, tmp_path):
    pages.add("通知/甲.txt", "关于某事的函", "2026-11-01", "内容。")
    (tmp_path / "访谈").mkdir()
    assert [f.path for f in pages.swept().findings if f.rule == "outdated.column-empty"] == ["访谈"]


def test_the_list_may_lie_above_the_pages(pages, tmp_path):
    pages.add("文件/甲.txt", "东山县养犬办法", "2021-01-01", "自印发之日起施行，有效期1年。").swept()
    assert find_listing(tmp_path / "文件").file == tmp_path / "pages.json"
    report = sweep([tmp_path / "文件"], Context(DAY, Site(), FACTS))
    assert [(f.path, f.column) for f in report.findings if f.rule == "outdated.validity-expired"] == [("甲.txt", "文件")]


def test_a_page_that_is_listed_and_missing_is_a_gap(pages, tmp_path):
    pages.add("文件/甲.txt", "某函", "2026-11-01", "内容。")
    pages.listed.append({"path": "文件/乙.txt", "title": "某函", "publish_date": "2026-11-01"})
    assert [unread.path for unread in pages.swept().gaps] == ["文件/乙.txt"]


def test_a_list_as_csv_is_read(tmp_path):
    (tmp_path / "甲.txt").write_text("内容\n自印发之日起施行，有效期1年。\n", encoding="utf-8")
    (tmp_path / "pages.csv").write_text("path,url,column,title,publish_date\n甲.txt,,文件,东山县养犬办法,2021-01-01\n", encoding="utf-8")
    report = sweep([tmp_path], Context(DAY, Site(), FACTS))
    assert [f.column for f in report.findings if f.rule == "outdated.validity-expired"] == ["文件"]


@pytest.mark.parametrize("content", ["{", "[1]", '{"pages": 5}', "[" * 5000])
def test_a_list_that_cannot_be_read_is_refused(tmp_path, content):
    (tmp_path / "pages.json").write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"pages\.json"):
        find_listing(tmp_path)


@pytest.mark.parametrize(
    "content", ["name = ", '[[column]]\ntype = "x"', '[[column]]\nname = "x"\nperiod = "常"', "trial_years = 0", "column = 3"]
)
def test_a_description_that_makes_no_sense_is_refused(tmp_path, content):
    path = tmp_path / "site.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError):
        load_site(path)


def test_what_a_description_says_beyond_what_is_known_is_told(tmp_path):
    path = tmp_path / "site.toml"
    path.write_text('colour = "red"\n[[column]]\nname = "文件"\nsize = 3\n', encoding="utf-8")
    assert load_site(path).unknown == ("colour", "column.size")


def html(folder, path, tags, body):
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    metas = "".join(f'<meta name="{name}" content="{value}">' for name, value in tags.items())
    place.write_text(f'<html><head><meta charset="utf-8">{metas}</head><body>{body}</body></html>', encoding="utf-8")


def conflicts(folder):
    report = sweep([folder], Context(DAY, Site(), FACTS))
    return {f.path: f.computation for f in report.findings if f.rule == "outdated.metadata-conflict"}


def test_tags_that_contradict_the_page_are_told(tmp_path):
    html(tmp_path, "文件/甲.html", {"ArticleTitle": "关于停水的公告", "PubDate": "2024-03-01"}, "<h1>关于停电的公告</h1><p>内容</p>")
    html(tmp_path, "文件/乙.html", {"PubDate": "2024-03-01"}, "<h1>某函</h1><p>发布日期：2024-05-01</p>")
    html(tmp_path, "公告/丙.html", {"ColumnName": "文件"}, "<h1>某函</h1><p>内容</p>")
    found = conflicts(tmp_path)
    assert found.keys() == {"文件/甲.html", "文件/乙.html", "公告/丙.html"}
    assert "2024-05-01" in found["文件/乙.html"]


def test_tags_that_only_say_less_or_more_are_left_alone(tmp_path):
    html(tmp_path, "zcwj/甲.html", {"ArticleTitle": "关于停水的公告", "ColumnName": "政策文件"}, "<p>为检修管网，现停水一天。</p>")
    html(
        tmp_path,
        "公开/文件/乙.html",
        {"ColumnName": "文件", "PubDate": "2024-03-01"},
        "<h1>关于停水 的公告</h1><p>发布日期：2024-03-02</p>",
    )
    html(tmp_path, "文件/丙.html", {"ArticleTitle": "关于停水的公…"}, "<h1>关于停水的公告</h1>")
    assert conflicts(tmp_path) == {}


def test_several_folders_and_single_pages_are_swept(tmp_path):
    for name in ("甲", "乙"):
        html(
            tmp_path, f"{name}/文件/页.html", {"PubDate": "2021-01-01"}, "<h1>东山县养犬办法</h1><p>本办法自印发之日起施行，有效期1年。</p>"
        )
    both = sweep([tmp_path / "甲", tmp_path / "乙"], Context(DAY, Site(), FACTS))
    assert {f.path for f in both.findings if f.rule == "outdated.validity-expired"} == {"甲/文件/页.html", "乙/文件/页.html"}
    alone = sweep([tmp_path / "甲" / "文件" / "页.html"], Context(DAY, Site(), FACTS))
    assert [f.path for f in alone.findings if f.rule == "outdated.validity-expired"] == ["页.html"]


def test_titles_of_versions_have_one_core():
    assert core("东山县人民政府办公室关于印发《东山县人才办法（试行）》的通知") == core("东山县人才办法") == "东山县人才办法"
    assert core("关于公开征求《东山县人才办法（征求意见稿）》意见的公告") == "东山县人才办法"
    assert core("东山县人才办法") != core("东山县人才公寓办法")
    assert is_draft("东山县人才办法（征求意见稿）")
    assert not is_draft("关于《东山县人才办法》征求意见采纳情况的公告")
    assert is_interpretation("《东山县人才办法》解读")
    assert not is_interpretation("关于举办培训班的通知")
    assert docno("", "文号：东府发[2020]12号") == "东府发〔2020〕12号"
    assert docno("", "根据东府发〔2020〕12号文件要求，现通知如下") == ""


def test_alike_texts_are_found_and_others_are_not():
    text = "".join(chr(0x4E00 + (step * 37) % 2000) for step in range(600))
    other = "".join(chr(0x5E00 + (step * 41) % 2000) for step in range(600))
    near = text[:300] + "改" + text[301:]
    assert resemblance(sketch(text), sketch(near)) > 0.9
    assert resemblance(sketch(text), sketch(other)) < 0.1
    assert list(alike([sketch(text), sketch(other), sketch(near)], 0.9)) == [(0, 2)]
    assert len(sketch("太短")) == 0


def test_the_states_of_items_follow_the_record(pages, tmp_path):
    pages.add("文件/甲.txt", "东山县养犬办法", "2021-01-01", "自印发之日起施行，有效期1年。")
    pages.add("文件/乙.txt", "东山县养猫办法", "2021-01-01", "自印发之日起施行，有效期1年。")

    def states(day=DAY):
        findings = [f for f in pages.swept(day=day).findings if f.rule == "outdated.validity-expired"]
        return {f.path: f.state for f in with_states(findings, read_record(path_in(tmp_path)), day)}, findings

    first, findings = states()
    assert set(first.values()) == {State.NEW}
    add_sweep(tmp_path, findings, DAY, "2026-11-23 09:00")
    assert set(states()[0].values()) == {State.OPEN}
    done, kept = (next(f.item for f in findings if f.path == path) for path in ("文件/甲.txt", "文件/乙.txt"))
    add_mark(tmp_path, done, "已标注", "2026-11-23 10:00", None)
    add_mark(tmp_path, kept, "等新办法", "2026-11-23 10:00", dt.date(2027, 1, 1))
    assert states()[0] == {"文件/甲.txt": State.DONE, "文件/乙.txt": State.KEPT}
    assert states(dt.date(2027, 1, 2))[0]["文件/乙.txt"] is State.OPEN
    add_sweep(tmp_path, findings, DAY, "2026-11-24 09:00")
    assert states()[0]["文件/甲.txt"] is State.OPEN
    (tmp_path / "文件" / "甲.txt").unlink()
    assert states()[0]["文件/甲.txt"] is State.RESOLVED


def test_a_changed_line_of_the_record_shows(tmp_path):
    add_mark(tmp_path, "0123456789", "已标注", "2026-11-23 10:00", None)
    add_mark(tmp_path, "0123456780", "已标注", "2026-11-23 10:00", None)
    path = path_in(tmp_path)
    for changed in (path.read_bytes().replace("已标注".encode(), "没标注".encode(), 1), path.read_bytes().split(b"\n", 1)[1]):
        path.write_bytes(changed)
        with pytest.raises(IntegrityError, match="改动"):
            read_record(path)


@pytest.mark.parametrize(
    "text",
    [
        "有效期" + " " * 200_000 + "为",
        "废止" + " " * 200_000 + "《",
        "《" * 100_000 + "同时废止",
        "《东山县甲办法》、" * 5_000 + "尚在执行",
        "本办法" * 50_000,
        "自印发之日起" * 30_000,
        "报名时间：2024年3月1日" * 10_000,
        "（已失效" * 30_000,
        "东府发〔2020〕1号" * 10_000,
    ],
    ids=range(9),
)
def test_a_page_that_was_made_to_hurt_is_swept_all_the_same(pages, text):
    """Each of them would take hours with a pattern whose steps grow with the square of the length."""
    pages.add("文件/甲.txt", "东山县养犬办法废止目录公告", "2021-01-01", text)
    assert pages.swept().pages_read == 1
