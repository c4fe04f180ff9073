"""Fifty-seven places of a Word file where text can stand, each with a word of its own: every one is seen, and said to be where it is."""

from __future__ import annotations

import pytest
from docx_writer import docx, drawing, par, part, relationships, run, textbox
from picture_writer import exif, jpeg, segment

from review.extract import extract

W15 = 'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
PLACES = {
    "正文": "body",
    "表格": "body",
    "内层表格": "body",
    "页眉": "header-footer",
    "首页页眉": "header-footer",
    "页脚": "header-footer",
    "脚注": "footnote",
    "尾注": "footnote",
    "插入": "body",
    "移来": "body",
    "改过格式": "body",
    "文本框": "text-box",
    "域结果": "body",
    "链接文字": "body",
    "智能标记": "body",
    "内容控件": "body",
    "拼音": "ruby",
    "被注音": "body",
    "隐藏": "text",
    "白字": "text",
    "微字": "text",
    "样式隐藏": "text",
    "构建基块": "text",
    "删除": "tracked-change",
    "移走": "tracked-change",
    "批注": "comment",
    "旧式文本框": "text-box",
    "替代文字": "alt-text",
    "替代标题": "alt-text",
    "自定义数据": "custom-xml",
    "域代码": "external-link",
    "链接目标": "external-link",
    "模板路径": "external-link",
    **dict.fromkeys(("形状名", "控件名", "下拉项", "书签", "变量"), "metadata"),
    **dict.fromkeys(("标题", "主题", "关键词", "说明", "类别", "模板", "单位", "自定义属性"), "metadata"),
    **dict.fromkeys(("作者", "修改人", "主管", "插入人", "删除人", "格式人", "批注人", "审阅人"), "metadata"),
    "照片说明": "embedded",
    "插入文件": "embedded",
    "对象": "attachment",
}


def word(place):
    return f"【{place}处】"


def shown(place):
    return run(word(place))


def leaky():
    dated = 'w:date="2026-01-01T00:00:00Z"'
    hidden = "".join(
        par(run(word(place), look))
        for place, look in (("隐藏", "<w:vanish/>"), ("白字", '<w:color w:val="FFFFFF"/>'), ("微字", '<w:sz w:val="2"/>'))
    )
    inner = f"<w:tbl><w:tr><w:tc>{par(word('内层表格'))}</w:tc></w:tr></w:tbl>"
    grid = f"<w:tbl><w:tr><w:tc>{par(word('表格'))}{inner}{par('')}</w:tc></w:tr></w:tbl>"
    revisions = par(
        f'<w:ins w:author="{word("插入人")}" {dated}>{shown("插入")}</w:ins>',
        f'<w:del w:author="{word("删除人")}" {dated}><w:r><w:delText>{word("删除")}</w:delText></w:r></w:del>',
        f"<w:moveFrom>{shown('移走')}</w:moveFrom><w:moveTo>{shown('移来')}</w:moveTo>",
        run(word("改过格式"), f'<w:b/><w:rPrChange w:author="{word("格式人")}"><w:rPr/></w:rPrChange>'),
    )
    new = drawing(textbox(par(word("文本框")))).replace(
        'id="1"', f'id="1" name="{word("形状名")}" descr="{word("替代文字")}" title="{word("替代标题")}"'
    )
    old = f"<w:pict><v:textbox><w:txbxContent>{par(word('旧式文本框'))}</w:txbxContent></v:textbox></w:pict>"
    box = par(
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{new}</mc:Choice><mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>'
    )
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    code = f'<w:r><w:instrText>INCLUDETEXT "D:\\\\{word("域代码")}.docx"</w:instrText></w:r>'
    field = par(mark.format("begin") + code + mark.format("separate") + shown("域结果") + mark.format("end"))
    control = f'<w:alias w:val="{word("控件名")}"/><w:dropDownList><w:listItem w:displayText="{word("下拉项")}"/></w:dropDownList>'
    inline = par(
        f'<w:hyperlink r:id="l1">{shown("链接文字")}</w:hyperlink>',
        f"<w:smartTag>{shown('智能标记')}</w:smartTag>",
        f"<w:sdt><w:sdtPr>{control}</w:sdtPr><w:sdtContent>{shown('内容控件')}</w:sdtContent></w:sdt>",
        f'<w:bookmarkStart w:name="{word("书签")}"/>',
        '<w:r><w:footnoteReference w:id="2"/><w:endnoteReference w:id="2"/></w:r>',
        f"<w:ruby><w:rt>{shown('拼音')}</w:rt><w:rubyBase>{shown('被注音')}</w:rubyBase></w:ruby>",
    )
    picture = '<a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="i1"/></pic:blipFill></pic:pic></a:graphicData>'
    photo = par(f"<w:r>{drawing(picture)}</w:r>")
    ends = '<w:sectPr><w:headerReference r:id="h1"/><w:headerReference w:type="first" r:id="h2"/><w:footerReference r:id="f1"/></w:sectPr>'
    body = par(word("正文")) + grid + hidden + revisions + par(word("样式隐藏"), properties='<w:pStyle w:val="H"/>')
    return docx(body + box + field + inline + photo + '<w:altChunk r:id="c1"/>' + ends, LINKS, _parts())


