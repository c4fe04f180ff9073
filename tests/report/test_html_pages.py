"""The report on many documents: a table of contents that leads to a page for each."""

from __future__ import annotations

import io
from pathlib import PurePosixPath
from urllib.parse import unquote

from invented_documents import SECRETS, TITLES, encrypted, marked_file, reviewed, sample
from lxml import html

from review.report import Options
from review.report.html import render_html
from review.report.html_pages import MANY, PAGE, write_html

OPTIONS = Options(TITLES)
FILE, FOLDER = "五月 报告.html", "五月 报告_分页"


def written(items):
    out, pages = io.BytesIO(), {}

    def keep(name, pieces):
        pages[name] = b"".join(pieces).decode()

    write_html(items, OPTIONS, out, keep, file=FILE, folder=FOLDER)
    return out.getvalue().decode(), pages


def many(*others):
    clean = ((reviewed(path=f"{n:04}.txt"), None) for n in range(MANY - 1))
    return [*clean, *others]


def test_a_few_documents_stand_on_one_page():
    items = many()
    page, pages = written(items)
    assert not pages
    assert page == render_html(items, OPTIONS)


def test_of_many_documents_each_that_says_something_has_a_page_and_the_worst_comes_first():
    page, pages = written(many(sample(), encrypted_item := (encrypted(), None), marked_file()))
    rows = html.fromstring(page).xpath("//table[@class='index']/tbody/tr")
    assert len(rows) == MANY + 2
    assert [row.xpath("string(td[1])") for row in rows[:3]] == ["方案.xlsx", "临时救助公示.docx", "附件/明细表.docx"]
    links = [PurePosixPath(unquote(link)) for link in html.fromstring(page).xpath("//table//a/@href")]
    assert {str(link.parent) for link in links} == {FOLDER}
    assert {link.name for link in links} == set(pages)
    assert len(pages) == 3
    assert all(PAGE.fullmatch(name) for name in pages)
    assert encrypted_item[0].path in pages[links[2].name]


def test_a_page_says_of_its_document_what_the_single_report_says_and_leads_back():
    page, pages = written(many(sample()))
    (name,) = pages
    tree = html.fromstring(pages[name])
    alone = html.fromstring(render_html([sample()], OPTIONS))
    assert tree.xpath("string(//article//blockquote)") == alone.xpath("string(//article//blockquote)")
    assert len(tree.xpath("//mark")) == len(alone.xpath("//mark"))
    back, _, anchor = unquote(tree.xpath("//p[@class='back']/a/@href")[0]).partition("#")
    assert back == f"../{FILE}"
    assert html.fromstring(page).get_element_by_id(anchor).xpath("string(td[1])") == sample()[0].path


def test_many_pages_repeat_no_value_and_bear_the_notice():
    page, pages = written(many(sample(), marked_file()))
    for text in (page, *pages.values()):
        assert "内部审查材料　不得公开或外传" in text
        assert not any(secret in text for secret in (*SECRETS, "鲸鱼"))


def test_documents_are_let_go_of_as_they_are_written():
    seen = []

    def items():
        for number in range(MANY + 50):
            seen.append(number)
            yield sample()

    told_at = []
    write_html(
        items(),
        OPTIONS,
        io.BytesIO(),
        lambda name, pieces: told_at.append((name, len(seen), len(b"".join(pieces)) > 0)),
        file=FILE,
        folder=FOLDER,
    )
    assert [at for _, at, _ in told_at] == [MANY] * MANY + list(range(MANY + 1, MANY + 51))
