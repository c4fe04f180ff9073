"""What a page says twice and differently: its tags against its text, its days against one another, its marks against being online."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

from review.facts.contradictions import impossible, reversed_ranges, wrong_weekdays
from review.facts.dates import parse_day
from review.facts.sentences import is_quoted, sentence_at
from review.facts.signing import labelled_day
from review.facts.validity import TOLERANCE, expired
from review.model import Severity
from review.sweep.context import Context
from review.sweep.entry import Entry
from review.sweep.finding import SECRECY, Action, Confidence, SweepFinding
from review.sweep.page import Page
from review.sweep.validity import current_end, extended

_VALID = re.compile(r"^(?:现行)?有效$|^继续有效$|^valid$|^现行$", re.IGNORECASE)
_INVALID = re.compile(r"失效|废止|作废|无效")
_ATTRIBUTE = re.compile(
    r"[（(【\[]\s{0,4}(?:此件|本件|公开属性|公开方式|信息公开属性)?\s{0,4}[:：]?\s{0,4}(依申请公开|不予公开|不公开|免于公开|内部公开|删减后公开|暂不公开)\s{0,4}[)）】\]]"
)
_ATTRIBUTE_FIELD = re.compile(
    r"(?:公开属性|公开方式|公开类型|信息公开选项|公开形式)\s{0,4}[】\]]?\s{0,4}[:：]\s{0,4}(依申请公开|不予公开|不公开|免于公开|暂不公开)"
)
_HANDLING = re.compile(
    r"^\s{0,4}[【\[（(]?\s{0,4}(内部资料|内部文件|内部使用|内部参考|内部刊物|注意保存|不得外传|严禁外传|工作秘密)[^\n。]{0,12}$",
    re.MULTILINE,
)
_LEVEL = re.compile(r"(?:绝\s?密|机\s?密|秘\s?密)\s{0,4}[★☆]|^\s{0,4}(?:绝\s?密|机\s?密|秘\s?密)\s{0,4}$", re.MULTILINE)
_HEAD, _TAIL = 300, 600  # code points of head and end in which a mark of the document itself stands
_DOCNO_YEAR = re.compile(r"〔((?:19|20)\d\d)〕")
_TEXT_TITLE = re.compile(r"[\s《》“”\"'（）()\-—_:：、，,。]+")


def attribute(page: Page, context: Context) -> Iterator[SweepFinding]:
    """Yield that a page is online though its own mark says that it must not be; of a mark of secrecy no word is repeated."""
    head, end = page.text[:_HEAD], page.text[-_TAIL:] if len(page.text) > _HEAD else ""
    for part in (head, end):
        level = _LEVEL.search(part)
        if level is not None and not is_quoted(part, level.start()):
            shown = "停止操作、断开网络、保持原状，立即报告本单位保密工作机构"
            yield context.finding("outdated.attribute-conflict", page, Severity.BLOCK, SECRECY, shown, Confidence.MEDIUM, Action.WITHDRAW)
            return
    tagged = next((value for name, value in page.tags.items() if "公开属性" in name or "公开方式" in name), "")
    found = _ATTRIBUTE.search(head) or _ATTRIBUTE.search(end) or _ATTRIBUTE_FIELD.search(page.text[:1500])
    mark = found[1] if found else tagged if re.search(r"依申请|不予公开|不公开|免于公开", tagged) else ""
    if mark:
        shown = f"公开属性“{mark}”，但已在网上公开"
        yield context.finding(
            "outdated.attribute-conflict", page, Severity.BLOCK, found[0] if found else mark, shown, Confidence.HIGH, Action.WITHDRAW
        )
        return
    handling = _HANDLING.search(head)
    if handling is not None and not is_quoted(head, handling.start()):
        shown = f"标有“{handling[1]}”，但已在网上公开"
        yield context.finding(
            "outdated.attribute-conflict", page, Severity.BLOCK, handling[0].strip(), shown, Confidence.MEDIUM, Action.WITHDRAW
        )


def days(page: Page, context: Context) -> Iterator[SweepFinding]:
    """Yield the first contradiction between the days of a page: it cannot have been published before it was signed."""
    found = next(_day_conflicts(page), None)
    if found is not None:
        evidence, shown, severity, confidence = found
        yield context.finding("outdated.date-conflict", page, severity, evidence, shown, confidence, Action.CORRECT)


def _day_conflicts(page: Page) -> Iterator[tuple[str, str, Severity, Confidence]]:
    published, signed = page.published, page.made.signed
    if published and signed and signed > published + TOLERANCE:
        yield f"成文 {signed}，发布 {published}", f"发布日期早于成文日期 {(signed - published).days} 日", Severity.WARN, Confidence.HIGH
    for each in (*impossible(page.text), *reversed_ranges(page.text)):
        yield sentence_at(page.text, each.start, each.end), each.shown, Severity.WARN, Confidence.HIGH
    for each in wrong_weekdays(page.text):
        yield page.text[each.start : each.end], each.shown, Severity.NOTE, Confidence.HIGH
    year = _DOCNO_YEAR.search(page.docno)
    if year and signed and abs(int(year[1]) - signed.year) > 1:
        yield f"{page.docno}，成文 {signed}", f"文号年份 {year[1]} 与成文年份 {signed.year} 不符", Severity.NOTE, Confidence.MEDIUM


def metadata(page: Page, context: Context) -> Iterator[SweepFinding]:
    """Yield what the tags of a page, or the list of pages, say otherwise than the page itself."""
    found = next(_tag_conflicts(page), None)
    if found is not None:
        evidence, shown = found
        yield context.finding("outdated.metadata-conflict", page, Severity.WARN, evidence, shown, Confidence.MEDIUM, Action.CORRECT)


def _tag_conflicts(page: Page) -> Iterator[tuple[str, str]]:
    tagged = parse_day(page.tags.get("pubdate", ""))
    listed = page.listed
    if tagged and listed and listed.published and abs(tagged - listed.published) > TOLERANCE:
        yield f"PubDate {tagged}", f"网页标签的发布日期 {tagged}，页面清单的发布日期 {listed.published}"
    written = labelled_day(page.text, "published")
    if tagged and written and abs(tagged - written) > TOLERANCE:
        yield f"PubDate {tagged}", f"网页标签的发布日期 {tagged}，页面上写的发布日期 {written}"
    title = page.tags.get("articletitle", "")
    if title and page.heading and not _says_the_same(title, page.heading):
        yield f"ArticleTitle {title}", f"网页标签的标题“{title}”，页面上的标题“{page.heading}”"
    elif title and listed and listed.title and not _says_the_same(title, listed.title):
        yield f"ArticleTitle {title}", f"网页标签的标题“{title}”，页面清单的标题“{listed.title}”"


def columns_by_tag(entries: Sequence[Entry], context: Context) -> Iterator[SweepFinding]:
    """Yield pages that are tagged with a column of the site in which they do not stand."""
    known = {entry.column for entry in entries if entry.column}
    for entry in entries:
        tagged = entry.tagged_column
        if tagged in known and tagged != entry.column and tagged not in entry.path.split("/"):
            shown = f"网页标签的栏目“{tagged}”，实际在栏目“{entry.column}”"
            yield context.finding(
                "outdated.metadata-conflict", entry, Severity.WARN, f"ColumnName {tagged}", shown, Confidence.MEDIUM, Action.CORRECT
            )


def validity_states(entries: Sequence[Entry], over: frozenset[str], context: Context) -> Iterator[SweepFinding]:
    """Yield pages whose own data say that they are in force though they are not, or the other way round, or name another last day.

    `over` are the paths of the pages that were found to be no longer in force.
    """
    longer = extended(entries)
    for entry in entries:
        found = current_end(entry, longer)
        end = found[1] if found else None
        if _VALID.match(entry.state) and entry.path in over:
            why = f"，正文的期限到 {end}" if end and expired(end, context.as_of) else "，已被废止、宣布失效"
            yield _state(entry, f"有效性：{entry.state}", f"页面数据写“{entry.state}”{why}；清查日 {context.as_of}", context)
        elif _INVALID.search(entry.state) and end is not None and end > context.as_of:
            yield _state(
                entry, f"有效性：{entry.state}", f"页面数据写“{entry.state}”，正文的期限到 {end}，清查日 {context.as_of} 未到", context
            )
        elif entry.until is not None and end is not None and abs(entry.until - end) > TOLERANCE + timedelta(days=1):
            yield _state(entry, f"废止时间 {entry.until}", f"页面数据写废止时间 {entry.until}，正文推算为 {end}", context)


def _state(entry: Entry, evidence: str, shown: str, context: Context) -> SweepFinding:
    return context.finding("outdated.metadata-conflict", entry, Severity.WARN, evidence, shown, Confidence.HIGH, Action.CORRECT)


def _says_the_same(one: str, other: str) -> bool:
    """Tell whether two titles are the same but for punctuation and what was cut off."""
    first, second = (_TEXT_TITLE.sub("", title).rstrip("…") for title in (one, other))
    return first in second or second in first
