from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from review.errors import Exit, LexiconError
from review.rules.basis import Article, check_refs, cite, load_articles, rests_only_on_art16

FACTS = Path(__file__).resolve().parents[2] / "lexicons" / "facts"
HEADER = "key\tlaw\tarticle\tversion_date\teffective_date\tkeywords\ttext\tsource\tconfidence"
ROW = {
    "key": "河道法#12",
    "law": "河道管理示例法",
    "article": "第十二条",
    "version_date": "2024-02-27",
    "effective_date": "2024-05-01",
    "keywords": "堤防|不得",
    "text": "第十二条 任何人不得： （一）损毁堤防； （二）堵塞水道。",
    "source": "示例",
    "confidence": "verified",
}


@pytest.fixture(scope="module")
def articles():
    return load_articles(FACTS / "articles.tsv")


def rows(name):
    head, *lines = (FACTS / name).read_text(encoding="utf-8").splitlines()
    return [dict(zip(head.split("\t"), line.split("\t"), strict=True)) for line in lines]


def table(tmp_path, *changes):
    path = tmp_path / "articles.tsv"
    lines = ["\t".join((ROW | change).values()) for change in changes or ({},)]
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


def refusal(path):
    with pytest.raises(LexiconError) as caught:
        load_articles(path)
    assert caught.value.exit is Exit.USAGE
    return str(caught.value)


class TestTheArticlesWeShip:
    def test_the_articles_that_most_rules_rest_on_are_verified(self, articles):
        for key in (
            "政府信息公开条例#14",
            "政府信息公开条例#15",
            "政府信息公开条例#16",
            "保守国家秘密法#13",
            "保守国家秘密法#22",
            "保守国家秘密法#35",
            "保守国家秘密法#36",
            "保守国家秘密法#64",
            "保守国家秘密法实施条例#41",
            "保守国家秘密法实施条例#42",
            "保守国家秘密法实施条例#73",
            "个人信息保护法#28",
            "民法典#1034",
            "未成年人保护法#103",
        ):
            assert articles[key].verified, key

    def test_every_verified_text_holds_its_keywords_and_begins_with_its_number(self, articles):
        verified = [article for article in articles.values() if article.verified]
        assert len(verified) >= 90
        for article in verified:
            assert article.keywords, article.key
            assert all(word in article.text for word in article.keywords), article.key
            assert article.text.startswith(f"{article.article} "), article.key
            assert article.text.endswith("。"), article.key

    def test_a_text_from_memory_is_left_empty_rather_than_quoted(self):
        remembered = [row for row in rows("articles.tsv") if row["source"] == "memory"]
        assert remembered
        assert all(row["confidence"] == "unverified" and not row["text"] for row in remembered)

    def test_a_text_counts_as_verified_only_if_taken_from_the_published_laws(self):
        for row in rows("articles.tsv"):
            assert row["confidence"] == "unverified" or row["source"].startswith("LawRefBook/Laws/"), row["key"]

    def test_a_text_that_a_newer_law_may_have_replaced_is_not_verified(self, articles):
        assert not articles["社会救助暂行办法#61"].verified

    def test_keys_are_unique_and_sorted(self):
        for name, column in (("articles.tsv", "key"), ("laws.tsv", "short")):
            keys = [row[column] for row in rows(name)]
            assert keys == sorted(set(keys)), name

    def test_every_date_is_iso_and_no_version_took_effect_before_it_was_passed(self):
        for row in rows("articles.tsv") + rows("laws.tsv"):
            passed, effective = date.fromisoformat(row["version_date"]), date.fromisoformat(row["effective_date"])
            assert (passed.isoformat(), effective.isoformat()) == (row["version_date"], row["effective_date"])
            assert passed <= effective, row

    def test_every_article_belongs_to_a_listed_law_in_the_same_version(self):
        laws = {row["short"]: row for row in rows("laws.tsv")}
        used = set()
        for row in rows("articles.tsv"):
            short = row["key"].partition("#")[0]
            law = laws[short]
            used.add(short)
            assert row["law"] == law["full"], row["key"]
            assert (row["version_date"], row["effective_date"]) == (law["version_date"], law["effective_date"]), row["key"]
            assert row["source"] == law["source"], row["key"]
        assert used == laws.keys()

    def test_superseded_versions_are_not_cited(self, articles):
        for key, since in (
            ("保守国家秘密法#13", date(2024, 2, 27)),
            ("网络安全法#44", date(2025, 10, 28)),
            ("传染病防治法#16", date(2025, 4, 30)),
            ("治安管理处罚法#50", date(2025, 6, 27)),
            ("反不正当竞争法#10", date(2025, 6, 27)),
        ):
            assert articles[key].version_date >= since, key


class TestCiting:
    def test_references_are_printed_as_officials_write_them(self, articles):
        refs = ("政府信息公开条例#15", "个人信息保护法#51", "刑法#253之一")
        assert cite(articles, refs) == "政府信息公开条例第十五条；个人信息保护法第五十一条；刑法第二百五十三条之一"

    def test_an_item_is_printed_behind_its_article(self, articles):
        assert cite(articles, ["保守国家秘密法#13.1"]) == "保守国家秘密法第十三条第一项"

    def test_an_item_may_stand_in_narrow_brackets(self, articles):
        assert cite(articles, ["招标投标法实施条例#41.2"]) == "招标投标法实施条例第四十一条第二项"

    @pytest.mark.parametrize(
        ("ref", "printed"),
        [
            ("党政机关公文处理工作条例#9", "党政机关公文处理工作条例第九条（依据待核）"),
            ("没有的法#110", "没有的法第一百一十条（依据待核）"),
            ("没有的法#1032", "没有的法第一千零三十二条（依据待核）"),
            ("保守国家秘密法#13.9", "保守国家秘密法第十三条第九项（依据待核）"),
            ("某办法", "某办法（依据待核）"),
        ],
    )
    def test_what_is_not_settled_says_so(self, articles, ref, printed):
        assert cite(articles, ["政府信息公开条例#15", ref]) == f"政府信息公开条例第十五条；{printed}"

    def test_no_reference_prints_nothing(self, articles):
        assert cite(articles, ()) == ""


