"""What a file says of itself, and what its folder is called, is read like text; who wrote it is one note."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest

from review.extract import extract
from review.extract.builder import DocumentBuilder
from review.extract.limits import DEFAULT
from review.extract.properties import AUTHORS, add_properties
from review.model import GapReason, Place, Severity
from review.rules.prove import example_document
from review.scan import Options, scan

OPTIONS = Options(b"k" * 32)
ID, MOBILE, CARD = "360781198503120018", "13812345678", "6222020000000001230"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def personal(document, ruleset):
    return [(f.rule, f.place.part) for f in scan(document, ruleset, OPTIONS).findings if f.category == "personal"]


def word(**parts):
    """A Word document of one line, with more parts."""
    out = io.BytesIO()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        package.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r" Type="{kind}" Target="word/document.xml"/></Relationships>',
        )
        body = parts.pop("body", "<w:p><w:r><w:t>工作安排如下。</w:t></w:r></w:p>")
        package.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')
        for name, content in parts.items():
            package.writestr({"settings": "word/settings.xml"}.get(name, f"docProps/{name}.xml"), content)
    return extract(out.getvalue(), "通知.docx")


def form_field(inner):
    return (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData>{inner}</w:ffData></w:fldChar></w:r>'
        '<w:r><w:instrText>FORMTEXT</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>正文</w:t></w:r></w:p>'
    )


@pytest.mark.parametrize(
    ("parts", "rules"),
    [
        ({"core": f"<coreProperties><title>身份证{ID}</title></coreProperties>"}, ["personal.id-card"]),
        ({"core": f"<coreProperties><description>手机{MOBILE}</description></coreProperties>"}, ["personal.mobile"]),
        ({"core": f"<coreProperties><creator>{MOBILE}</creator><lastModifiedBy>{ID}</lastModifiedBy></coreProperties>"}, []),
        ({"custom": f'<Properties><property name="来文人"><v>{ID}</v></property></Properties>'}, ["personal.id-card"]),
        (
            {"settings": f'<w:settings xmlns:w="{WORD}"><w:docVars><w:docVar w:name="v" w:val="{ID}"/></w:docVars></w:settings>'},
            ["personal.id-card"],
        ),
        ({"body": form_field(f'<w:textInput><w:default w:val="{ID}"/></w:textInput>')}, ["personal.id-card"]),
        ({"body": form_field(f'<w:ddList><w:listEntry w:val="{ID}"/></w:ddList>')}, ["personal.id-card"]),
    ],
)
def test_personal_data_in_the_properties_of_a_word_document_is_found(ruleset, parts, rules):
    assert sorted({rule for rule, _ in personal(word(**parts), ruleset)}) == rules


@pytest.mark.parametrize(
    "head", [f"<title>身份证{ID}</title>", f"<meta name=description content='身份证{ID}'>", f"<meta name=ArticleTitle content={ID}>"]
)
def test_personal_data_in_the_head_of_a_page_is_found(ruleset, head):
    assert personal(extract(f"<head>{head}</head><p>正文</p>".encode(), "a.html"), ruleset) == [("personal.id-card", "head")]


def test_the_author_of_a_page_is_one_note(ruleset):
    document = extract(f"<meta name=author content='张三 {MOBILE}'><p>正文</p>".encode(), "a.html")
    assert [(f.rule, f.severity) for f in scan(document, ruleset, OPTIONS).findings] == [("hidden.metadata", Severity.NOTE)]


@pytest.mark.parametrize(("part", "count"), [(AUTHORS.part, 0), ("properties", 1), ("docProps/core.xml", 1), ("bookmarks", 1)])
def test_only_those_who_wrote_the_file_are_left_alone(ruleset, part, count):
    builder = DocumentBuilder("pdf", DEFAULT)
    builder.paragraph("正文", Place(path="p1"))
    add_properties(builder, [f"手机 {MOBILE}"], Place(part=part))
    assert len(personal(builder.build(), ruleset)) == count


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        (f"身份证{ID}名单.zip/方案.docx", ["personal.id-card"]),
        (f"{ID}/方案.docx", ["personal.id-card"]),
        (f"上报/卡号{CARD}/方案.docx", ["personal.bank-card"]),
        (f"张三手机{MOBILE}.zip/方案.docx", ["personal.mobile"]),
        (f"{MOBILE}/方案.docx", []),
        ("办公电话0797-2501002/方案.docx", []),
        ("京A12345/方案.docx", []),
    ],
)
def test_a_folder_or_archive_named_after_somebody_s_number_is_reported(ruleset, name, rules):
    found = scan(replace(example_document("工作安排如下。"), name=name), ruleset, OPTIONS).findings
    assert [(f.rule, f.place.part) for f in found] == [(rule, "folder-name") for rule in rules]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b" \n\t\n ", "a.txt"),
        ("\u3000\n".encode(), "a.txt"),
        (b"<html><body><p>&nbsp;</p></body></html>", "a.html"),
        (b"<html><head><title>x</title></head><body></body></html>", "a.html"),
    ],
)
def test_a_document_without_any_text_is_a_gap(data, name):
    (gap,) = extract(data, name).gaps
    assert gap.reason is GapReason.UNREADABLE
    assert "没有读到任何文字" in gap.message


def test_a_word_document_without_any_text_is_a_gap_and_one_with_text_is_not():
    assert [gap.reason for gap in word(body="<w:p/>").gaps] == [GapReason.UNREADABLE]
    assert word().gaps == ()
