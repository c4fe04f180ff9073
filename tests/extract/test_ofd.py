"""An OFD file is read page by page in lines as they stand on paper; what cannot be seen stands behind with its carrier."""

from __future__ import annotations

from contextlib import suppress

import pytest
from docx_writer import docx, par
from mangle import mangled
from ofd_writer import bar, colour, document, image, layer, listing, ofd, page, text

from review.errors import CannotRead
from review.extract import IN_CHILD, extract, ofd_package
from review.extract import ofd as reader
from review.extract.limits import DEFAULT
from review.model import GapReason, Layer, Zone
from review.report.place import place_text
from review.scan import Options, scan

OPTIONS = Options(b"k" * 32)
STAR = "机密★10年"
PROSE = "各单位应当按照要求认真做好有关工作。"
WHITE = colour("255 255 255")


def read(*pages, **kwargs):
    return extract(ofd(*pages, **kwargs), "通知.ofd")


def visible(found):
    return found.text[: found.visible_end]


def behind(found):
    """Return (carrier, text) of what stands behind the pages, files inside left out."""
    return [(s.carrier, found.text[s.start : s.end]) for s in found.behind if s.carrier != "embedded"]


def units(**inner):
    """Return a resource part with composite units: u7 is the one of id 7."""
    made = (
        f'<ofd:CompositeGraphicUnit ID="{key[1:]}"><ofd:Content>{xml}</ofd:Content></ofd:CompositeGraphicUnit>'
        for key, xml in inner.items()
    )
    return listing("Res", f"<ofd:CompositeGraphicUnits>{''.join(made)}</ofd:CompositeGraphicUnits>")


def place_of(found, said):
    return found.segment_at(found.text.index(said)).place


def annotated(*annotations, on=1):
    """Return what makes a document with annotations on a page."""
    return {
        "more": "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>",
        "parts": {
            "Doc_0/Annots/Annotations.xml": listing(
                "Annotations", f'<ofd:Page PageID="{on}"><ofd:FileLoc>Page_0/Annot.xml</ofd:FileLoc></ofd:Page>'
            ),
            "Doc_0/Annots/Page_0/Annot.xml": listing("PageAnnot", "".join(annotations)),
        },
    }


def annotation(kind, *objects, remark="", more=""):
    return (
        f'<ofd:Annot ID="900" Type="{kind}" Creator="李某" {more}><ofd:Remark>{remark}</ofd:Remark>'
        f'<ofd:Appearance Boundary="0 0 210 297">{"".join(objects)}</ofd:Appearance></ofd:Annot>'
    )


def test_text_objects_on_one_baseline_are_one_line_from_left_to_right():
    found = read(page(text("号码", 60, 50.4), text("第二行", 30, 60), text("联系电话", 40, 50), text("题目", 50, 20)))
    assert visible(found) == "题目\n联系电话号码\n第二行"
    assert found.format == "ofd"
    assert found.gaps == ()


def test_columns_far_apart_are_cells_and_letter_spaced_characters_are_not():
    found = read(page(text("姓名", 30, 30), text("13800138000", 90, 30), text("通", 30, 50), text("知", 60, 50)))
    assert visible(found) == "姓名\t13800138000\n通 知"
    assert place_of(found, "13800138000").path == "p1/l1/c2"


def test_place_has_page_line_and_box_in_points_from_the_top_left():
    found = read(page(text("甲")), page(text("乙"), text("丙", 25.4, 50.8, size=5)))
    place = place_of(found, "丙")
    assert (place.page, place.path) == (2, "p2/l2")
    assert place.box == (72.0, pytest.approx(129.8, abs=0.1), pytest.approx(86.2, abs=0.1), pytest.approx(146.8, abs=0.1))
    assert place_text(place) == "第2页第2行"


def test_steps_between_characters_do_not_tear_a_number():
    spread = text("1380013", 30, 30).replace("2.5 ", "9 ")
    assert visible(read(page(spread))) == "1380013"


def test_the_same_text_drawn_twice_for_weight_is_said_once():
    assert visible(read(page(text("标题", 30, 30), text("标题", 30.2, 30)))) == "标题"


def test_text_of_a_template_belongs_to_each_page_that_uses_it():
    found = read(
        page(text("甲", 60, 30), template=50),
        page(text("乙", 60, 30)),
        page(text("丙", 60, 30), template=50),
        common='<ofd:TemplatePage ID="50" BaseLoc="Tpls/T.xml"/>',
        parts={"Doc_0/Tpls/T.xml": page(text("发票代码：", 34, 30))},
    )
    assert visible(found) == "发票代码：甲\n\n乙\n\n发票代码：丙"
    assert behind(found) == []


