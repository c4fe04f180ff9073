"""What makes a level of secrecy the mark of its document, and what makes it a word, an item of a list or a title."""

from __future__ import annotations

import pytest

from review.model import Severity
from review.rules.prove import example_document
from review.scan import Options, scan

OPTIONS = Options(b"k" * 32)


def scanned(ruleset, text):
    return scan(example_document(text), ruleset, OPTIONS)


def weights(outcome):
    return {f.severity for f in outcome.findings if f.category == "marking"}


@pytest.mark.parametrize(
    "text",
    [
        "机密\uf0ab10年\n云溪县应急管理局文件",
        "机密■10年\n云溪县应急管理局文件",
        "机密※10年\n云溪县应急管理局文件",
        "机密�长期\n云溪县应急管理局文件",
        "机密10年\n云溪县应急管理局文件",
        "机密 10年\n云溪县应急管理局文件",
        "绝密长期\n云溪县应急管理局文件",
        "机密：关于防火的通知\n正文如下。",
        "【机密】关于防火的通知\n各单位：\n正文如下。",
        "关于防火的通知（机密）\n各单位：\n正文如下。",
        "关于防火的通知（机密★10年）\n各单位：\n正文如下。",
        "密级\t机密\t缓急\t特急\n标题\t关于防火的通知",
        "第一段是一个很长的句子，说的是工作安排，写到这里为止。\n\n机密★10年\n云溪县应急管理局文件",
        "第一段是一个很长的句子，说的是工作安排，写到这里为止。\n\n机密\n特急\n云溪县应急管理局\n云应急〔2026〕8号",
    ],
)
def test_a_mark_in_its_place_stops(ruleset, text):
    assert scanned(ruleset, text).stop


@pytest.mark.parametrize(
    "text",
    [
        "密级\t保密期限\n绝密\t30年\n机密\t20年\n秘密\t10年",
        "1\t秘密\t3\n2\t花园\t5",
        "序号\t书名\t数量\n1\t秘密\t3",
        "话剧\n秘密\n时间：周五",
        "1. 绝密级\n2. 机密级",
        "参考答案\n1. 绝密级\n2. 十年\n3. 机密级",
        "密级分为三级：\n绝密\n机密\n秘密",
        "密级有三种。\n绝密★30年\n机密★20年\n秘密★10年",
        "密级：绝密/机密/秘密\n承办人：",
        "未经招标人书面许可，不得复制、外传招标文件。",
        "会议指出要严守工作秘密，不得外泄。",
        "考试内容不得外传。",
        "考试内容不得外传",
        "公开指南\n一、公开内容：财政预算\n二、公开方式：依申请公开\n三、申请人应当填写申请表。",
        "绝密级是最重要的国家秘密。\n机密：重要的国家秘密，泄露会使国家安全遭受严重损害。",
    ],
)
def test_what_only_lists_or_speaks_warns_at_most(ruleset, text):
    outcome = scanned(ruleset, text)
    assert not outcome.stop
    assert weights(outcome) <= {Severity.WARN}


@pytest.mark.parametrize(
    "text",
    [
        "（此件不得翻印、不得转载、不得上网）",
        "本资料不得外传。",
        "以上内容请勿外传。",
        "注意保密，不得外传。",
        "会后请收回，不得外传。",
        "未经批准，不得公开。",
        "内部资料，严禁外传！",
        "请勿转发、截图、外传，谢谢配合。",
        "关于防火的通知\n信息公开方式：依申请公开",
        "关于做好有关工作的通知\n公开属性：依申请公开\n抄送：县委办公室。",
    ],
)
def test_what_a_paper_says_of_itself_still_blocks(ruleset, text):
    assert Severity.BLOCK in weights(scanned(ruleset, text))


def test_a_level_in_a_list_of_papers_blocks_but_is_not_the_mark_of_the_list(ruleset):
    outcome = scanned(ruleset, "序号\t名称\t密级\n1\t布防方案\t机密")
    assert not outcome.stop
    assert weights(outcome) == {Severity.BLOCK}


def test_a_sample_of_a_masthead_in_a_text_is_not_the_mark_of_another_paper(ruleset):
    text = "公文版头示例如下，供各单位参考使用，请对照检查本单位以往的做法。\n机密★10年\n云溪县应急管理局文件"
    assert not scanned(ruleset, text).stop
