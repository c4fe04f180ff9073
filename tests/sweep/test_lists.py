"""What stands beside the signals: states with days and evidence, leads, domains, documents in force."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest

from review.digest import canonical_json
from review.errors import ConfigError, IntegrityError
from review.model import Severity
from review.report.sweep_lists import one_side
from review.rules.locate import lexicons
from review.sweep.account import accounted
from review.sweep.context import Context, load_facts
from review.sweep.finding import Confidence, State
from review.sweep.html_head import read_head
from review.sweep.inspection import self_check
from review.sweep.leads import read_leads
from review.sweep.outside import domain_of
from review.sweep.record import add_mark, add_sweep, path_in, read_record
from review.sweep.run import Beside, sweep
from review.sweep.site import Site, load_site
from review.sweep.titles import issuer

DAY = dt.date(2026, 11, 23)
FACTS = load_facts(lexicons() / "facts", Site())
OVER = "自印发之日起施行，有效期1年。"


class Desk:
    """A site that is swept again and again, each time recorded."""

    def __init__(self, folder, site=None):
        self.folder, self.site = folder, site or Site()
        self.listed = []

    def add(self, path, title, text, date="2021-01-01"):
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"{title}\n{text}\n", encoding="utf-8")
        self.listed = [row for row in self.listed if row["path"] != path]
        self.listed.append({"path": path, "column": path.partition("/")[0], "title": title, "publish_date": date})
        return self

    def page(self, path, html):
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"<html><head><title>青山县办事一览</title></head><body><p>办事一览</p>{html}</body></html>", encoding="utf-8")
        return self

    def look(self, day=DAY, *, record=False, until=None, **beside):
        if self.listed:
            (self.folder / "pages.json").write_text(json.dumps(self.listed, ensure_ascii=False), encoding="utf-8")
        known = read_record(path_in(self.folder), until)
        context = Context(day, self.site, FACTS)
        report = accounted(sweep([self.folder], context, beside=Beside(known, **beside)), known, context)
        if record:
            domains = [row.domain for row in report.addresses.rows]
            add_sweep(self.folder, report.findings, day, f"{day} 09:00", report.digests, domains)
        return report

    def item(self, day=DAY, rule="validity-expired", **how):
        (found,) = [f for f in self.look(day, **how).findings if f.rule == f"outdated.{rule}"]
        return found

    def domains(self, **how):
        return {row.domain: row for row in self.look(**how).addresses.rows}


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path / "site").add("资料/甲.txt", "东山县养犬办法", OVER)


def later(days):
    return DAY + dt.timedelta(days=days)


def test_an_item_has_the_day_it_was_first_seen_and_a_last_day_to_act(desk):
    first = desk.item(record=True)
    assert (first.state, first.since, first.due) == (State.NEW, DAY, later(15))
    again = desk.item(later(20), record=True)
    assert (again.state, again.since, again.due, again.overdue(later(20))) == (State.OPEN, DAY, later(15), True)


def test_columns_and_the_site_set_their_own_days(tmp_path):
    file = tmp_path / "site.toml"
    file.write_text('rectify_days = 30\nurgent_days = 2\n[[column]]\nname = "资料"\nrectify_days = 5\n', encoding="utf-8")
    desk = Desk(tmp_path / "site", load_site(file)).add("资料/甲.txt", "东山县养犬办法", OVER).add("别处/乙.txt", "东山县养猫办法", OVER)
    desk.add("资料/丙.txt", "东山县收文登记情况", "公开属性：不予公开\n收文若干。")
    due = {f.path: f.due for f in desk.look().findings if f.rule in ("outdated.validity-expired", "outdated.attribute-conflict")}
    assert due == {"资料/甲.txt": later(5), "别处/乙.txt": later(30), "资料/丙.txt": later(2)}


def test_what_is_only_for_information_has_no_last_day(desk):
    desk.add("动态/乙.txt", "东山县召开会议", "县环境保护局参加了会议。", "2016-05-01")
    notes = [f for f in desk.look().findings if f.severity is Severity.NOTE]
    assert notes
    assert {f.due for f in notes} == {None}


def test_the_evidence_of_before_and_after_is_the_page_as_it_was_and_is(desk):
    found = desk.item(record=True)
    add_mark(desk.folder, found.item, "已标注", f"{DAY} 10:00", None)
    untouched = desk.item(later(1))
    assert (untouched.state, untouched.after) == (State.DONE, None)
    desk.add("资料/甲.txt", "东山县养犬办法", f"{OVER}\n本页整理中。")
    changed = desk.item(later(1))
    assert changed.before == found.before
    assert (changed.after.day, changed.after.digest != found.before.digest, len(changed.after.digest)) == (later(1), True, 64)
    desk.add("资料/甲.txt", "东山县养犬办法", f"【已失效】\n{OVER}")
    gone = desk.item(later(2))
    assert (gone.state, gone.note, gone.item) == (State.RESOLVED, "已标注", found.item)
    assert gone.after.digest not in ("", changed.after.digest)


def test_a_page_that_is_no_longer_online_is_resolved_and_to_be_asked_about(desk):
    desk.add("资料/乙.txt", "东山县养猫办法", "东山县人民政府\n2026年1月1日")
    desk.look(record=True)
    (desk.folder / "资料" / "甲.txt").unlink()
    desk.listed = desk.listed[1:]
    assert desk.item(later(1)).state is State.RESOLVED
    assert "误删" in desk.item(later(1)).computation


def test_a_page_that_could_not_be_read_resolves_nothing(desk):
    desk.add("资料/乙.txt", "东山县养猫办法", "东山县人民政府\n2026年1月1日")
    desk.look(record=True)
    (desk.folder / "资料" / "甲.txt").unlink()
    found = desk.item(later(1))
    assert found.state is State.OPEN
    assert "没有读到" in found.computation


def test_what_was_kept_has_its_days_again_when_that_is_over(desk):
    item = desk.item(record=True).item
    add_mark(desk.folder, item, "等新办法", f"{DAY} 10:00", later(60))
    kept, over = desk.item(later(60)), desk.item(later(61))
    assert (kept.state, kept.overdue(later(60))) == (State.KEPT, False)
    assert (over.state, over.due, over.overdue(later(61))) == (State.OPEN, later(76), False)


def test_the_end_of_time_is_a_day_like_any_other(desk):
    item = desk.item(record=True).item
    add_mark(desk.folder, item, "长期", f"{DAY} 10:00", dt.date.max)
    assert desk.item().state is State.KEPT
    assert desk.item(dt.date.max).due == dt.date.max


def test_what_had_been_resolved_and_is_back_says_so(desk):
    desk.look(record=True)
    desk.add("资料/甲.txt", "东山县养犬办法", f"【已失效】\n{OVER}")
    desk.look(later(1), record=True)
    desk.add("资料/甲.txt", "东山县养犬办法", OVER)
    report = desk.look(later(2))
    (found,) = [f for f in report.findings if f.rule == "outdated.validity-expired"]
    assert (found.state, found.again, found.since) == (State.OPEN, True, later(2))
    assert (report.summary.total.again, report.summary.total.new) == (1, 0)


def test_a_month_is_summed_up_against_the_sweep_that_is_asked_for(desk):
    assert desk.look(record=True).summary.against is None
    desk.add("资料/乙.txt", "东山县养猫办法", OVER)
    desk.look(later(7), record=True)
    desk.add("资料/甲.txt", "东山县养犬办法", f"【已失效】\n{OVER}").add("资料/丙.txt", "东山县养鸟办法", OVER)
    last, month = desk.look(later(20)).summary, desk.look(later(20), until=later(3)).summary
    numbers = [(s.against, s.total.new, s.total.open, s.total.resolved, s.total.overdue) for s in (last, month)]
    assert numbers == [(later(7), 1, 1, 1, 0), (DAY, 2, 0, 1, 0)]


def test_a_record_holds_no_words_of_pages_leads_or_domains(desk, tmp_path):
    desk.page("服务/一.html", '<a href="https://www.elsewhere.example/x">去</a>')
    table = tmp_path / "来件.csv"
    table.write_text("编号,收到时间,问题描述\nA1,2026-11-20,门牌写错了\n", encoding="utf-8")
    desk.look(record=True, leads=read_leads(table)[0])
    content = path_in(desk.folder).read_bytes()
    for words in ("elsewhere", "养犬", "有效期", "门牌"):
        assert words.encode() not in content


def test_a_record_of_an_earlier_version_is_still_read(desk):
    item = desk.item().item
    old = {"type": "sweep", "at": "2026-10-01 09:00", "as_of": "2026-10-01", "prev": ""}
    rows = [[item, "outdated.validity-expired", "资料/甲.txt"], ["0123456789", "outdated.no-longer-known", "资料/乙.txt"]]
    path_in(desk.folder).parent.mkdir()
    path_in(desk.folder).write_bytes(canonical_json({**old, "items": rows}) + b"\n")
    found = desk.item()
    assert (found.state, found.since) == (State.OPEN, dt.date(2026, 10, 1))


@pytest.mark.parametrize("line", [{"items": [["x"]]}, {"items": 3}, {"as_of": "yesterday"}, {"pages": 3}, {"more": 1}])
def test_a_record_of_another_shape_is_refused(tmp_path, line):
    path_in(tmp_path).parent.mkdir()
    body = {"type": "sweep", "at": "x", "as_of": "2026-10-01", "items": [], "prev": "", **line}
    path_in(tmp_path).write_bytes(canonical_json(body) + b"\n")
    with pytest.raises(IntegrityError):
        read_record(path_in(tmp_path))


# leads -----------------------------------------------------------------------------------------------------------


def test_the_clock_of_a_lead_runs_in_working_days(desk, tmp_path):
    table = tmp_path / "来件.csv"
    table.write_text("编号,收到时间,网址,问题描述\nA1,2025-09-30 17:00,资料/甲.txt,写错了\n", encoding="gb18030")
    leads, gaps = read_leads(table)
    found = desk.item(dt.date(2025, 10, 14), rule="reported", leads=leads)
    assert gaps == ()
    assert (found.due, found.path, found.overdue(dt.date(2025, 10, 14))) == (dt.date(2025, 10, 11), "资料/甲.txt", True)
    assert "已逾期 2 个工作日" in found.computation


def at(*moment):
    return dt.datetime(*moment)  # noqa: DTZ001 - a cell of a workbook has no zone


def test_a_workbook_of_leads_is_read_with_cells_of_several_lines(tmp_path):
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "yyyy/m/d h:mm"})
    rows = (
        ("留言编号", "来件时间", "问题描述", "页面网址", "办结时间"),
        ("A1", at(2026, 11, 20, 9, 5), "第一行\n第二行", "https://www.q.example/a.html", ""),
        ("A2", at(2026, 11, 21, 9, 5), "另一件", "", at(2026, 11, 23, 8, 0)),
    )
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, dt.datetime):
                sheet.write_datetime(place, column, value, day)
            else:
                sheet.write(place, column, value)
    book.close()
    table = tmp_path / "来件.xlsx"
    table.write_bytes(out.getvalue())
    leads, gaps = read_leads(table)
    assert gaps == ()
    assert [(lead.number, lead.received, lead.text, lead.address, lead.answered) for lead in leads] == [
        ("A1", dt.date(2026, 11, 20), "第一行 第二行", "https://www.q.example/a.html", None),
        ("A2", dt.date(2026, 11, 21), "另一件", "", dt.date(2026, 11, 23)),
    ]


def test_a_row_without_a_day_is_told_and_a_table_without_one_refused(tmp_path):
    table = tmp_path / "来件.csv"
    table.write_text("编号,收到时间,问题描述\nA1,昨天,写错了\nA2,2026-11-20,也错了\n,,\n", encoding="utf-8")
    leads, gaps = read_leads(table)
    assert [lead.number for lead in leads] == ["A2"]
    assert [("第 2 行" in gap.gap.message, gap.path) for gap in gaps] == [(True, "来件.csv")]
    for content in ("编号,问题描述\nA1,写错了\n", "", "\x00\x01"):
        table.write_text(content, encoding="utf-8")
        with pytest.raises(ConfigError, match=r"收到时间|读不出来"):
            read_leads(table)


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("http://www.q.example/show.jsp?id=2", "资料/2.txt"),
        ("https://www.q.example/show.jsp?id=3#top", "https://www.q.example/show.jsp"),
        ("https://www.q.example/only.jsp?from=home", "资料/3.txt"),
        ("", "（没有写明页面）"),
        ("https://[broken", "https://[broken"),
    ],
)
def test_a_lead_is_about_the_page_with_its_address(tmp_path, address, path):
    desk = Desk(tmp_path / "site")
    for number, url in enumerate(("show.jsp?id=1", "show.jsp?id=2", "only.jsp"), 1):
        desk.add(f"资料/{number}.txt", f"第{number}页说明", "略。")
        desk.listed[-1]["url"] = f"https://www.q.example/{url}"
    table = tmp_path / "来件.csv"
    table.write_text(f"收到时间,网址\n2026-11-20,{address}\n", encoding="utf-8")
    assert desk.item(rule="reported", leads=read_leads(table)[0]).path == path


def test_a_lead_keeps_its_state_whatever_table_is_given(desk, tmp_path):
    table = tmp_path / "来件.csv"
    table.write_text("编号,收到时间,网址,办结时间\nA1,2026-11-20,资料/甲.txt,\nA2,2026-11-20,资料/甲.txt,2026-11-23\n", encoding="utf-8")
    leads = read_leads(table)[0]
    desk.look(record=True, leads=leads)
    waiting, answered = sorted((f for f in desk.look(later(1)).findings if f.rule == "outdated.reported"), key=lambda f: f.state != "open")
    assert (waiting.state, waiting.due, answered.state) == (State.OPEN, dt.date(2026, 11, 25), State.RESOLVED)
    assert "没有给出来件表" in waiting.computation
    add_mark(desk.folder, waiting.item, "已答复", f"{DAY} 10:00", None)
    marked = {f.item: f.state for f in desk.look(later(1), leads=leads).findings if f.rule == "outdated.reported"}
    assert set(marked.values()) == {State.DONE}
    desk.look(later(1), record=True, leads=leads)
    assert {f.state for f in desk.look(later(2), leads=leads).findings if f.rule == "outdated.reported"} == {State.DONE}


# domains ---------------------------------------------------------------------------------------------------------

LIST = 'base_url = "https://www.qing.example/"\n[[domain]]\nname = "partner.example"\nowner = "合作单位"\n'


@pytest.fixture
def linked(tmp_path):
    file = tmp_path / "site.toml"
    file.write_text(LIST, encoding="utf-8")
    return Desk(tmp_path / "site", load_site(file))


def test_a_domain_that_looks_like_one_on_the_list_is_none(linked):
    hosts = (
        "www.partner.example",
        "partner.example.evil.example",
        "notpartner.example",
        "qing.example.evil.example",
        "sub.qing.example",
        "notqing.example",
    )
    linked.page("服务/一.html", "".join(f'<a href="http://{host}:8080/x?y=1#z">去</a>' for host in hosts))
    rows = linked.domains()
    assert {name: row.allowed for name, row in rows.items()} == {
        "www.partner.example": True, "partner.example.evil.example": False, "notpartner.example": False, "qing.example.evil.example": False,
        "notqing.example": False,
    }  # fmt: skip
    assert list(rows)[-1] == "www.partner.example"
    found = {f.subject: f.severity for f in linked.look().findings if f.rule == "outdated.outside-domain"}
    assert found == dict.fromkeys((name for name, row in rows.items() if not row.allowed), Severity.NOTE)


@pytest.mark.parametrize("base", ["https://www.qing.example/", "www.qing.example", "qing.example"])
def test_the_domain_of_the_site_itself_is_not_outside(tmp_path, base):
    desk = Desk(tmp_path / "site", Site(base_url=base))
    desk.page("服务/一.html", '<a href="https://www.qing.example/a">去</a><a href="//m.qing.example/b">去</a>')
    assert desk.domains() == {}


def test_without_a_description_the_domain_of_most_pages_is_that_of_the_site(tmp_path):
    desk = Desk(tmp_path / "site")
    for number, host in enumerate(("www.qing.example", "www.qing.example", "www.elsewhere.example")):
        desk.add(f"资料/{number}.txt", f"第{number}页说明", "略。")
        desk.listed[-1]["url"] = f"https://{host}/{number}.html"
    desk.page("服务/一.html", '<a href="https://www.qing.example/a">去</a><a href="https://www.elsewhere.example/b">去</a>')
    assert set(desk.domains()) == {"www.elsewhere.example"}
    del desk.listed[1]["url"]
    assert set(desk.domains()) == {"www.elsewhere.example", "www.qing.example"}


def test_what_is_embedded_weighs_more_than_a_link(linked):
    linked.page("服务/一.html", '<script src="//js.evil.example/a.js"></script><form action="https://pay.evil.example/"></form>')
    linked.page("服务/二.html", '<img src="https://pic.evil.example/a.png"><a href="mailto:a@b.example">信</a>')
    found = {f.subject: f.severity for f in linked.look().findings if f.rule == "outdated.outside-domain"}
    assert found == {"js.evil.example": Severity.WARN, "pay.evil.example": Severity.WARN}


def test_without_a_list_domains_are_told_and_nobody_is_sent_to_work(tmp_path):
    desk = Desk(tmp_path / "site").page("服务/一.html", '<a href="https://www.elsewhere.example/">去</a>')
    report = desk.look()
    assert [row.domain for row in report.addresses.rows] == ["www.elsewhere.example"]
    assert not [f for f in report.findings if f.rule == "outdated.outside-domain"]


def test_a_domain_that_the_last_sweep_did_not_meet_is_new(linked):
    linked.page("服务/一.html", '<a href="https://a.partner.example/">去</a>').look(record=True)
    linked.page("服务/二.html", '<a href="https://b.partner.example/">去</a>')
    report = linked.look(later(1))
    assert [(row.domain, row.new) for row in report.addresses.rows] == [("b.partner.example", True), ("a.partner.example", False)]
    (linked.folder / "服务" / "一.html").unlink()
    assert linked.look(later(1)).addresses.gone == 1


def test_an_outside_domain_is_one_item_whichever_page_leads_to_it(linked):
    linked.page("服务/二.html", '<a href="https://evil.example/a">去</a>')
    one = linked.item(rule="outside-domain").item
    linked.page("服务/一.html", '<a href="https://evil.example/b">去</a>')
    assert linked.item(rule="outside-domain").item == one


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://www.qing.example@evil.example/x", "evil.example"),
        ("HTTPS://EVIL.Example./x", "evil.example"),
        ("//evil.example:8443/x", "evil.example"),
        ("www.evil.example/x", "www.evil.example"),
        ("http://10.1.2.3/x", "10.1.2.3"),
        ("https://中文.example/x", "xn--fiq228c.example"),
        ("https://evil。example/x", "evil.example"),
        ("https://evil.example\\@www.qing.example/x", "evil.example"),
        ("https:evil.example/x", "evil.example"),
        ("\\\\evil.example\\x", "evil.example"),
        ("javascript:alert(1)//evil.example", ""),
        ("mailto:a@evil.example", ""),
        ("../a.html", ""),
        ("http://[broken", ""),
        ("http://", ""),
    ],
)
def test_the_domain_of_an_address(address, domain):
    assert domain_of(address) == domain


@pytest.mark.parametrize("name", ["*.Partner.example", "https://partner.example/path", "partner.example.", "partner.example:443"])
def test_a_domain_may_be_written_in_many_ways(tmp_path, name):
    file = tmp_path / "site.toml"
    file.write_text(f'[[domain]]\nname = "{name}"\n', encoding="utf-8")
    assert [domain.name for domain in load_site(file).domains] == ["partner.example"]


def test_a_domain_that_is_none_is_refused(tmp_path):
    file = tmp_path / "site.toml"
    file.write_text('[[domain]]\nname = "不是 域名"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="域名"):
        load_site(file)


def test_a_picture_that_lies_on_the_site_is_read_by_itself(linked):
    linked.page("服务/一.html", '<img src="/服务/a.txt"><img src="https://www.qing.example/服务/a.txt">')
    (linked.folder / "服务" / "a.txt").write_text("图", encoding="utf-8")
    assert not linked.look().gaps
    linked.page("服务/二.html", '<img src="b.png">')
    report = linked.look()
    assert [gap.path for gap in report.gaps] == ["服务/二.html"]
    assert report.addresses.unseen == 1


def test_a_picture_of_the_frame_that_was_not_exported_is_told_once(linked):
    for number in range(8):
        linked.page(f"服务/{number}.html", '<img src="/frame/logo.png">' + ('<img src="own.png">' if number == 3 else ""))
    report = linked.look()
    assert [gap.path for gap in report.gaps] == ["服务/0.html", "服务/3.html"]
    assert "共有 8 页" in report.gaps[0].gap.message
    assert report.addresses.unseen == 2


def test_a_link_in_a_file_is_a_link_and_no_code(linked):
    import pikepdf

    file = pikepdf.new()
    page = file.add_blank_page(page_size=(200, 200))
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://evil.example/x")
    page.Annots = pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 50, 50], A=action)])
    (linked.folder / "服务").mkdir(parents=True)
    file.save(linked.folder / "服务" / "附件.pdf")
    assert linked.domains()["evil.example"].kinds == ("link",)


def test_the_addresses_of_a_page_are_told_by_what_they_are_for():
    head = read_head(b'<img data-src="x.png" src="a.png"><iframe src=\'/f\'></iframe><script>var a="src=b"</script><a href="l">')
    assert (head.sources, head.embedded, head.links) == (("a.png",), ("/f",), ("l",))


# documents in force ----------------------------------------------------------------------------------------------


def document(number, name, unit="青山县人民政府", year=2020):
    return f"{unit}关于印发{name}的通知", f"{number}\n自印发之日起施行。\n{unit}\n{year}年3月1日"


def test_sides_are_only_compared_where_the_catalogue_speaks(tmp_path):
    desk = Desk(tmp_path / "site")
    for place, (number, name, unit, year) in enumerate(
        (
            ("青山府发〔2020〕1号", "青山县甲事管理办法", "青山县人民政府", 2020),
            ("青山府发〔2020〕2号", "青山县乙事管理办法", "青山县人民政府", 2020),
            ("青山府发〔2025〕3号", "青山县丙事管理办法", "青山县人民政府", 2025),
            ("青山教字〔2020〕4号", "青山县丁事管理办法", "青山县教育局", 2020),
        )
    ):
        desk.add(f"规范性文件/{place}.txt", *document(number, name, unit, year), f"{year}-03-05")
    catalogue = tmp_path / "目录.txt"
    rows = "1\t青山县甲事管理办法\t青山府发〔2020〕1号\n2\t青山县戊事管理办法\t青山府发〔2019〕9号\n"
    catalogue.write_text(f"青山县现行有效规范性文件目录\n{rows}青山县人民政府\n2024年6月1日\n", encoding="utf-8")
    found = desk.look(catalogues=(catalogue,)).normative
    assert [row.docno for row in found.missing] == ["青山府发〔2019〕9号"]
    assert [row.docno for row in found.unlisted] == ["青山府发〔2020〕2号"]
    assert [(row.unit, row.docno) for row in found.rows if row.unit == "青山县教育局"] == [("青山县教育局", "青山教字〔2020〕4号")]
    assert found.missing[0].unit == "青山县人民政府"
    nothing = desk.look().normative
    assert (nothing.missing, nothing.unlisted, nothing.unmarked, nothing.catalogues) == ((), (), (), ())


def test_a_catalogue_beside_the_site_ends_documents_too(tmp_path):
    desk = Desk(tmp_path / "site").add("规范性文件/1.txt", *document("青山府发〔2020〕1号", "青山县甲事管理办法"), "2020-03-05")
    catalogue = tmp_path / "清理.txt"
    row = "1\t青山县甲事管理办法\t青山府发〔2020〕1号\t废止"
    catalogue.write_text(f"青山县清理情况表\n序号\t名称\t文号\t结果\n{row}\n青山县人民政府\n2024年6月1日\n", encoding="utf-8")
    report = desk.look(catalogues=(catalogue,))
    assert [(f.path, f.related) for f in report.findings if f.rule == "outdated.repealed"] == [("规范性文件/1.txt", ("清理.txt",))]
    assert [row.state for row in report.normative.unmarked] == ["repealed"]
    assert report.pages_read == 1


@pytest.mark.parametrize(
    ("path", "title", "number", "counts"),
    [
        ("规范性文件/1.txt", "青山县人民政府关于进一步加强某事工作的通知", "青山府发〔2020〕1号", True),
        ("规范性文件/1.txt", "青山县某事管理办法", "", True),
        ("规范性文件/1.txt", "青山县人民政府关于延长某办法有效期的通知", "青山府发〔2020〕1号", False),
        ("规范性文件/1.txt", "《青山县某事管理办法》政策解读", "青山府发〔2020〕1号", False),
        ("政策文件/1.txt", "青山县某事管理办法", "青山府发〔2020〕1号", True),
        ("政策文件/1.txt", "青山县人民政府关于召开某会议的通知", "青山府发〔2020〕1号", False),
        ("政策文件/1.txt", "青山县某事管理办法（征求意见稿）", "青山府发〔2020〕1号", False),
        ("政策文件/1.txt", "国务院关于某事的管理办法", "国发〔2020〕1号", False),
    ],
)
def test_what_counts_as_a_document_in_force(tmp_path, path, title, number, counts):
    desk = Desk(tmp_path / "site").add(path, title, f"{number}\n现印发执行。\n青山县人民政府\n2020年3月1日", "2020-03-05")
    assert bool(desk.look().normative.rows) is counts


def test_a_document_that_says_itself_that_it_is_over_is_not_unmarked(tmp_path):
    title, text = document("青山府发〔2020〕1号", "青山县甲事管理办法")
    desk = Desk(tmp_path / "site").add("规范性文件/1.txt", title, f"【已废止】\n{text}", "2020-03-05")
    rows = "废止的规范性文件目录\n1\t青山县甲事管理办法\t青山府发〔2020〕1号\n青山县人民政府\n2024年6月1日"
    desk.add("规范性文件/2.txt", "青山县人民政府关于公布规范性文件清理结果的通知", rows, "2024-06-03")
    found = desk.look().normative
    assert [(row.state, row.marked, row.listed) for row in found.rows] == [("repealed", True, "repealed")]
    assert found.unmarked == ()


def test_a_later_catalogue_of_the_unit_takes_the_place_of_an_earlier_one(tmp_path):
    desk = Desk(tmp_path / "site").add("规范性文件/1.txt", *document("青山府发〔2012〕1号", "青山县甲事管理办法", year=2012), "2012-03-05")
    for year, rows in ((2016, ("甲事", "乙事", "丙事")), (2024, ("甲事", "乙事"))):
        listed = "".join(f"{n}\t青山县{name}管理办法\t青山府发〔2012〕{n}号\n" for n, name in enumerate(rows, 1))
        title = f"青山县人民政府关于公布继续有效规范性文件目录（{year}年）的公告"
        desk.add(f"规范性文件/{year}.txt", title, f"{listed}青山县人民政府\n{year}年6月1日", f"{year}-06-03")
    assert [row.title for row in desk.look().normative.missing] == ["青山县乙事管理办法"]
    assert [row.title for row in desk.look(dt.date(2020, 1, 1)).normative.missing] == ["青山县乙事管理办法", "青山县丙事管理办法"]


def test_what_is_to_be_amended_is_neither_kept_nor_ended(tmp_path):
    desk = Desk(tmp_path / "site")
    for number, name in ((1, "甲事"), (2, "乙事"), (3, "丙事")):
        desk.add(f"规范性文件/{number}.txt", *document(f"青山府发〔2020〕{number}号", f"青山县{name}管理办法"), "2020-03-05")
    rows = [f"1\t青山县{name}管理办法\t青山府发〔2020〕{number}号" for number, name in ((1, "甲事"), (2, "乙事"), (3, "丙事"))]
    text = f"附件1 宣布失效的文件目录\n{rows[0]}\n{rows[2]}\t修改\n附件2 拟修改的文件目录（1件）\n{rows[1]}\n"
    desk.add("规范性文件/9.txt", "青山县人民政府关于规范性文件清理结果的公告", f"{text}青山县人民政府\n2024年6月1日", "2024-06-03")
    report = desk.look()
    assert {row.docno: (row.state, row.listed) for row in report.normative.rows} == {
        "青山府发〔2020〕1号": ("expired", "expired"), "青山府发〔2020〕2号": ("valid", ""), "青山府发〔2020〕3号": ("valid", ""),
    }  # fmt: skip
    assert [f.path for f in report.findings if f.rule == "outdated.repealed"] == ["规范性文件/1.txt"]


def test_a_catalogue_in_a_workbook_speaks_up_to_the_day_in_its_title(tmp_path):
    import xlsxwriter

    desk = Desk(tmp_path / "site")
    for number, year in ((1, 2020), (2, 2021), (3, 2026)):
        title, text = document(f"青山府发〔{year}〕{number}号", f"《青山县第{number}事管理办法》", year=year)
        desk.add(f"规范性文件/{number}.txt", title, text, f"{year}-03-05")
    book = xlsxwriter.Workbook(str(tmp_path / "目录.xlsx"))
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, 3, "青山县人民政府现行有效规范性文件目录（截至2024年12月31日）")
    for place, row in enumerate((("序号", "标题", "文号", "起草单位"), (1, "青山县第1事管理办法", "青山府发[2020]1号", "县司法局")), 1):
        sheet.write_row(place, 0, row)
    book.close()
    found = desk.look(catalogues=(tmp_path / "目录.xlsx",)).normative
    assert [row.docno for row in found.unlisted] == ["青山府发〔2021〕2号"]
    assert {row.docno: row.listed for row in found.rows} == {
        "青山府发〔2020〕1号": "valid", "青山府发〔2021〕2号": "", "青山府发〔2026〕3号": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("title", "text", "unit"),
    [
        ("青山县人民政府办公室关于印发某办法的通知", "", "青山县人民政府办公室"),
        ("青山县教育局等三部门关于规范某事的意见", "", "青山县教育局"),
        ("某事管理办法", "第一条 略。\n  青山县水利局\n2024年5月1日\n", "青山县水利局"),
        ("某事管理办法", "由青山县水利局负责解释。", ""),
    ],
)
def test_who_issued_a_document(title, text, unit):
    assert issuer(title, text) == unit


# catalogues that are given ---------------------------------------------------------------------------------------


@pytest.fixture
def three(tmp_path):
    desk = Desk(tmp_path / "site")
    for number, name in enumerate(("甲事", "乙事", "丙事"), 1):
        desk.add(f"规范性文件/{number}.txt", *document(f"青山府发〔2020〕{number}号", f"青山县{name}管理办法"), "2020-03-05")
    return desk


def listed_rows(*states):
    names = ("甲事", "乙事", "丙事")
    return [(str(n), f"青山县{names[n - 1]}管理办法", f"青山府发〔2020〕{n}号", state) for n, state in enumerate(states, 1)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_catalogue_of_commas_is_read_like_a_workbook(three, tmp_path, encoding):
    catalogue = tmp_path / "x.csv"
    rows = "".join(f'{n},"{name}",{number},{state}\n' for n, name, number, state in listed_rows("继续有效", "废止", "失效"))
    catalogue.write_text(f"序号,名称,文号,清理结果\n{rows}", encoding=encoding)
    report = three.look(catalogues=(catalogue,))
    assert {row.docno[-2]: row.listed for row in report.normative.rows} == {"1": "valid", "2": "repealed", "3": "expired"}
    assert report.gaps == ()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            "序号,名称,文号,结果\n1,青山县甲事管理办法,青山府发〔2020〕1号,继续有效\n2,青山县乙事管理办法,青山府发〔2020〕2号,另行研究\n",
            "青山县乙事管理办法",
        ),
        ("甲;乙\n1;2\n", "没有读出一件"),
    ],
)
def test_what_of_a_catalogue_is_not_read_is_told(three, tmp_path, content, told):
    catalogue = tmp_path / "x.csv"
    catalogue.write_text(content, encoding="utf-8")
    (gap,) = three.look(catalogues=(catalogue,)).gaps
    assert (gap.path, told in gap.gap.message) == ("x.csv", True)


def workbook(path, sheets):
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    book.close()
    return path


def test_a_catalogue_without_a_day_is_named_by_file_and_sheet_and_less_sure(three, tmp_path):
    first, second, third = (row[:3] for row in listed_rows("", "", ""))
    sheets = {"保留": [["青山县继续有效的规范性文件目录"], first, third], "废止": [["序号", "标题", "文号"], second]}
    report = three.look(catalogues=(workbook(tmp_path / "目录.xlsx", sheets),))
    (found,) = [f for f in report.findings if f.rule == "outdated.repealed"]
    assert (found.path, found.confidence, found.related) == ("规范性文件/2.txt", Confidence.MEDIUM, ("目录.xlsx（工作表“废止”）",))
    assert found.computation.startswith("目录.xlsx（工作表“废止”）（日期未写明）废止")
    sheets["保留"][0] = ["青山县继续有效的规范性文件目录（截至2024年12月31日）"]
    report = three.look(catalogues=(workbook(tmp_path / "目录.xlsx", sheets),))
    (found,) = [f for f in report.findings if f.rule == "outdated.repealed"]
    assert (found.confidence, "自 2024-12-31 起废止" in found.computation) == (Confidence.HIGH, True)


def test_a_sheet_does_not_go_on_with_what_the_one_before_said(three, tmp_path):
    first, second, _ = (row[:3] for row in listed_rows("", "", ""))
    sheets = {"表1": [["青山县废止的规范性文件目录"], first], "表2": [["序号", "标题", "文号"], second]}
    report = three.look(catalogues=(workbook(tmp_path / "目录.xlsx", sheets),))
    assert {row.docno[-2]: row.listed for row in report.normative.rows} == {"1": "repealed", "2": "", "3": ""}
    assert ["工作表“表2”）" in gap.gap.message and "乙事" in gap.gap.message for gap in report.gaps] == [True]


def test_several_dead_links_of_a_page_are_all_shown(tmp_path):
    desk = Desk(tmp_path / "site")
    desk.page("服务/一.html", "".join(f'<a href="x{number}.html">去</a>' for number in range(1, 8)))
    found = desk.item(rule="dead-link")
    assert found.evidence == "x1.html、x2.html、x3.html、x4.html、x5.html"
    assert "等 7 个" in found.computation


def test_only_marks_of_secrecy_count_where_one_item_fails_the_site(desk):
    desk.add("资料/乙.txt", "东山县用地通知", "公开属性：依申请公开\n略。")
    counts = {answer.indicator.number: answer.count for answer in self_check(desk.look())}
    assert (counts["1.2"], counts["10"]) == (0, 1)
    desk.add("资料/丙.txt", "东山县某事通知", "机密★10年\n略。")
    (answer,) = [answer for answer in self_check(desk.look()) if answer.indicator.number == "1.2"]
    assert (answer.count, answer.indicator.title) == (1, "疑似密级标志")


KEPT = "青山县继续有效规范性文件目录\n1\t青山县甲事管理办法\t青山府发〔2020〕1号\n青山县人民政府\n2024年6月1日\n"


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("自印发之日起施行，有效期2年。", True),
        ("自印发之日起施行，有效期10年。", False),
        ("自印发之日起施行。", False),
        ("【已废止】自印发之日起施行。", True),
    ],
)
def test_what_a_catalogue_keeps_though_it_is_over_stands_on_one_side(tmp_path, text, over):
    title, _ = document("青山府发〔2020〕1号", "青山县甲事管理办法")
    text = f"青山府发〔2020〕1号\n{text}\n青山县人民政府\n2020年3月1日"
    desk = Desk(tmp_path / "site").add("规范性文件/1.txt", title, text, "2020-03-05")
    (tmp_path / "目录.txt").write_text(KEPT, encoding="utf-8")
    found = desk.look(catalogues=(tmp_path / "目录.txt",)).normative
    assert ([row.path for row in found.contradicted], found.unmarked) == (["规范性文件/1.txt"] if over else [], ())


@pytest.mark.parametrize("year", [2023, 2025])
def test_a_repeal_against_a_catalogue_that_keeps_stands_on_one_side(tmp_path, year):
    desk = Desk(tmp_path / "site").add("规范性文件/1.txt", *document("青山府发〔2020〕1号", "青山县甲事管理办法"), "2020-03-05")
    text = f"决定废止《青山县甲事管理办法》（青山府发〔2020〕1号）。\n青山县人民政府\n{year}年6月10日"
    desk.add("规范性文件/2.txt", "青山县人民政府关于废止部分文件的决定", text, f"{year}-06-15")
    (tmp_path / "目录.txt").write_text(KEPT, encoding="utf-8")
    found = desk.look(catalogues=(tmp_path / "目录.txt",)).normative
    assert [row.docno for row in found.contradicted] == ["青山府发〔2020〕1号"]
    assert "文件已过期或被废止 1 件" in one_side(found)
    assert desk.look().normative.contradicted == ()


@pytest.mark.parametrize(("years", "mark", "state"), [(10, "", "unclear"), (2, "", "expired"), (10, "<p>【已失效】</p>", "expired")])
def test_data_that_end_what_the_text_keeps_leave_it_unclear(tmp_path, years, mark, state):
    desk = Desk(tmp_path / "site")
    place = desk.folder / "规范性文件" / "1.html"
    place.parent.mkdir(parents=True)
    text = f"{mark}<p>青山府发〔2020〕1号</p><p>本办法自2020年3月1日起施行，有效期{years}年。</p><p>青山县人民政府</p><p>2020年3月1日</p>"
    head = '<meta name="ArticleTitle" content="青山县甲事管理办法"><meta name="有效性" content="失效">'
    place.write_text(f"<html><head>{head}</head><body><h1>青山县甲事管理办法</h1>{text}</body></html>", encoding="utf-8")
    assert [row.state for row in desk.look().normative.rows] == [state]
