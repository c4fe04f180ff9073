"""What a sweep remembers of pages: the same report, from the pages that changed alone, and never what is no longer so."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from review.engine.ledger import Ledger
from review.model import Finding, Layer, Place, Severity
from review.rules.locate import lexicons
from review.sweep import gather
from review.sweep.context import Context, load_facts
from review.sweep.entry import Entry
from review.sweep.memory import HORIZON, Kept, Memory
from review.sweep.packed import ways
from review.sweep.run import sweep
from review.sweep.site import Site

DAY = dt.date(2026, 11, 23)
FACTS = load_facts(lexicons() / "facts", Site())
KEY = b"k" * 32
PAGES = {
    "公告/报名.txt": "青禾县公开招聘公告\n报名时间：2025年3月12日至3月18日。\n青禾县教育局\n2025年3月10日\n",
    "公告/将到期.txt": "青禾县征集公告\n征集截止时间为2026年12月10日。\n青禾县教育局\n2026年11月20日\n",
    "文件/过期.txt": "青禾县奖补办法\n本办法自2020年1月1日起施行，有效期3年。\n青禾县人民政府\n2020年1月1日\n",
    "文件/旧名.txt": "青禾县管理办法\n由县国土资源局负责解释。\n青禾县人民政府\n2024年1月1日\n",
    "文件/无事.txt": "青禾县无事通知\n请做好准备。\n青禾县人民政府\n2024年1月1日\n",
}


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    for name, text in PAGES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def read(monkeypatch):
    """Return the names of the pages that were parsed since they were asked for last."""
    names = []
    real = gather.read_page

    def noted(source, listed):
        names.append(source.path)
        return real(source, listed)

    monkeypatch.setattr(gather, "read_page", noted)

    def taken():
        seen = sorted(names)
        names.clear()
        return seen

    return taken


def swept(site, day=DAY, key=KEY, context=None):
    memory = Memory(Ledger(site.parent / "memory.sqlite", key), key, day)
    report = sweep([site], context or Context(day, Site(), FACTS), memory)
    memory.close()
    return report


def test_a_second_sweep_says_the_same_and_reads_nothing(site, read):
    first = swept(site)
    assert read() == sorted(PAGES)
    assert swept(site) == first == sweep([site], Context(DAY, Site(), FACTS))
    assert {f.rule for f in first.findings} >= {"outdated.deadline-passed", "outdated.validity-expired", "outdated.institution"}


def test_only_what_changed_or_moved_is_read_again(site, read):
    swept(site)
    read()
    (site / "文件/无事.txt").write_text(PAGES["文件/旧名.txt"].replace("管理", "管护"), encoding="utf-8")
    (site / "公告/报名.txt").rename(site / "公告/招聘.txt")
    (site / "文件/过期.txt").unlink()
    report = swept(site)
    assert read() == ["公告/招聘.txt", "文件/无事.txt"]
    assert report == sweep([site], Context(DAY, Site(), FACTS))
    assert {f.path for f in report.findings if f.rule == "outdated.institution"} == {"文件/旧名.txt", "文件/无事.txt"}


def test_on_a_later_day_only_pages_are_read_for_which_something_ends(site, read):
    swept(site)
    read()
    later = DAY + dt.timedelta(days=30)
    report = swept(site, later)
    assert read() == ["公告/将到期.txt"]
    assert report == sweep([site], Context(later, Site(), FACTS))
    assert "公告/将到期.txt" in {f.path for f in report.findings if f.rule == "outdated.deadline-passed"}


@pytest.mark.parametrize("day", [DAY - dt.timedelta(days=1), DAY + HORIZON + dt.timedelta(days=1)])
def test_before_and_long_after_everything_is_read(site, read, day):
    swept(site)
    read()
    assert swept(site, day) == sweep([site], Context(day, Site(), FACTS))
    assert set(read()) == set(PAGES)


def test_another_key_knows_nothing_and_the_file_shows_nothing(site, read):
    swept(site)
    read()
    base = b"".join(path.read_bytes() for path in site.parent.glob("memory.sqlite*"))
    assert "国土资源".encode() not in base
    assert "文件/".encode() not in base
    swept(site, key=b"o" * 32)
    assert read() == sorted(PAGES)


def test_a_row_of_the_list_of_pages_counts(site, read):
    swept(site)
    read()
    (site / "pages.csv").write_text("path,title,publish_date\n文件/无事.txt,青禾县另一通知,2024-01-02\n", encoding="utf-8")
    report = swept(site)
    assert read() == ["文件/无事.txt"]
    assert report.titles["文件/无事.txt"] == "青禾县另一通知"


def test_what_must_come_down_at_once_is_never_kept(site, read):
    (site / "公告/标志.txt").write_text("关于某事的通知\n机密★10年\n内容。\n", encoding="utf-8")
    found = Finding("personal.id-card", Severity.BLOCK, 0, 1, Place(), Layer.VISIBLE, "x", "疑似身份证号")
    (site / "公告/名单.txt").write_text("关于大病救助的名单公示\n公示期：2025年1月1日至1月7日。\n某某\n", encoding="utf-8")
    context = Context(DAY, Site(), FACTS, scanner=lambda document: [found] if "某某" in document.text else [])
    first = swept(site, context=context)
    read()
    assert swept(site, context=context) == first
    assert read() == ["公告/名单.txt", "公告/标志.txt"]


def test_a_spoilt_entry_is_read_again(site, read):
    swept(site)
    read()
    path = site.parent / "memory.sqlite"
    ledger = Ledger(path, KEY)
    memory = Memory(ledger, KEY, DAY)
    places = [found for _, found in gather.Gathered().pages([site], memory)]
    ledger.keep([(place.key, b"0" * 60) for place in places])
    memory.close()
    read()
    assert swept(site) == sweep([site], Context(DAY, Site(), FACTS))


def test_every_field_of_what_is_kept_comes_back(site):
    to, back = ways(Kept)
    report = sweep([site], Context(DAY, Site(), FACTS))
    entries = []
    for page, _ in gather.Gathered().pages([site]):
        from review.sweep.entry import entry_of

        entries.append(entry_of(page))
    for entry in entries:
        kept = Kept(DAY, DAY + HORIZON, replace(entry, sketch=entry.sketch), report.findings)
        assert back(to(kept)) == kept
        assert isinstance(kept.entry, Entry)


def test_a_type_that_cannot_be_kept_is_refused():
    with pytest.raises(TypeError, match=re.escape("dict[str, int]")):
        ways(dict[str, int])
