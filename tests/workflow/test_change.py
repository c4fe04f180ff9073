"""What a re-save changed: each kind of change is told apart, and doubt counts as a change."""

from __future__ import annotations

import io
import re
import time
import zipfile

import docx
import pytest
from docx.shared import Pt

from review.workflow.change import CONTEXT, LINES, UNSEEN, Change, DiffLine, Kind, compare_versions, matching_blocks
from tests.extract import pdf_writer
from tests.extract.docx_writer import packed

WPS_STORE = (
    '<s:customData xmlns:s="http://www.wps.cn/officeDocument/2013/wpsCustomData"><customSectProps><customSectPr/></customSectProps>'
    '<customShpExts><customShpInfo spid="_x0000_s1026"/></customShpExts></s:customData>'
)
STORE_LINK = (
    b'<Relationship Id="rId90" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"'
    b' Target="../customXml/item9.xml"/>'
)
LETTER = ("关于开展检查的通知", "各乡镇人民政府：", "请于2024年5月1日前上报材料。", "联系人张三。", "特此通知。")


def written(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def letter(paragraphs=LETTER):
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return document


@pytest.fixture(scope="module")
def before():
    return written(letter())


def repacked(data, **changes):
    """Return the package with parts replaced: by a function of the old bytes, or by new bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name, change in changes.items():
        parts[name] = change(parts[name]) if callable(change) else change
    return packed(parts)


def compare(before, after, name="通知.docx"):
    return compare_versions(before, after, name)


def test_the_same_bytes_are_unchanged(before):
    assert compare(before, before) == Change(Kind.SAME)


def test_unchanged_garbage_is_unchanged_too():
    assert compare(b"\0\1\2", b"\0\1\2").kind is Kind.SAME


def test_new_properties_are_metadata(before):
    document = letter()
    document.core_properties.author = "李四"
    assert compare(before, written(document)) == Change(Kind.METADATA, ("docProps/core.xml",))


def test_packing_the_same_parts_anew_is_metadata_without_a_part(before):
    with zipfile.ZipFile(io.BytesIO(before)) as package:
        backwards = packed({name: package.read(name) for name in reversed(package.namelist())})
    assert compare(before, backwards) == Change(Kind.METADATA)


def test_a_new_property_part_and_its_announcement_are_metadata(before):
    link = b'<Relationship Id="rId77" Type="http://x/custom-properties" Target="docProps/custom.xml"/></Relationships>'
    properties = b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>'
    after = repacked(
        before,
        **{
            "docProps/custom.xml": properties,
            "_rels/.rels": lambda data: data.replace(b"</Relationships>", link),
            "[Content_Types].xml": lambda data: data.replace(b"</Types>", b'<Default Extension="abc" ContentType="a/b"/></Types>'),
        },
    )
    assert compare(before, after) == Change(Kind.METADATA, ("[Content_Types].xml", "_rels/.rels", "docProps/custom.xml"))


def test_a_package_that_begins_at_another_part_is_no_metadata(before):
    after = repacked(before, **{"_rels/.rels": lambda data: data.replace(b"</Relationships>", STORE_LINK + b"</Relationships>")})
    assert compare(before, after) == Change(Kind.LAYOUT, ("_rels/.rels",))


def test_revision_marks_of_a_save_are_metadata(before):
    after = repacked(
        before,
        **{
            "word/document.xml": lambda data: data.replace(b"<w:p>", b'<w:p w:rsidR="00A77B3E" w:rsidRDefault="00A77B3E">'),
            "word/settings.xml": lambda data: re.sub(rb"(<w:rsids>)", rb'\1<w:rsid w:val="00A77B3E"/>', data),
        },
    )
    change = compare(before, after)
    assert change == Change(Kind.METADATA, ("word/document.xml", "word/settings.xml"))


def test_spelling_marks_and_identifiers_of_paragraphs_are_metadata(before):
    name = b'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" w14:paraId="1234ABCD" w14:textId="77777777"'
    after = repacked(
        before,
        **{"word/document.xml": lambda data: data.replace(b"<w:p>", b"<w:p " + name + b'><w:proofErr w:type="spellStart"/>', 1)},
    )
    assert compare(before, after) == Change(Kind.METADATA, ("word/document.xml",))


def test_xml_spelt_in_another_way_is_metadata(before):
    after = repacked(
        before, **{"word/styles.xml": lambda data: data.replace(b'w:type="paragraph" w:default="1"', b"w:default='1'  w:type='paragraph'")}
    )
    assert compare(before, after) == Change(Kind.METADATA, ("word/styles.xml",))


def with_store(data, store):
    return repacked(
        data,
        **{
            "customXml/item9.xml": store.encode(),
            "customXml/itemProps9.xml": b'<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"/>',
            "customXml/_rels/item9.xml.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>',
            "word/_rels/document.xml.rels": lambda rels: rels.replace(b"</Relationships>", STORE_LINK + b"</Relationships>"),
        },
    )


def test_a_property_store_of_wps_is_metadata(before):
    change = compare(before, with_store(before, WPS_STORE))
    assert change.kind is Kind.METADATA
    assert "customXml/item9.xml" in change.parts


@pytest.mark.parametrize(
    "store",
    [
        WPS_STORE.replace("<customSectPr/>", "<customSectPr>内部掌握</customSectPr>"),
        WPS_STORE.replace("<customSectPr/>", "<!-- 内部掌握 -->"),
        "<data>内部掌握</data>",
        '<data note="内部掌握"/>',
    ],
)
def test_a_store_that_holds_text_is_content(before, store):
    change = compare(before, with_store(before, store))
    assert change.kind is Kind.TEXT
    assert any(line.sign == "+" and "内部掌握" in line.text for line in change.lines)


def test_content_that_gave_way_to_a_property_store_is_content(before):
    change = compare(with_store(before, "<data>内部掌握</data>"), with_store(before, WPS_STORE))
    assert change.kind is Kind.TEXT
    assert DiffLine("-", UNSEEN + "内部掌握") in change.lines


def test_a_pointer_out_of_the_package_is_no_metadata_whatever_it_is_called(before):
    link = b'<Relationship Id="rId90" Type="http://x/attachedTemplate" Target="../docProps/a.dotm" TargetMode="External"/></Relationships>'
    after = repacked(before, **{"word/_rels/document.xml.rels": lambda data: data.replace(b"</Relationships>", link)})
    assert compare(before, after) == Change(Kind.LAYOUT, ("word/_rels/document.xml.rels",))


def test_other_numbers_for_the_parts_of_the_package_are_metadata_but_not_for_those_of_the_text(before):
    def renumbered(data):
        return re.sub(rb'Id="rId(\d+)"', rb'Id="rId10\1"', data)

    assert compare(before, repacked(before, **{"_rels/.rels": renumbered})) == Change(Kind.METADATA, ("_rels/.rels",))
    assert compare(before, repacked(before, **{"word/_rels/document.xml.rels": renumbered})).kind is Kind.LAYOUT


def test_another_font_size_is_layout_and_names_the_part(before):
    document = letter()
    document.paragraphs[2].runs[0].font.size = Pt(22)
    document.core_properties.author = "李四"
    assert compare(before, written(document)) == Change(Kind.LAYOUT, ("word/document.xml",))


def test_another_style_is_layout(before):
    document = letter()
    document.styles["Normal"].font.size = Pt(22)
    assert compare(before, written(document)) == Change(Kind.LAYOUT, ("word/styles.xml",))


def test_one_changed_digit_is_text_and_shows_two_lines_around_it(before):
    after = written(letter([text.replace("5月1日", "5月7日") for text in LETTER]))
    change = compare(before, after)
    assert change.kind is Kind.TEXT
    assert change.parts == ("word/document.xml",)
    assert change.lines == (
        DiffLine(" ", LETTER[0]),
        DiffLine(" ", LETTER[1]),
        DiffLine("-", LETTER[2]),
        DiffLine("+", LETTER[2].replace("5月1日", "5月7日")),
        DiffLine(" ", LETTER[3]),
        DiffLine(" ", LETTER[4]),
    )


def test_lines_far_from_a_change_are_left_out():
    lines = [f"第{number}条" for number in range(50)]
    change = compare("\n".join(lines).encode(), "\n".join([*lines[:20], "新增一条", *lines[20:]]).encode(), "a.txt")
    assert change.lines == (
        *(DiffLine(" ", line) for line in lines[20 - CONTEXT : 20]),
        DiffLine("+", "新增一条"),
        *(DiffLine(" ", line) for line in lines[20 : 20 + CONTEXT]),
    )


def test_a_long_diff_is_cut():
    before = "\n".join(f"甲{number}" for number in range(900)).encode()
    assert len(compare(before, before.replace("甲".encode(), "乙".encode()), "a.txt").lines) == LINES


def test_an_added_comment_is_text_that_no_page_shows(before):
    document = letter()
    document.add_comment(document.paragraphs[3].runs, text="此人电话勿公开", author="王五")
    change = compare(before, written(document))
    assert change.kind is Kind.TEXT
    assert DiffLine("+", UNSEEN + "此人电话勿公开") in change.lines
    assert not any(line.sign != " " and not line.text.startswith(UNSEEN) for line in change.lines)


def test_a_deletion_that_is_only_tracked_is_text(before):
    deleted = '<w:p><w:del w:id="1" w:author="王五"><w:r><w:delText>删去的话</w:delText></w:r></w:del></w:p>'.encode()
    old = repacked(before, **{"word/document.xml": lambda data: data.replace(b"<w:sectPr", b"<w:p/><w:sectPr", 1)})
    new = repacked(before, **{"word/document.xml": lambda data: data.replace(b"<w:sectPr", deleted + b"<w:sectPr", 1)})
    change = compare(old, new)
    assert change.kind is Kind.TEXT
    assert DiffLine("+", UNSEEN + "删去的话") in change.lines


def test_hidden_words_that_are_now_deleted_ones_are_text(before):
    kinds = (
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>旧话</w:t></w:r>",
        '<w:del w:id="1" w:author="王五"><w:r><w:delText>旧话</w:delText></w:r></w:del>',
    )
    old, new = (
        repacked(
            before, **{"word/document.xml": lambda data, run=run: data.replace(b"<w:sectPr", f"<w:p>{run}</w:p><w:sectPr".encode(), 1)}
        )
        for run in kinds
    )
    assert compare(old, new).lines[-2:] == (DiffLine("-", UNSEEN + "旧话"), DiffLine("+", UNSEEN + "旧话"))


def test_words_that_only_moved_out_of_sight_are_text(before):
    hidden = repacked(
        before, **{"word/document.xml": lambda data: re.sub("<w:r>(?=<w:t>联系人)".encode(), b"<w:r><w:rPr><w:vanish/></w:rPr>", data)}
    )
    change = compare(before, hidden)
    assert change.kind is Kind.TEXT
    assert {DiffLine("-", "联系人张三。"), DiffLine("+", UNSEEN + "联系人张三。")} <= set(change.lines)


def test_a_part_that_was_not_read_rules_out_metadata(before):
    old = repacked(before, **{"word/unheard-of.bin": b"\1\2\3\4"})
    document = letter()
    document.core_properties.author = "李四"
    new = repacked(written(document), **{"word/unheard-of.bin": b"\1\2\3\4"})
    assert compare(old, new) == Change(Kind.LAYOUT, ("docProps/core.xml",))


def test_a_part_that_was_not_read_and_differs_is_named(before):
    change = compare(repacked(before, **{"word/unheard-of.bin": b"\1\2\3\4"}), repacked(before, **{"word/unheard-of.bin": b"\1\2\3\5"}))
    assert change == Change(Kind.LAYOUT, ("word/unheard-of.bin",))


def test_unknown_data_beside_the_properties_is_content_like_an_attachment(before):
    assert compare(before, repacked(before, **{"docProps/extra.bin": b"\1\2\3\4"})).kind is Kind.TEXT


def slides(content):
    return packed({"[Content_Types].xml": "<Types/>", "_rels/.rels": "<Relationships/>", "ppt/slides/slide1.xml": content})


def test_a_format_that_nobody_reads_counts_as_changed_text():
    assert compare(slides("<a>一</a>"), slides("<a>二</a>"), "a.pptx") == Change(Kind.TEXT, ("ppt/slides/slide1.xml",))


def test_what_is_only_noted_in_the_markup_of_a_part_is_content():
    assert compare(slides("<a><!-- 一 --></a>"), slides("<a><!-- 二 --></a>"), "a.pptx") == Change(Kind.TEXT, ("ppt/slides/slide1.xml",))


def test_of_two_parts_with_one_name_nobody_knows_which_one_counts():
    versions = []
    for first in ("<a>一</a>", "<a>二</a>"):
        out = io.BytesIO(slides(first))
        with zipfile.ZipFile(out, "a") as twice, pytest.warns(UserWarning, match="Duplicate"):
            twice.writestr("ppt/slides/slide1.xml", "<a>三</a>")
        versions.append(out.getvalue())
    assert compare(*versions, "a.pptx") == Change(Kind.TEXT)


def test_two_damaged_versions_count_as_changed_text():
    assert compare(b"PK\3\4broken", b"PK\3\4Broken") == Change(Kind.TEXT)


def test_a_version_that_can_no_longer_be_read_lost_its_text(before):
    change = compare(before, before[: len(before) // 2])
    assert change.kind is Kind.TEXT
    assert DiffLine("-", LETTER[0]) in change.lines


def test_a_part_that_is_there_twice_is_no_metadata(before):
    out = io.BytesIO(before)
    with zipfile.ZipFile(io.BytesIO(before)) as package, zipfile.ZipFile(out, "a") as twice, pytest.warns(UserWarning, match="Duplicate"):
        twice.writestr("word/document.xml", package.read("word/document.xml"))
    assert compare(before, out.getvalue()).kind is Kind.LAYOUT


def pdf(y=700, title="", author="", bookmark=""):
    made = pdf_writer.Pdf().page(pdf_writer.show(72, y, "关于开展检查的通知"))
    made.info = b"".join(key + pdf_writer.utf16(value) for key, value in ((b"/Title ", title), (b"/Author ", author)) if value)
    if bookmark:
        entry = made.add(b"<< /Title " + pdf_writer.utf16(bookmark) + b" >>")
        made.catalog = b"/Outlines << /First %d 0 R /Last %d 0 R >>" % (entry, entry)
    return made.build()


def test_a_new_title_or_author_in_the_properties_of_a_pdf_is_metadata():
    assert compare(pdf(title="甲"), pdf(title="乙"), "a.pdf") == Change(Kind.METADATA)
    assert compare(pdf(title="甲"), pdf(title="甲", author="张三"), "a.pdf") == Change(Kind.METADATA)


def test_another_bookmark_of_a_pdf_is_more_than_metadata():
    assert compare(pdf(bookmark="甲"), pdf(bookmark="乙", title="丙"), "a.pdf") == Change(Kind.LAYOUT)


def test_moved_text_in_a_pdf_is_layout_whatever_its_properties():
    assert compare(pdf(), pdf(y=650, title="乙"), "a.pdf") == Change(Kind.LAYOUT)


def test_a_picture_that_nobody_read_rules_out_metadata_in_a_pdf():
    old, new = (pdf_writer.Pdf(info=b"/Title " + pdf_writer.utf16(title)) for title in "甲乙")
    content = pdf_writer.show(72, 700, "通知") + pdf_writer.picture(72, 100, 400, 400)
    assert compare(old.page(content).build(), new.page(content).build(), "a.pdf") == Change(Kind.LAYOUT)


def test_a_pdf_that_differs_without_a_visible_reason_is_layout():
    assert compare(pdf(), pdf() + b"\n% x\n", "a.pdf").kind is Kind.LAYOUT


PAGE = (
    '<html><head><title>甲</title><meta name="author" content="张三"><style>p{}</style></head><body><p>正文。</p><!-- 注 --></body></html>'
)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("<title>甲", "<title>乙", Kind.METADATA),
        ("张三", "李四", Kind.METADATA),
        ("p{}", "p{font-size:9px}", Kind.LAYOUT),
        ("<p>", '<p class="a">', Kind.LAYOUT),
        ("正文。", "正文！", Kind.TEXT),
        ("注", "批", Kind.TEXT),
    ],
)
def test_a_web_page_is_compared_by_what_changed_in_it(old, new, kind):
    assert compare(PAGE.encode(), PAGE.replace(old, new).encode(), "a.html").kind is kind


def test_a_new_title_does_not_cover_up_a_new_style_sheet():
    after = PAGE.replace("p{}", "p{color:red}").replace("<title>甲", "<title>乙")
    assert compare(PAGE.encode(), after.encode(), "a.html") == Change(Kind.LAYOUT)


def test_plain_text_in_another_encoding_is_layout():
    assert compare("通知。".encode(), "通知。".encode("gb18030"), "a.txt") == Change(Kind.LAYOUT)


def test_matching_blocks_put_both_texts_together_again():
    old, new = list("甲乙丙丁戊己丙"), list("乙丙庚丁己丙辛")
    blocks = matching_blocks(old, new)
    assert all(old[a : a + size] == new[b : b + size] for a, b, size in blocks)
    assert sum(block.size for block in blocks) == 5
    assert tuple(blocks[-1]) == (7, 7, 0)


def test_a_long_table_of_equal_rows_is_compared_in_time():
    rows = [text for number in range(20_000) for text in ("0\t0", "1\t1", f"户{number}" if number % 50 == 0 else "2\t2")]
    changed = rows.copy()
    for place in range(100, 60_000, 6_000):
        changed[place] = "改动"
    start = time.monotonic()
    change = compare("\n".join(rows).encode(), "\n".join(changed).encode(), "a.txt")
    assert time.monotonic() - start < 20
    assert change.kind is Kind.TEXT
    assert sum(line == DiffLine("+", "改动") for line in change.lines) == 10
    assert len(change.lines) < LINES
