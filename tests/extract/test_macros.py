"""The source of macros is read in every format that can carry a VBA project, and every rule runs on it."""

from __future__ import annotations

import pytest
from compound_writer import compound, vba_project, vba_streams
from docx_writer import carried, docx, par
from legacy_writer import atom, doc, label, ppt, xls
from legacy_writer import slide as old_slide
from slides_writer import deck, shape, slide
from workbook_writer import relationships, row, text, workbook, worksheet

from review.extract import extract
from review.model import GapReason, Layer
from review.scan import Options, scan

SOURCE = 'Attribute VB_Name = "模块1"\r\nSub 登录()\r\n  电话 = "13800138000"\r\nEnd Sub\r\n'
READ = 'Sub 登录()\n  电话 = "13800138000"\nEnd Sub'
PROJECT = vba_project({"模块1": SOURCE})
SHEET = worksheet(row(1, text("A1", "工作")))
BOOK_RELS = "xl/_rels/workbook.xml.rels"


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch):
    monkeypatch.setenv("XIANSHEN_IN_CHILD", "1")


FILES = {
    "a.docm": lambda: docx(par("文"), (("v", "vbaProject", "vbaProject.bin"),), {"word/vbaProject.bin": PROJECT}),
    "a.xlsm": lambda: workbook({"Sheet1": SHEET}, parts={"xl/vbaProject.bin": PROJECT}),
    "a.pptm": lambda: deck(slide(shape("甲")), parts={"ppt/vbaProject.bin": PROJECT}),
    "a.doc": lambda: doc("正文\r", more=vba_streams({"模块1": SOURCE}, "Macros/")),
    "a.xls": lambda: xls({"Sheet1": label(0, 0, "工作")}, more=vba_streams({"模块1": SOURCE}, "_VBA_PROJECT_CUR/")),
    "a.ppt": lambda: ppt([old_slide("页")], others=[atom(0x1011, compound(vba_streams({"模块1": SOURCE})))]),
}


@pytest.mark.parametrize("name", FILES)
def test_the_source_is_a_piece_behind_the_page_that_every_rule_runs_on(name, ruleset):
    document = extract(FILES[name](), name)
    assert carried(document, "macro", Layer.EMBEDDED) == [READ]
    assert [s.place.path for s in document.segments if s.carrier == "macro"] == ["模块1"]
    assert not [gap for gap in document.gaps if "宏" in gap.message]
    found = {finding.rule for finding in scan(document, ruleset, Options(b"k" * 32)).findings if finding.layer is Layer.EMBEDDED}
    assert {"hidden.macro", "personal.mobile"} <= found


@pytest.mark.parametrize("name", ["a.xls", "a.doc"])
def test_a_project_whose_source_is_gone_is_a_gap(name):
    streams = vba_streams({"模块1": SOURCE}, "Macros/")
    streams["Macros/VBA/模块1"] = b"compiled"
    write = (lambda: doc("正文\r", more=streams)) if name == "a.doc" else lambda: xls({"S": label(0, 0, "a")}, more=streams)
    document = extract(write(), name)
    assert [gap.reason for gap in document.gaps if gap.place.part == "Macros"] == [GapReason.UNSUPPORTED]
    assert carried(document, "macro") == ["Macros"]


def test_the_signature_of_macros_is_no_gap():
    parts = {"ppt/vbaProject.bin": PROJECT, "ppt/vbaProjectSignature.bin": b"\0" * 8}
    document = extract(deck(slide(shape("甲")), parts=parts), "a.pptm")
    assert document.gaps == ()
    assert carried(document, "metadata") == ["vbaProjectSignature.bin"]


def test_formulas_of_macro_sheets_are_read():
    sheet = '<macrosheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c><f>EXEC("D:\\内部.exe")</f></c></macrosheet>'
    parts = {
        "xl/worksheets/_rels/sheet1.xml.rels": relationships(("xlMacrosheet", "../macrosheets/m1.xml")),
        "xl/macrosheets/m1.xml": sheet,
    }
    document = extract(workbook({"Sheet1": SHEET}, parts=parts), "a.xlsm")
    assert carried(document, "macro") == ['宏表\nEXEC("D:\\内部.exe")']
    assert document.gaps == ()