LINKS = (
    ("h1", "header", "header1.xml"),
    ("h2", "header", "header2.xml"),
    ("f1", "footer", "footer1.xml"),
    ("n1", "footnotes", "footnotes.xml"),
    ("n2", "endnotes", "endnotes.xml"),
    ("m1", "comments", "comments.xml"),
    ("s1", "styles", "styles.xml"),
    ("s2", "settings", "settings.xml"),
    ("p1", "people", "people.xml"),
    ("g1", "glossaryDocument", "glossary/document.xml"),
    ("i1", "image", "media/image1.jpeg"),
    ("o1", "oleObject", "embeddings/oleObject1.bin"),
    ("c1", "aFChunk", "chunk.html"),
    ("l1", "hyperlink", f"file:///D:/{word('链接目标')}/a.docx"),
)


def _parts():
    notes = {f"word/{kind}s.xml": part(f"{kind}s", f'<w:{kind} w:id="2">{par(word(name))}</w:{kind}>')
             for kind, name in (("footnote", "脚注"), ("endnote", "尾注"))}  # fmt: skip
    ends = {
        f"word/{file}.xml": part(root, par(word(name)))
        for file, root, name in (("header1", "hdr", "页眉"), ("header2", "hdr", "首页页眉"), ("footer1", "ftr", "页脚"))
    }
    core = {
        "title": "标题",
        "subject": "主题",
        "keywords": "关键词",
        "description": "说明",
        "category": "类别",
        "creator": "作者",
        "lastModifiedBy": "修改人",
    }
    app = {"Template": "模板", "Company": "单位", "Manager": "主管"}
    return {
        **notes,
        **ends,
        "docProps/core.xml": f"<coreProperties>{''.join(f'<{tag}>{word(name)}</{tag}>' for tag, name in core.items())}</coreProperties>",
        "docProps/app.xml": f"<Properties>{''.join(f'<{tag}>{word(name)}</{tag}>' for tag, name in app.items())}</Properties>",
        "docProps/custom.xml": f'<Properties><property name="KSOProductBuildVer"><v>{word("自定义属性")}</v></property></Properties>',
        "docProps/thumbnail.jpeg": jpeg(),
        "customXml/item1.xml": f"<a><b>{word('自定义数据')}</b></a>",
        "word/comments.xml": part("comments", f'<w:comment w:id="1" w:author="{word("批注人")}">{par(word("批注"))}</w:comment>'),
        "word/people.xml": f'<w15:people {W15}><w15:person w15:author="{word("审阅人")}"/></w15:people>',
        "word/styles.xml": part("styles", '<w:style w:type="paragraph" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'),
        "word/settings.xml": part("settings", f'<w:docVars><w:docVar w:name="v" w:val="{word("变量")}"/></w:docVars>'),
        "word/_rels/settings.xml.rels": relationships(("t1", "attachedTemplate", f"file:///C:/{word('模板路径')}/n.dotm")),
        "word/glossary/document.xml": part("glossaryDocument", f"<w:docParts>{par(word('构建基块'))}</w:docParts>"),
        "word/media/image1.jpeg": jpeg(segment(0xE1, b"Exif\0\0" + exif({0x010E: word("照片说明")}))),
        "word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0" + bytes(8) + word("对象").encode("utf-16-le").rjust(40, b"\1"),
        "word/chunk.html": f"<html><body><p>{word('插入文件')}</p></body></html>".encode(),
    }


@pytest.fixture(scope="module")
def document():
    return extract(leaky(), "样本.docx")


def test_there_are_fifty_seven():
    assert len(PLACES) == 57


@pytest.mark.parametrize("place", PLACES)
def test_the_word_is_seen_and_said_to_be_in_its_carrier(document, place):
    assert {document.segment_at(n).carrier for n in range(len(document.text)) if document.text.startswith(word(place), n)} == {
        PLACES[place]
    }


def test_only_the_picture_and_the_unknown_object_are_left_for_eyes(document):
    assert [gap.place.part for gap in document.gaps] == ["media/image1.jpeg", "embeddings/oleObject1.bin"]