def test_a_template_or_page_that_is_shown_nowhere_is_hidden():
    found = read(
        page(text("甲")),
        common='<ofd:TemplatePage ID="50" BaseLoc="Tpls/T.xml"/>',
        parts={"Doc_0/Tpls/T.xml": page(text("旧版头")), "Doc_0/Pages/Page_9/Content.xml": page(text("撤下的一页"))},
    )
    assert visible(found) == "甲"
    assert {("text", "旧版头"), ("text", "撤下的一页")} <= {*behind(found)}


@pytest.mark.parametrize(
    ("objects", "carrier"),
    [
        ([text("底数", more='Visible="false"')], "text"),
        ([text("底数", more='Alpha="0"')], "text"),
        ([text("底数", more='Fill="false"')], "text"),
        ([text("底数", fill=colour("0 0 0", 'Alpha="0"'))], "text"),
        ([text("底数", fill=WHITE)], "text"),
        ([text("底数", fill=colour("#FF #FF #FF"))], "text"),
        ([bar(10, 10, 90, 50, "200 0 0"), bar(10, 10, 90, 50, "255 255 255"), text("底数", fill=WHITE)], "text"),
        ([text("底数", size=0.3)], "text"),
        ([layer(text("底数"), more='Visible="false"')], "layer"),
        ([text("底数", y=310)], "offpage"),
        ([text("底数", x=-40)], "offpage"),
        ([text("底数"), bar(25, 20, 60, 20)], "redaction"),
    ],
)
def test_what_a_reader_cannot_see_is_behind(objects, carrier):
    found = read(page(text("甲", y=100), *objects))
    assert visible(found) == "甲"
    assert behind(found) == [(carrier, "底数")]
    assert place_of(found, "底数").page == 1


@pytest.mark.parametrize(
    "objects",
    [
        [bar(10, 10, 90, 90), text("白字", fill=WHITE)],
        [bar(10, 10, 90, 90), text("白字")],
        [text("白字"), bar(25, 20, 60, 20, more='Alpha="60"')],
        [text("白字"), bar(25, 31, 60, 0.3)],
        [text("白字", fill=colour("0", 'ColorSpace="9"'))],
        [text("白字", more='Alpha="51"')],
        [text("白字", fill=WHITE, more='Stroke="true"')],
    ],
)
def test_what_a_reader_can_see_is_visible(objects):
    found = read(page(*objects))
    assert visible(found) == "白字"
    assert behind(found) == []


def test_a_bar_over_part_of_a_line_covers_that_part_only():
    found = read(page(text("身份证号码", 30, 30), bar(40, 20, 15.5, 15)))
    assert behind(found) == [("redaction", "证号码")]
    assert visible(found) == "身份"


def test_drawing_parameters_pass_on_their_colour():
    res = f'<ofd:DrawParams><ofd:DrawParam ID="7" Relative="8"/><ofd:DrawParam ID="8">{WHITE}</ofd:DrawParam></ofd:DrawParams>'
    found = read(
        page(text("甲"), layer(text("白", y=50), more='DrawParam="7"')),
        common="<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>",
        parts={"Doc_0/PublicRes.xml": listing("Res", res)},
    )
    assert behind(found) == [("text", "白")]


def test_text_in_composite_objects_is_read_where_it_is_drawn():
    used = '<ofd:CompositeObject ID="70" Boundary="5 5 100 100" CTM="0.5 0 0 0.5 0 0" ResourceID="7"/>'
    found = read(
        page(text("丙", 10, 80), used, text("甲", 10, 20)),
        common="<ofd:DocumentRes>R.xml</ofd:DocumentRes>",
        parts={"Doc_0/R.xml": units(u7=text("乙", 10, 100))},
    )
    assert visible(found) == "甲\n乙\n丙"
    assert place_of(found, "乙").box[0] == pytest.approx(10 * 72 / 25.4, abs=0.1)