class TestCheckingReferences:
    def test_known_references_pass_verified_or_not(self, articles):
        check_refs(articles, ("保守国家秘密法#13.7", "党政机关公文处理工作条例#9"), "marking.toml:3")

    @pytest.mark.parametrize(
        "ref", ["政府信息公开条例#99", "政府信息公开条例", "政府信息公开条例第15条", "政府信息公开条例#015", "政府信息公开条例#15 "]
    )
    def test_a_reference_that_leads_nowhere_is_told_with_the_place_of_the_rule(self, articles, ref):
        with pytest.raises(LexiconError, match=f"XS345 personal.toml:7：.*“{ref}”"):
            check_refs(articles, ("政府信息公开条例#15", ref), "personal.toml:7")

    def test_an_item_that_the_article_does_not_have_is_refused(self, articles):
        with pytest.raises(LexiconError, match=r"XS346 marking.toml:3：.*第十三条"):
            check_refs(articles, ("保守国家秘密法#13.8",), "marking.toml:3")


@pytest.mark.parametrize(
    ("refs", "alone"),
    [
        (("政府信息公开条例#16",), True),
        (("政府信息公开条例#16", "政府信息公开条例#16.1"), True),
        (("政府信息公开条例#16", "政府信息公开条例#15"), False),
        (("政府信息公开条例#161",), False),
        (("保守国家秘密法#16",), False),
        ((), False),
    ],
)
def test_only_article_16_alone_is_too_weak_to_block(refs, alone):
    assert rests_only_on_art16(refs) is alone


class TestReadingATable:
    def test_a_row_becomes_an_article(self, tmp_path):
        loaded = load_articles(table(tmp_path))
        assert loaded["河道法#12"] == Article(
            key="河道法#12",
            law="河道管理示例法",
            article="第十二条",
            version_date=date(2024, 2, 27),
            keywords=("堤防", "不得"),
            text="第十二条 任何人不得： （一）损毁堤防； （二）堵塞水道。",
            verified=True,
        )

    def test_a_table_saved_on_windows_reads_the_same(self, tmp_path):
        path = table(tmp_path)
        expected = load_articles(path)
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
        assert load_articles(path) == expected

    def test_what_is_not_verified_needs_neither_text_nor_keywords(self, tmp_path):
        loaded = load_articles(table(tmp_path, {"confidence": "unverified", "text": "", "keywords": ""}))
        assert not loaded["河道法#12"].verified

    def test_the_articles_cannot_be_changed_afterwards(self, tmp_path):
        loaded = load_articles(table(tmp_path))
        with pytest.raises(TypeError):
            loaded["河道法#13"] = loaded["河道法#12"]

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"key": "河道法"}, "XS342 articles.tsv:2：key“河道法”"),
            ({"key": "河道法#12.1"}, "XS342 articles.tsv:2：key“河道法#12.1”"),
            ({"key": "河道法#13"}, "XS342 articles.tsv:2：条号“第十二条”"),
            ({"law": ""}, "XS342 articles.tsv:2：法律全称"),
            ({"source": ""}, "XS342 articles.tsv:2：法律全称和来源"),
            ({"version_date": "2024-2-27"}, "XS342 articles.tsv:2：日期“2024-2-27”"),
            ({"effective_date": "20240501"}, "XS342 articles.tsv:2：日期“20240501”"),
            ({"effective_date": ""}, "XS342 articles.tsv:2：日期“”"),
            ({"confidence": "sure"}, "XS342 articles.tsv:2：confidence“sure”"),
            ({"source": "示例\t多一列"}, "XS342 articles.tsv:2：应有 9 列，实有 10 列"),
            ({"text": "第十三条 任何人不得损毁堤防。"}, "XS344 articles.tsv:2：正文没有以“第十二条”开头"),
            ({"keywords": "堤防|桥梁"}, "XS344 articles.tsv:2：正文里没有关键词“桥梁”"),
            ({"keywords": ""}, "XS344 articles.tsv:2：没有关键词"),
        ],
    )
    def test_a_wrong_row_is_told_with_file_and_line(self, tmp_path, change, told):
        assert refusal(table(tmp_path, change)).startswith(told)

    @pytest.mark.parametrize("second", [{}, {"key": "河道法#11", "article": "第十一条", "text": "第十一条 不得损毁堤防。"}])
    def test_a_row_twice_or_out_of_order_is_refused(self, tmp_path, second):
        assert refusal(table(tmp_path, {}, second)).startswith("XS343 articles.tsv:3：")

    def test_a_table_without_its_header_is_refused(self, tmp_path):
        path = table(tmp_path)
        path.write_text(path.read_text(encoding="utf-8").partition("\n")[2], encoding="utf-8")
        assert refusal(path).startswith("XS341 articles.tsv:1：")

    def test_a_missing_table_and_one_in_another_encoding_are_refused(self, tmp_path):
        assert refusal(tmp_path / "articles.tsv").startswith("XS340 articles.tsv：")
        path = table(tmp_path)
        path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
        assert refusal(path).startswith("XS340 articles.tsv：")
