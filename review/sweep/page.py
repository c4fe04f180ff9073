"""A page of the site, read: its text, its tags, its days; and the part of it that is kept while all others are read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath

from review.digest import sha256
from review.extract.html import is_about_pictures
from review.extract.sources import Source
from review.facts.dates import parse_day
from review.facts.signing import Signing, labelled_day, signing
from review.model import Document, Gap, GapReason, Place
from review.sweep.html_head import Head, read_head
from review.sweep.listing import Listed
from review.sweep.outside import picture_paths
from review.sweep.titles import core, docno, title_of_text

MOST_TEXT = 2_000_000  # code points of a page that are looked at
LONGEST_TITLE = 300
_SITE_SUFFIX = re.compile(r"\s{0,4}[-_—|–>]+\s{0,4}[^-_—|–>]*(?:政府|网站|门户|网|公开|专栏|平台|局|委)[^-_—|–>]*$")
_DATED_NAME = re.compile(r"(?:^|[t_/])((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:[_\-.]|$)")
_MARKED = re.compile(
    r"已归档|归档时间|停止更新|不再更新|[【\[（(](?:该文件|本文|此文|此件)?(?:已|全文)?(?:废止|失效|到期|过期|结束|截止)[】\]）)]"
    r"|(?:本|此|该)(?:文件|文|件|办法|规定|通知|意见|方案|页面|公告|信息|政策)[^。\n]{0,8}已(?:于[^。\n]{0,16})?(?:被[^。\n]{0,30})?(?:废止|失效|作废|停止执行|停止更新|结束|截止|到期)"
    r"|(?:有效性|公文时效|时效性|效力状态|文件状态|时效)\s{0,4}[】\]]?\s{0,4}[:：]\s{0,4}(?:已)?(?:失效|废止|已废止|已失效|无效|作废)"
    r"|(?:报名|公示|征集|活动|征求意见)已(?:结束|截止)"
)
_MARK_HEAD = 600  # code points in which a page says that it is no longer in force
_STATE_TAGS = ("有效性", "公文时效", "时效性", "效力状态", "validity", "effectivestatus", "status", "文件状态")
_STATE = re.compile(r"(?:有效性|公文时效|时效性|效力状态|文件状态)\s{0,4}[】\]]?\s{0,4}[:：]\s{0,4}([^\s\n\t，,；;]{2,6})")
_PLACEHOLDER = re.compile(r"暂无(?:数据|内容|信息|记录)|栏目(?:正在)?建设中|敬请期待|内容更新中|正在建设")
_LIST_PAGE = re.compile(r"^(?:index|list|default)(?:[_-]?\d*)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Page:
    """One page. `text` is what a visitor sees; `document` is all that was read, hidden parts among it.

    `heading` is the title that a visitor of a web page sees, `listed` what the list of pages says of it. `sources` are the addresses of
    its pictures, `embedded` those of scripts and frames, `digest` is the SHA-256 of its bytes.
    """

    path: str
    column: str
    title: str
    url: str
    published: date | None
    made: Signing
    text: str = field(repr=False)
    tags: Mapping[str, str] = field(repr=False)
    links: tuple[str, ...] = field(repr=False)
    document: Document = field(repr=False)
    heading: str = ""
    listed: Listed | None = None
    listed_folder: bool = False
    sources: tuple[str, ...] = field(default=(), repr=False)
    embedded: tuple[str, ...] = field(default=(), repr=False)
    digest: str = ""

    @property
    def day(self) -> date | None:
        """When the text was made: the signature, else the imprint, else the day of the page."""
        return self.made.signed or self.made.issued or self.made.enacted or self.published

    @property
    def core(self) -> str:
        """What the title is about."""
        return core(self.title)

    @property
    def docno(self) -> str:
        """The number of the document."""
        return docno(self.title, self.text)

    @property
    def marked(self) -> bool:
        """Tell whether the page says itself that it is over."""
        return bool(_MARKED.search(self.title) or _MARKED.search(self.text[:_MARK_HEAD])) or self.state.endswith(("废止", "失效", "作废"))

    @property
    def worded(self) -> bool:
        """Tell whether the page says so in words, beside its data on validity."""
        return bool(_MARKED.search(self.title) or _MARKED.search(_STATE.sub("", self.text[:_MARK_HEAD])))

    @property
    def state(self) -> str:
        """What the page's own data say of its validity (有效, 失效, 废止), or nothing."""
        tagged = next((self.tags[name] for name in _STATE_TAGS if name in self.tags), "")
        found = _STATE.search(self.text[:1500])
        return tagged or (found[1] if found else "")

    @property
    def until(self) -> date | None:
        """The last day by the page's own data (废止时间), or None."""
        tagged = next(
            (self.tags[name] for name in ("废止时间", "废止日期", "失效时间", "失效日期", "invaliddate") if name in self.tags), ""
        )
        return (parse_day(tagged) if tagged else None) or labelled_day(self.text, "until")

    @property
    def placeholder(self) -> bool:
        """Tell whether the page only says that there is nothing yet."""
        return len(self.text) < 400 and _PLACEHOLDER.search(self.text) is not None

    @property
    def list_page(self) -> bool:
        """Tell whether the page is the list of a column, by its name."""
        return _LIST_PAGE.match(PurePosixPath(self.path).stem) is not None