def test_a_unit_that_draws_itself_is_refused():
    loop = '<ofd:CompositeObject ID="70" Boundary="0 0 9 9" ResourceID="7"/>'
    found = read(page(loop), common="<ofd:DocumentRes>R.xml</ofd:DocumentRes>", parts={"Doc_0/R.xml": units(u7=loop + loop)})
    assert [gap.reason for gap in found.gaps] == [GapReason.LIMIT]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ofd:", ""),
        ("ofd:", "x:"),
        ('"http://www.ofdspec.org/2016"', '"http://www.ofdspec.org"'),
        ("Pages/Page_0/Content.xml", "/Doc_0/Pages/Page_0/Content.xml"),
        ("Pages/Page_0/Content.xml", "Doc_0\\PAGES\\Page_0\\content.xml"),
        ("Pages/Page_0/Content.xml", "./Pages/../Pages/Page_0/Content.xml"),
    ],
)
def test_odd_prefixes_namespaces_and_locations_are_read(old, new):
    parts = {"Doc_0/Document.xml": document(["Pages/Page_0/Content.xml"]), "Doc_0/Pages/Page_0/Content.xml": page(text("甲"))}
    parts = {
        name: xml.replace("xmlns:ofd", f"xmlns:{new[:-1]}" if new.endswith(":") else "xmlns" if not new else "xmlns:ofd").replace(old, new)
        for name, xml in parts.items()
    }
    found = read(page(text("甲")), parts=parts)
    assert visible(found) == "甲"
    assert found.gaps == ()


def test_a_watermark_is_seen_once_and_remarks_and_hidden_annotations_are_behind():
    found = read(
        page(text(PROSE, 30, 100)),
        **annotated(
            annotation("Watermark", *(text("内部资料", 30, 40 * n) for n in (1, 2, 3))),
            annotation("Highlight", text("批阅", 30, 200), remark="此处再核"),
            annotation("Path", text("不印", 30, 220), more='Visible="false"'),
        ),
    )
    assert visible(found) == f"{PROSE}\n内部资料\n批阅"
    assert place_of(found, "内部资料").zone is Zone.WATERMARK
    assert ("annotation", "此处再核\n不印") in behind(found)
    assert ("metadata", "注释：李某") in behind(found)
    assert place_text(place_of(found, "此处再核"), Layer.HIDDEN) == "第1页注释（不可见内容）"


def test_annotations_of_a_page_that_is_gone_are_hidden():
    assert ("annotation", "李某\n批阅") in behind(read(page(text("甲")), **annotated(annotation("Path", text("批阅")), on=77)))


def test_attachments_are_read_as_files():
    listed = '<ofd:Attachment ID="1" Name="名单" Format="docx"><ofd:FileLoc>list.docx</ofd:FileLoc></ofd:Attachment>'
    found = read(
        page(text("甲")),
        more="<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>",
        parts={"Doc_0/Attachs/Attachments.xml": listing("Attachments", listed), "Doc_0/Attachs/list.docx": docx(par("张某13800138000"))},
    )
    assert found.inner[0].document.format == "docx"
    assert found.inner[0].part == "attachment/名单.docx"
    assert ("attachment", "名单") in behind(found)
    assert "张某13800138000" in found.text


def test_information_custom_data_and_tags_are_metadata_and_makers_are_authors():
    found = read(
        page(text("甲")),
        information=(
            "<ofd:DocID>1</ofd:DocID><ofd:Title>内部测算</ofd:Title><ofd:Author>王某</ofd:Author><ofd:Creator>某软件</ofd:Creator>"
            "<ofd:Keywords><ofd:Keyword>底数</ofd:Keyword></ofd:Keywords>"
            '<ofd:CustomDatas><ofd:CustomData Name="流转单号">内〔7〕</ofd:CustomData></ofd:CustomDatas>'
        ),
        more=(
            "<ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags>"
            '<ofd:Outlines><ofd:OutlineElem Title="删去的一章"/><ofd:OutlineElem Title="甲"/></ofd:Outlines>'
        ),
        parts={
            "Doc_0/Tags/CustomTags.xml": listing(
                "CustomTags", '<ofd:CustomTag TypeID="x"><ofd:FileLoc>T.xml</ofd:FileLoc></ofd:CustomTag>'
            ),
            "Doc_0/Tags/T.xml": "<t><ObjectRef>12</ObjectRef><拟稿人>赵某</拟稿人></t>",
        },
    )
    said = behind(found)
    assert ("metadata", "标题：内部测算\n关键词：底数\n流转单号：内〔7〕") in said
    assert ("metadata", "作者：王某\n创建程序或单位：某软件") in said
    assert place_of(found, "作者：王某").part == "docProps"
    assert ("custom-xml", "赵某") in said
    assert ("metadata", "删去的一章") in said


