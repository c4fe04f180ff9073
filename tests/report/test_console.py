"""The report on the screen: quiet, short, and fit for an old console."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from invented_documents import SECRETS, TITLES, encrypted, find, marked_file, notice, reviewed, sample

from review.model import Layer, Place, Severity, Verdict, Zone
from review.report import Options, write
from review.report.console import render_text, wants_colour
from review.report.place import place_text


def text_of(*items, **options):
    return "".join(render_text(items, TITLES, **options))


@pytest.mark.parametrize(
    ("place", "layer", "words"),
    [
        (Place(path="p3"), Layer.VISIBLE, "第3段"),
        (Place(path="t1/r3/c2", zone=Zone.TABLE), Layer.VISIBLE, "表1第3行第2列"),
        (Place(path="p2/l5", page=2, zone=Zone.BODY), Layer.VISIBLE, "第2页第5行"),
        (Place(path="t1/r3/c2", page=4), Layer.VISIBLE, "第4页表1第3行第2列"),
        (Place(path="p4", page=4), Layer.VISIBLE, "第4页"),
        (Place(part="名单", path="B7"), Layer.VISIBLE, "工作表“名单”B7"),
        (Place(part="名单", path="L40"), Layer.VISIBLE, "工作表“名单”L40"),
        (Place(path="L40"), Layer.VISIBLE, "第40行"),
        (Place(part="header1"), Layer.VISIBLE, "页眉"),
        (Place(part="word/footer2.xml", path="p1"), Layer.VISIBLE, "页脚第1段"),
        (Place(part="word/comments.xml"), Layer.HIDDEN, "批注（不可见内容）"),
        (Place(part="docProps/core.xml"), Layer.METADATA, "文件属性"),
        (Place(part="file-name"), Layer.METADATA, "文件名（文件属性）"),
        (Place(part="annotation", path="p3", page=3), Layer.HIDDEN, "第3页注释（不可见内容）"),
        (Place(path="p1", zone=Zone.MASTHEAD), Layer.VISIBLE, "版头第1段"),
        (Place(zone=Zone.WATERMARK, page=1), Layer.VISIBLE, "第1页水印"),
        (Place(part="attachment", path="附表13800138000.xlsx"), Layer.EMBEDDED, "附件“附表13*******00.xlsx”（嵌入内容）"),
        (Place(), Layer.VISIBLE, "正文"),
    ],
)
def test_a_place_is_told_in_words_a_person_can_follow(place, layer, words):
    assert place_text(place, layer) == words


def test_a_place_without_names_repeats_nothing_of_the_contents():
    assert place_text(Place(part="鲸鱼计划", path="B7"), named=False) == "工作表B7"
    assert place_text(Place(part="form", path="鲸鱼计划"), named=False) == "表单"
    assert place_text(Place(part="鲸鱼计划"), named=False) == "文件内部"


def test_findings_stand_worst_first_one_line_each_with_remedy_once_per_rule():
    text = text_of(sample()[0])
    assert text.index("必须处理") < text.index("需要核对") < text.index("供参考")
    assert "    × 表1第2行第2列  公民身份号码  “3607**********1234”\n" in text
    block = text[text.index("必须处理") : text.index("需要核对")]
    mobiles = [line for line in block.splitlines() if "移动电话号码" in line]
    assert len(mobiles) == 3
    assert block.count("怎么办：删除，或按规定去标识后再公开。") == 4


@pytest.mark.parametrize("secret", SECRETS)
def test_no_value_is_printed(secret):
    assert secret not in text_of(sample()[0])


def test_show_prints_the_values():
    assert SECRETS[0] in text_of(sample()[0], show=True)


def test_a_suggestion_is_offered():
    assert "→ 安装" in text_of(sample()[0])


def test_a_clean_document_is_only_counted():
    text = text_of(reviewed(path="会议通知.docx"))
    assert "会议通知" not in text
    assert "共检查 1 个文件：未发现问题 1 个（未发现不等于没有）。" in text
    assert "下一步：" in text


def test_notes_alone_do_not_make_noise_but_are_mentioned():
    note = find(notice(), "作者：测试科", "hidden.metadata", Severity.NOTE)
    text = text_of(reviewed([note], path="会议通知.docx"))
    assert "会议通知" not in text
    assert "1 个只有供参考的事项" in text


def test_what_was_not_read_is_said_with_what_to_do():
    text = text_of(encrypted())
    assert "未能全部检查" in text
    assert "■ “embeddings/oleObject1.bin”  已加密：文件已加密。请先取消密码后再检查。" in text


def test_of_many_findings_of_one_rule_the_first_five_are_shown():
    finding = find(notice(), "按装", "proofreading.typo", Severity.WARN)
    ten, eleven = ([replace(finding, place=Place(path=f"p{n}")) for n in range(1, count + 1)] for count in (10, 11))
    assert "另有" not in text_of(reviewed(ten, verdict=Verdict.WARN))
    text = text_of(reviewed(eleven, verdict=Verdict.WARN))
    assert text.count("疑似错别字") == 5
    assert "另有6处" in text


def test_a_stopped_document_gives_name_rule_place_and_instruction_only():
    item, _ = marked_file()
    text = text_of(item)
    assert "方案.xlsx  停止处理" in text
    assert "版头第1段  密级标志（marking.level）" in text
    assert "停止操作、断开网络、保持原状、立即报告本单位保密工作机构（可能泄密的，应在24小时内报告）" in text
    for excerpt in ("★", "鲸鱼", "试验", "移动电话", *SECRETS):
        assert excerpt not in text


def test_the_summary_counts_every_verdict_and_ends_with_the_most_urgent_step():
    text = text_of(sample()[0], encrypted(), reviewed(path="a.txt"), reviewed(path="b.txt"))
    assert "共检查 4 个文件：不能公开 1 个，未能全部检查 1 个，未发现问题 2 个" in text
    assert text.splitlines()[-1].startswith("下一步：请按“怎么办”逐项处理")
    assert text_of(sample()[0], marked_file()[0]).splitlines()[-1].startswith("下一步：停止操作")


def test_no_document_at_all_is_not_called_clean():
    text = text_of()
    assert "未发现" not in text
    assert "没有检查任何文件" in text


def test_every_word_of_ours_can_be_shown_on_a_gbk_console():
    items = [sample()[0], encrypted(), marked_file()[0], reviewed(), reviewed(verdict=Verdict.WARN)]
    text_of(*items, colour=True).encode("gbk")


def test_what_gbk_lacks_is_replaced_not_raised():
    out = io.BytesIO()
    write("text", [(encrypted()._replace(path="✓\U0001f600.docx"), None)], Options(), out, encoding="gbk")
    assert "??.docx" in out.getvalue().decode("gbk")


def test_a_file_name_cannot_steer_the_terminal():
    assert "\x1b" not in text_of(encrypted()._replace(path="a\x1b[2Jb.docx"))


class Stream(io.StringIO):
    def __init__(self, *, terminal):
        super().__init__()
        self.terminal = terminal

    def isatty(self):
        return self.terminal


@pytest.mark.parametrize(
    ("terminal", "environment", "coloured"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (True, {"TERM": "dumb"}, False),
        (False, {"FORCE_COLOR": "1"}, True),
        (True, {"FORCE_COLOR": "0"}, False),
        (False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colour_is_for_terminals_and_can_be_refused_or_forced(terminal, environment, coloured):
    assert wants_colour(Stream(terminal=terminal), environment) is coloured


def test_colour_only_when_asked():
    assert "\x1b[31m" in text_of(sample()[0], colour=True)
    assert "\x1b" not in text_of(sample()[0])
