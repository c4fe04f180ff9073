"""The JSON report keeps its contract, streams, and repeats no value."""

from __future__ import annotations

import io
import json

import pytest
from invented_documents import NAME, PASSWORD, SECRETS, encrypted, find, marked_file, notice, reviewed, sample

from review.model import Place, Severity, Zone
from review.report import Options, write
from review.report.jsonl import render_json, render_jsonl, to_dict

DOCUMENT_KEYS = ["path", "sha256", "sm3", "size", "format", "genre", "verdict", "stop", "gaps", "findings"]
FINDING_KEYS = [
    *("rule", "category", "severity", "layer", "status", "tier", "grade", "proof", "start", "end", "place", "text"),
    *("message", "basis", "because", "fix", "suggestions", "fingerprint", "disposition", "allowed"),
]
PLACE_KEYS = ["part", "path", "page", "zone", "box"]


def test_the_keys_are_those_of_the_contract():
    document = to_dict(sample()[0])
    assert list(document) == DOCUMENT_KEYS
    assert all(list(finding) == FINDING_KEYS for finding in document["findings"])
    assert all(list(finding["place"]) == PLACE_KEYS for finding in document["findings"])


def test_values_are_those_of_the_finding():
    item, text = sample()
    finding = to_dict(item)["findings"][0]
    assert text.text[finding["start"] : finding["end"]] == NAME
    assert (finding["rule"], finding["category"], finding["severity"]) == ("personal.name", "personal", "warn")
    assert (finding["layer"], finding["status"], finding["tier"], finding["grade"]) == ("visible", "private", "suspected", None)
    assert finding["place"] == {"part": "body", "path": "t1/r2/c1", "page": None, "zone": "table", "box": None}
    assert finding["basis"].startswith("政府信息公开条例")
    assert finding["disposition"] is None


def test_gaps_are_numbered_and_say_where_and_why():
    document = to_dict(encrypted())
    assert document["verdict"] == "incomplete"
    assert document["gaps"] == [
        {
            "id": "g1",
            "place": {"part": "embeddings/oleObject1.bin", "path": None, "page": None, "zone": None, "box": None},
            "reason": "encrypted",
            "message": "文件已加密。请先取消密码后再检查。",
            "pictures": 0,
        }
    ]


def test_a_box_is_given_in_hundredths_of_a_point():
    document = notice()
    place = Place(page=2, zone=Zone.BODY, box=(72.123456, 90.0, 100.5, 110.999))
    finding = find(document, "按装", "proofreading.typo", Severity.WARN, place=place)
    assert to_dict(reviewed([finding]))["findings"][0]["place"]["box"] == [72.12, 90.0, 100.5, 111.0]


@pytest.mark.parametrize("secret", SECRETS)
def test_no_value_of_any_finding_is_written(secret):
    assert secret not in "".join(render_jsonl([sample()[0]]))


def test_show_gives_the_very_characters():
    finding = to_dict(sample()[0], show=True)["findings"][8]
    assert finding["text"] == f"密码：{PASSWORD}"
    assert PASSWORD in finding["message"]


def test_a_value_inside_the_quotation_of_another_finding_is_masked():
    comment = next(f for f in to_dict(sample()[0])["findings"] if f["rule"] == "hidden.comment")
    assert comment["text"] == "请欧***核对<b>：本人电话138****8000"


def test_a_value_that_reaches_into_another_quotation_is_cut_out():
    document = notice()
    name = find(document, NAME, "personal.name", Severity.WARN)
    other = find(document, f"住址\n{NAME[:2]}", "sensitive.case", Severity.WARN)
    assert to_dict(reviewed([name, other]))["findings"][1]["text"] == "住址 ***"


def test_of_a_stopped_document_nothing_is_repeated():
    item, document = marked_file()
    for show in (False, True):
        written = "".join(render_jsonl([item], show=show))
        silent = json.loads(written)
        assert silent["stop"] is True
        assert [finding["text"] for finding in silent["findings"]] == ["", ""]
        assert silent["findings"][0]["rule"] == "marking.level"
        assert silent["findings"][0]["place"]["zone"] == "masthead"
        assert "24小时" in silent["findings"][0]["fix"]
        for excerpt in ("机密★10年", "★", "鲸鱼", "试验", *SECRETS):
            assert excerpt not in written
    assert "鲸鱼" in "".join(s.place.part for s in document.segments)


def test_the_report_is_one_object_in_the_stated_schema():
    report = json.loads("".join(render_json([sample()[0], encrypted()], "sha256:00ff")))
    assert report["schema"] == "xianshen.report/1"
    assert report["ruleset"] == "sha256:00ff"
    assert list(report) == ["schema", "tool", "ruleset", "notice", "remarks", "documents", "summary"]
    assert [document["path"] for document in report["documents"]] == ["临时救助公示.docx", "附件/明细表.docx"]


def test_a_report_on_nothing_is_still_json():
    assert json.loads("".join(render_json([], "")))["documents"] == []


def test_documents_are_written_as_they_come():
    drawn = []

    def stream():
        for number in range(3):
            drawn.append(number)
            yield reviewed(path=f"{number}.txt")

    pieces = render_json(stream(), "")
    next(pieces)
    assert drawn == []
    next(pieces)
    assert drawn == [0]


def test_one_line_per_document_whatever_a_reader_takes_for_a_line_end():
    item = reviewed(path="a\u2028b\x85c\u2029.txt")
    lines = "".join(render_jsonl([item, encrypted()])).splitlines()
    assert [json.loads(line)["path"] for line in lines] == ["a\u2028b\x85c\u2029.txt", "附件/明细表.docx"]


def test_json_is_utf8_even_where_the_screen_is_not():
    out = io.BytesIO()
    write("json", [sample()], Options(), out, encoding="gbk")
    assert json.loads(out.getvalue().decode("utf-8"))["documents"][0]["path"] == "临时救助公示.docx"


def test_an_undecodable_file_name_survives():
    out = io.BytesIO()
    write("jsonl", [(reviewed(path="坏\udcb0.txt"), None)], Options(), out)
    assert json.loads(out.getvalue())["path"] == "坏\udcb0.txt"