def signed(kind="Seal"):
    signature = (
        '<ofd:SignedInfo><ofd:Provider ProviderName="签章组件" Company="某公司"/><ofd:Seal><ofd:BaseLoc>Seal.esl</ofd:BaseLoc></ofd:Seal>'
        '<ofd:StampAnnot ID="1" PageRef="2" Boundary="1 1 9 9"/>'
        "</ofd:SignedInfo><ofd:SignedValue>SignedValue.dat</ofd:SignedValue>"
    )
    return {
        "body": "<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>",
        "parts": {
            "Doc_0/Signs/Signatures.xml": listing("Signatures", f'<ofd:Signature ID="1" Type="{kind}" BaseLoc="Sign_0/Signature.xml"/>'),
            "Doc_0/Signs/Sign_0/Signature.xml": listing("Signature", signature),
            "Doc_0/Signs/Sign_0/SignedValue.dat": b"x",
            "Doc_0/Signs/Sign_0/Seal.esl": b"x",
        },
    }


def test_signatures_are_told_and_seals_wait_for_eyes():
    found = read(page(text("甲")), page(text("乙")), **signed())
    (gap,) = found.gaps
    assert gap.reason is GapReason.NEEDS_EYES
    assert gap.message.startswith("第2页的电子印章未检查。")
    assert gap.place.page == 2
    assert ("metadata", "文件带有电子签名；签名组件：某公司 签章组件") in behind(found)


def test_an_older_version_is_read_where_it_differs():
    versions = '<ofd:Versions><ofd:Version ID="1" Index="1" Current="false" BaseLoc="Doc_0/V1.xml"/></ofd:Versions>'
    found = read(
        page(text("甲")),
        page(text("改后")),
        body=versions,
        parts={
            "Doc_0/V1.xml": listing("DocVersion", "<ofd:FileList/><ofd:DocRoot>/Doc_0/Old.xml</ofd:DocRoot>"),
            "Doc_0/Old.xml": document(["Pages/Page_0/Content.xml", "Old/Content.xml"]),
            "Doc_0/Old/Content.xml": page(text("改前底数")),
        },
    )
    (segment,) = [s for s in found.behind if s.layer is Layer.REVISION]
    assert found.text[segment.start : segment.end] == "改前底数"
    assert (segment.carrier, segment.place.page) == ("tracked-change", 2)
    assert place_text(segment.place, segment.layer) == "第2页历史版本（修订痕迹）"
    assert found.gaps == ()


def test_pictures_and_unknown_parts_are_gaps():
    res = '<ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image"><ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>'
    found = read(
        page(text("甲")),
        page(text("乙"), image(7)),
        common="<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>",
        parts={
            "Doc_0/PublicRes.xml": listing("Res", res).replace("<ofd:Res ", '<ofd:Res BaseLoc="Res" '),
            "Doc_0/Res/a.png": b"x",
            "Doc_0/Res/b.jpg": b"x",
            "Doc_0/odd.dat": b"x",
        },
    )
    assert [(gap.reason, gap.place.page) for gap in found.gaps] == [
        (GapReason.NEEDS_EYES, 2),
        (GapReason.NEEDS_EYES, None),
        (GapReason.UNSUPPORTED, None),
    ]
    assert found.gaps[0].place.box == pytest.approx((28.3, 28.3, 85.0, 85.0), abs=0.1)


def test_a_page_that_is_only_drawn_needs_character_recognition():
    assert [gap.reason for gap in read(page(text("甲")), page(bar(10, 10, 2, 2))).gaps] == [GapReason.NEEDS_OCR]


def test_several_documents_in_one_file_are_all_read():
    second = "</ofd:DocBody><ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_1/Document.xml</ofd:DocRoot>"
    found = read(page(text("甲")), body=second, parts={"Doc_1/Document.xml": document(["P.xml"]), "Doc_1/P.xml": page(text("乙"))})
    assert visible(found) == "甲\n\n乙"


# Marks


@pytest.mark.parametrize(
    ("pages", "more"),
    [
        ([page(text(STAR, 30, 20), text("关于做好春耕工作的通知", 60, 60), text(PROSE, 30, 90))], {}),
        ([page(text("关于做好春耕工作的通知", 60, 60), text(PROSE, 30, 90))], annotated(annotation("Watermark", text("机密", 60, 150)))),
        ([page(text(PROSE, 30, 90))], annotated(annotation("Stamp", text(STAR, 60, 150)))),
        (
            [page(text(PROSE, 30, 90), template=50)],
            {"common": '<ofd:TemplatePage ID="50" BaseLoc="T.xml"/>', "parts": {"Doc_0/T.xml": page(text(STAR, 30, 15))}},
        ),
        (
            [page(text(PROSE, 30, 90))],
            {"information": '<ofd:CustomDatas><ofd:CustomData Name="密级">机密</ofd:CustomData></ofd:CustomDatas>'},
        ),
    ],
)
def test_a_level_as_own_mark_stops(ruleset, pages, more):
    assert scan(read(*pages, **more), ruleset, OPTIONS).stop


