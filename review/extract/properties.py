"""What a file says of itself: its title, its keywords, who wrote it. One table of labels for every format.

Names of authors and revisers make a segment of their own, on which no personal rule runs; everything else is read like text.
Sources: ISO/IEC 29500-2, 11 (core properties); ISO 32000-1, 14.3 (document information); GB/T 33190 and 国办发〔2017〕47号 (page tags
of government websites).
"""

from __future__ import annotations

from collections.abc import Iterable

from review.extract.builder import DocumentBuilder
from review.model import Layer, Place, Segment

AUTHORS = Place(part="docProps")  # of the one segment that holds names of authors and revisers
CARRIER = "metadata"

PEOPLE = {"creator": "作者", "lastmodifiedby": "最后修改人", "manager": "主管", "author": "作者", "dc.creator": "作者", "from": "发件人"}
LABELS = {
    "title": "标题",
    "subject": "主题",
    "keywords": "关键词",
    "description": "备注",
    "comments": "备注",
    "category": "类别",
    "contentstatus": "状态",
    "company": "单位",
    "template": "模板",
    "hyperlinkbase": "超链接基址",
    "titlesofparts": "部分标题",
    "identifier": "标识",
    "version": "版本",
    "copyright": "版权",
    "date": "日期",
    "snapshot-content-location": "网址",
    "content-location": "网址",
    "url": "网址",
    "og:title": "标题",
    "og:description": "备注",
    "og:url": "网址",
    "og:site_name": "网站名称",
    "sitename": "网站名称",
    "sitedomain": "网站域名",
    "siteidcode": "网站标识码",
    "columnname": "栏目名称",
    "columntype": "栏目类别",
    "columndescription": "栏目描述",
    "columnkeywords": "栏目关键词",
    "articletitle": "标题",
    "pubdate": "发布日期",
    "contentsource": "来源",
    "source": "来源",
    "generator": "生成程序",
}


def holds_authors(segment: Segment | None) -> bool:
    """Tell whether a segment holds the names of those who wrote or changed the file: they are one note, and no more."""
    return segment is not None and segment.carrier == CARRIER and segment.place.part == AUTHORS.part


def is_person(name: str) -> bool:
    """Tell whether a property of this name holds who wrote or changed the file."""
    return name.lower() in PEOPLE


def label(name: str) -> str:
    """Return what a property is called in Chinese; a name that somebody chose stays."""
    return PEOPLE.get(name.lower()) or LABELS.get(name.lower(), name)


def add_properties(builder: DocumentBuilder, lines: Iterable[str], place: Place) -> None:
    """Put lines of properties behind the page as one segment, if there are any."""
    text = "\n".join(lines)
    if text:
        builder.behind(text, place, Layer.METADATA, CARRIER)