def read_page(source: Source, listed: Listed | None) -> tuple[Page, tuple[Gap, ...]]:
    """Read one page, and return it with what was not read of it; pictures that it names are told of when all files are known."""
    document = source.document()
    data = source.data or b""
    head = read_head(data) if document.format == "html" else Head()
    text = document.text[: min(document.visible_end, MOST_TEXT)]
    shown = picture_paths(source.path, head.sources)
    gaps = tuple(dict.fromkeys(gap for gap in _gaps(document) if not (shown and is_about_pictures(gap))))
    if document.visible_end > MOST_TEXT:
        gaps = (*gaps, Gap(GapReason.LIMIT, f"页面超过 {MOST_TEXT} 字，只清查了前面的部分。请拆分后再清查。"))
    tags = head.tags
    title = (listed.title if listed else "") or tags.get("articletitle") or _page_title(head, text) or title_of_text(text)
    folders = PurePosixPath(source.path).parts[:-1]
    published = (listed.published if listed else None) or _published(tags, text, source.path)
    return (
        Page(
            path=source.path,
            column=(listed.column if listed else "") or (folders[0] if folders else "") or tags.get("columnname", ""),
            title=title[:LONGEST_TITLE] or PurePosixPath(source.path).stem,
            url=(listed.url if listed else "") or tags.get("url", ""),
            published=published,
            made=signing(text),
            text=text,
            tags=tags,
            links=head.links,
            document=document,
            heading=head.heading or _page_title(head, text),
            listed=listed,
            listed_folder=bool(folders),
            sources=head.sources,
            embedded=head.embedded,
            digest=sha256(data),
        ),
        gaps,
    )


def _gaps(document: Document) -> Iterator[Gap]:
    """Yield what was not read of a document and of the files in it."""
    yield from document.gaps
    for inner in document.inner:
        yield from (gap._replace(place=Place(inner.part)) for gap in _gaps(inner.document))


def _page_title(head: Head, text: str) -> str:
    """Return the title of the page without the name of the site; one that names the site alone says nothing."""
    title = head.title
    while (shorter := _SITE_SUFFIX.sub("", title)) != title:
        title = shorter
    bare = title.strip()
    if head.heading and (not bare or bare not in text):
        return head.heading
    return "" if bare.endswith(("政府", "网站", "门户", "政府网", "首页")) else bare


def _published(tags: Mapping[str, str], text: str, path: str) -> date | None:
    for name in ("pubdate", "publishdate", "firstpublishedtime", "date", "发布日期"):
        day = parse_day(tags[name]) if name in tags else None
        if day is not None:
            return day
    day = labelled_day(text, "published")
    if day is not None:
        return day
    named = _DATED_NAME.search(PurePosixPath(path).name)
    try:
        return date(int(named[1]), int(named[2]), int(named[3])) if named else None
    except ValueError:
        return None