def test_a_level_in_prose_does_not_stop(ruleset):
    found = scan(read(page(text("保密知识问答", 60, 40), text("国家秘密的密级分为绝密、机密、秘密三级。", 30, 60))), ruleset, OPTIONS)
    assert not found.stop


def test_rules_run_on_covered_text(ruleset):
    found = scan(read(page(text("联系手机13800138000。", 30, 30), bar(10, 20, 190, 20))), ruleset, OPTIONS)
    rules = {f.rule: f for f in found.findings}
    assert rules["personal.mobile"].layer is Layer.HIDDEN
    assert "hidden.redaction" in rules


# Files that are not as they should be


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"Encryptions.xml": "<x/>"}, GapReason.ENCRYPTED),
        ({"OFD.xml": '<!DOCTYPE o [<!ENTITY l "机密">]><ofd:OFD xmlns:ofd="x"/>'}, GapReason.UNSUPPORTED),
        ({"OFD.xml": "<ofd"}, GapReason.DAMAGED),
        ({"OFD.xml": "<OFD/>"}, GapReason.DAMAGED),
        ({"Doc_0/Document.xml": "<Document"}, GapReason.DAMAGED),
        ({"Doc_0/Document.xml": "<Document/>"}, GapReason.DAMAGED),
        ({"Doc_0/Pages/Page_0/Content.xml": "<Page"}, GapReason.DAMAGED),
        ({"Doc_0/Pages/Page_0/Content.xml": '<!DOCTYPE a [<!ENTITY l10 "机密">]><Page>&l10;</Page>'}, GapReason.UNSUPPORTED),
    ],
)
def test_what_cannot_be_read_is_a_gap(parts, reason):
    assert reason in {gap.reason for gap in read(page(text("甲")), parts=parts).gaps}


def test_a_page_that_is_missing_is_named():
    found = read(page(text("甲")), parts={"Doc_0/Document.xml": document(["Pages/Page_0/Content.xml", "Pages/Gone.xml"])})
    assert visible(found) == "甲"
    assert any(gap.place.page == 2 and "第2页" in gap.message for gap in found.gaps)


def test_too_many_pages_are_refused():
    with pytest.raises(CannotRead):
        reader.read(ofd(*[page(text("甲"))] * 3), DEFAULT.__class__(pages=2))


def test_a_page_that_is_listed_again_and_again_is_read_once():
    many = document(["Pages/Page_0/Content.xml"] * 4000)
    data = ofd(page(*(text("甲", y=10 * n) for n in range(1, 29))), parts={"Doc_0/Document.xml": many})
    assert reader.read(data, DEFAULT).text.count("甲") == 28


def test_units_that_multiply_are_refused(monkeypatch):
    monkeypatch.setattr(ofd_package, "_OBJECTS", 10_000)
    monkeypatch.setenv(IN_CHILD, "1")
    used = '<ofd:CompositeObject ID="70" Boundary="0 0 9 9" ResourceID="{}"/>'
    res = units(u1=text("甲"), **{f"u{n}": used.format(n - 1) * 60 for n in range(2, 7)})
    found = read(page(used.format(6)), common="<ofd:DocumentRes>R.xml</ofd:DocumentRes>", parts={"Doc_0/R.xml": res})
    assert [gap.reason for gap in found.gaps] == [GapReason.LIMIT]


def test_nothing_escapes_from_a_mangled_file():
    whole = ofd(page(text(PROSE), bar(1, 1, 9, 9), image(7)), **annotated(annotation("Watermark", text("水印"))))
    for data in mangled(whole):
        with suppress(CannotRead):
            reader.read(data, DEFAULT)


def test_pages_for_which_time_runs_out_are_named():
    found = reader.read(ofd(page(text("甲")), page(text("乙"))), DEFAULT._replace(seconds=0.0, page_seconds=0.0))
    assert [(gap.reason, gap.message[:16]) for gap in found.gaps] == [(GapReason.TIMEOUT, "时间不够，从第 1 页起未检查（")]
