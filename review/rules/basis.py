"""The legal basis of rules: references to articles of law, and the official texts they stand for.

A reference is the short name of a law, ``#`` and the number of an article: ``政府信息公开条例#15``, ``刑法#253之一``. A period and a
second number name an item of it: ``保守国家秘密法#13.1``. What a reference stands for is kept in ``facts/articles.tsv``; the text of a
verified article is the published one (著作权法 art. 5: official documents carry no copyright), that of an unverified article is
second-hand or missing, and whoever reads the finding is told so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from review import lazy_re as re
from review.errors import LexiconError

_COLUMNS = ("key", "law", "article", "version_date", "effective_date", "keywords", "text", "source", "confidence")
_REFERENCE = re.compile(r"(?P<law>[^#\s]+)#(?P<number>[1-9][0-9]{0,3})(?P<inserted>之[一二三四五六七八九十]+)?(?:\.(?P<item>[1-9][0-9]?))?")
_PENDING = "（依据待核）"
_MAY_BE_WITHHELD = "政府信息公开条例#16"


class Article(NamedTuple):
    """One article of one version of a law.

    `law` is the full official name, `article` the number as printed (``第十五条``), `version_date` the day that version was passed or
    published. `text` is on one line; the `keywords` occur in it and tell a reader why a rule rests on it.
    """

    key: str
    law: str
    article: str
    version_date: date
    keywords: tuple[str, ...]
    text: str
    verified: bool


class _Reference(NamedTuple):
    law: str
    number: int
    inserted: str
    item: int | None

    @property
    def key(self) -> str:
        return f"{self.law}#{self.number}{self.inserted}"

    @property
    def article(self) -> str:
        return f"第{_numeral(self.number)}条{self.inserted}"

    def __str__(self) -> str:
        item = f"第{_numeral(self.item)}项" if self.item else ""
        return f"{self.law}{self.article}{item}"

    def is_in(self, article: Article) -> bool:
        """Tell whether the text of the article has the item that is referred to."""
        if self.item is None:
            return True
        numeral = _numeral(self.item)
        return f"（{numeral}）" in article.text or f"({numeral})" in article.text


def load_articles(path: Path) -> Mapping[str, Article]:
    """Read a table of articles: UTF-8, tab-separated, a header row, sorted by key.

    Raises LexiconError (XS340–XS344), with ``file:line``, for the first row that is not what it claims to be.
    """
    try:
        lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError("XS340", f"{path.name}：条文库打不开。", "请确认文件存在，并且是 UTF-8 编码。") from error
    if tuple(lines[0].split("\t")) != _COLUMNS:
        raise LexiconError("XS341", f"{path.name}:1：表头不对。", f"表头应为（以制表符分隔）：{' '.join(_COLUMNS)}。")
    articles: dict[str, Article] = {}
    last = ""
    for number, line in enumerate(lines[1:], 2):
        place = f"{path.name}:{number}"
        article = _article(line.split("\t"), place)
        if article.key <= last:
            raise LexiconError("XS343", f"{place}：“{article.key}”重复，或没有按 key 排序。", "请删去重复的行，再按第一列排序。")
        last = article.key
        articles[article.key] = article
    return MappingProxyType(articles)


def _article(cells: list[str], place: str) -> Article:
    if len(cells) != len(_COLUMNS):
        raise LexiconError("XS342", f"{place}：应有 {len(_COLUMNS)} 列，实有 {len(cells)} 列。", "请检查制表符。")
    row = dict(zip(_COLUMNS, cells, strict=True))
    reference = _parse(row["key"])
    if reference is None or reference.item:
        raise LexiconError("XS342", f"{place}：key“{row['key']}”的写法不对。", "请写成“简称#条号”，如 政府信息公开条例#15。")
    if row["article"] != reference.article:
        raise LexiconError("XS342", f"{place}：条号“{row['article']}”与 key 不一致。", f"应为“{reference.article}”。")
    if row["confidence"] not in {"verified", "unverified"}:
        raise LexiconError("XS342", f"{place}：confidence“{row['confidence']}”不认识。", "只能写 verified 或 unverified。")
    if not row["law"] or not row["source"]:
        raise LexiconError("XS342", f"{place}：法律全称和来源都要填写。", "请补上 law 和 source。")
    _day(row["effective_date"], place)
    article = Article(
        key=row["key"],
        law=row["law"],
        article=row["article"],
        version_date=_day(row["version_date"], place),
        keywords=tuple(filter(None, row["keywords"].split("|"))),
        text=row["text"],
        verified=row["confidence"] == "verified",
    )
    if article.verified:
        _prove(article, place)
    return article


def _prove(article: Article, place: str) -> None:
    if not article.text.startswith(f"{article.article} "):
        raise LexiconError("XS344", f"{place}：正文没有以“{article.article}”开头。", "请从公布的文本重新摘录。")
    if not article.keywords:
        raise LexiconError("XS344", f"{place}：没有关键词。", "请填写正文中能认出该条的词，以 | 分隔。")
    for word in article.keywords:
        if word not in article.text:
            raise LexiconError("XS344", f"{place}：正文里没有关键词“{word}”。", "请核对正文和关键词。")


def _day(value: str, place: str) -> date:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = None
    if day is None or day.isoformat() != value:
        raise LexiconError("XS342", f"{place}：日期“{value}”的写法不对。", "请写成 2024-05-01 这样。")
    return day


def cite(articles: Mapping[str, Article], refs: Sequence[str]) -> str:
    """Return the basis as it is printed: ``政府信息公开条例第十五条；个人信息保护法第五十一条``.

    A reference that is unknown, or whose article is not verified, is printed with 依据待核 behind it.
    """
    return "；".join(_cite(articles, ref) for ref in refs)


def _cite(articles: Mapping[str, Article], ref: str) -> str:
    reference = _parse(ref)
    if reference is None:
        return f"{ref}{_PENDING}"
    article = articles.get(reference.key)
    settled = article is not None and article.verified and reference.is_in(article)
    return f"{reference}{'' if settled else _PENDING}"


def check_refs(articles: Mapping[str, Article], refs: Sequence[str], source: str) -> None:
    """Raise LexiconError (XS345, XS346) for the first reference that leads nowhere; `source` is the ``file:line`` of the rule."""
    for ref in refs:
        reference = _parse(ref)
        article = articles.get(reference.key) if reference else None
        if reference is None or article is None:
            raise LexiconError("XS345", f"{source}：条文库里没有依据“{ref}”。", "请核对写法，或在 facts/articles.tsv 补上这一条。")
        if article.verified and not reference.is_in(article):
            raise LexiconError("XS346", f"{source}：依据“{ref}”所指的项不存在。", f"请核对{article.law}{article.article}。")


def rests_only_on_art16(refs: Sequence[str]) -> bool:
    """Tell whether nothing but 政府信息公开条例 art. 16 (可以不予公开) is relied on: such a rule may warn, never block."""
    return bool(refs) and all(ref.partition(".")[0] == _MAY_BE_WITHHELD for ref in refs)


def _parse(ref: str) -> _Reference | None:
    found = _REFERENCE.fullmatch(ref)
    if found is None:
        return None
    item = found["item"]
    return _Reference(found["law"], int(found["number"]), found["inserted"] or "", int(item) if item else None)


def _numeral(number: int) -> str:
    """Return a number from 1 to 9999 as laws write it: 10 is 十, 110 is 一百一十, 1032 is 一千零三十二."""
    text = ""
    skipped = False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if skipped and text else "") + "零一二三四五六七八九"[digit] + name
        skipped = not digit
    return text[1:] if text.startswith("一十") else text
