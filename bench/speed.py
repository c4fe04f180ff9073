"""All rules but names over published text: characters per second; and the rules for identifiers against Presidio with the same types."""

from __future__ import annotations

import datetime as dt
import math
import os
import random
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from bench.corpora import OPTIONS, model_text, rules_for, rules_without_names
from review.extract import extract
from review.model import Rule, Severity
from review.rules.ruleset import RuleSet
from review.scan import Options, scan
from review.text.automaton import ENGINES, PREPARED

FAST_GOAL, GOAL = 15e6, 8e6  # characters per second and core, with the extra [fast] and without
GROWTH_GOAL = 1.05  # exponent of the time in the length of one document
DAY = dt.date(2026, 11, 27)  # for which dated rules are asked
MEGABYTES = (1, 10, 100)  # of UTF-8, of one document
TERMS, TERMS_GOAL = (1_000, 10_000, 100_000), 2.0
ENOUGH = 3_000_000  # characters that a short text is read in all: one run takes two milliseconds
PEER_GOAL = 100
PEER_CHARACTERS = 100_000
WARM = PREPARED + 1  # characters after which the engine that will do the work is built

# The shapes that the peer is given, one recogniser each; with context words, as its documentation advises.
SHAPES = {
    "CN_ID": r"[1-9]\d{5}(?:18|19|20)\d{9}[\dXx]",
    "CN_MOBILE": r"1[3-9]\d{9}",
    "CN_LANDLINE": r"0\d{2,3}-?[2-9]\d{6,7}",
    "CN_BANK_CARD": r"62\d{14,17}",
    "CN_CREDIT_CODE": r"[159]\d{7}[0-9A-HJ-NPQRTUWXY]{10}",
    "CN_PASSPORT": r"E[A-HJ-NP-Z0-9]\d{7}",
    "CN_PERMIT": r"[CHMW]\d{8}",
    "CN_MILITARY": r"[\u4e00-\u9fff]字第\d{6,8}号",
    "CN_PLATE": r"[\u4e00-\u9fff][A-HJ-NP-Z][·. ]?[0-9A-HJ-NP-Z]{5,6}",
    "CN_WECHAT": r"微信号?[:：]?\s?[A-Za-z][-\w]{5,19}",
    "CN_QQ": r"QQ号?[:：]?\s?[1-9]\d{4,10}",
    "CN_BIRTH": r"\d{4}年\d{1,2}月\d{1,2}日出?生",
    "CN_SOCIAL": r"(?:社保|医保|病历)号[:：]?\s?[A-Z]{0,3}\d{6,20}",
    "CN_COORDINATES": r"\d{2,3}\.\d{4,}[,，]\s?\d{2,3}\.\d{4,}",
}


# Our rules for the same: the shapes, and the two recognisers for mail and IP that the peer has itself.
SAME = frozenset(
    f"personal.{name}"
    for name in (
        *("id-card", "mobile", "landline", "bank-card", "credit-code", "passport", "permit", "military-id", "plate", "wechat", "qq"),
        *("birth-date", "social-security", "medical", "coordinates", "email", "ip-address"),
    )
)


def run(shared: Path) -> Iterator[str]:
    """Yield the figures; AssertionError when one misses its goal."""
    text = model_text(shared, 6_000_000)
    yield f"负载 {'、'.join(f'{load:.1f}' for load in os.getloadavg())}；处理器时间，三次中最快的"
    dated = OPTIONS._replace(as_of=DAY)
    with _engines(fast=True) as there:
        fast = _rate(text, rules_without_names(), dated) if there else 0.0
    yield f"全部规则（姓名除外），有 fast：{fast / 1e6:.1f} M 字/秒（单核，{len(text) / 1e6:.1f} M 字）" if there else "没有装 fast"
    with _engines(fast=False):
        ours = _rate(text, rules_without_names(), dated)
    yield f"没有 fast：{ours / 1e6:.1f} M 字/秒"
    undated = _rate(text, rules_without_names())
    yield f"不问日期（按日期判断的规则：引用的法律、机构、区划、期限和日期）：{undated / 1e6:.1f} M 字/秒"
    points = [(size, _seconds_for(text, size << 20)) for size in MEGABYTES]
    growth = _slope(points)
    yield f"一个文件（读取和检查）：{'，'.join(f'{size} MB {seconds:.2f} 秒' for size, seconds in points)}；随长度的 {growth:.2f} 次方增长"
    part = text[: len(text) // 3]
    alone = _rate(part, rules_without_names())
    times = [(count, alone / _rate(part, _with_terms(count))) for count in TERMS]
    more = times[-1][1]
    yield f"另加词：{'，'.join(f'{count} 个 {ratio:.2f} 倍时间' for count, ratio in times)}；随词数的 {_slope(times):.2f} 次方增长"
    part = text[:PEER_CHARACTERS]
    peer, mine, whole = _peer_rate(part), _rate(part, rules_for(SAME)), _rate(part, rules_without_names())
    yield f"同一段 {len(part)} 字，Presidio 同类标识：{peer / 1e3:.1f} k 字/秒"
    yield f"先审的同类标识：{mine / 1e6:.2f} M 字/秒，{mine / peer:.0f} 倍"
    yield f"先审姓名以外的全部规则：{whole / 1e6:.2f} M 字/秒，{whole / peer:.0f} 倍"
    assert not there or fast >= FAST_GOAL, f"有 fast {fast / 1e6:.1f} M 字/秒"
    assert ours >= GOAL, f"没有 fast {ours / 1e6:.1f} M 字/秒"
    assert growth <= GROWTH_GOAL, f"{growth:.2f} 次方"
    assert more <= TERMS_GOAL, f"另加词 {more:.2f} 倍"
    assert mine >= PEER_GOAL * peer, f"{mine / peer:.0f} 倍"


@contextmanager
def _engines(*, fast: bool) -> Iterator[bool]:
    """Search with the fast engine or without it; tell whether it is there. Rule sets are compiled anew."""
    kept = dict(ENGINES)
    if not fast:
        ENGINES.pop("hyperscan", None)
    try:
        yield find_spec("hyperscan") is not None
    finally:
        ENGINES.clear()
        ENGINES.update(kept)


def _rate(text: str, ruleset: RuleSet, options: Options = OPTIONS) -> float:
    """Return the characters per second of the best of three runs, of a short text more; the one that prepares the engine is not counted."""
    document = extract(text.encode(), "文本.txt")
    scan(extract(text[:WARM].encode(), "预热.txt"), ruleset, options)
    best = min(_timed(lambda: scan(document, ruleset, options)) for _ in range(max(3, ENOUGH // len(text))))
    return len(text) / best


def _seconds_for(text: str, size: int) -> float:
    """Return how long it takes to read and scan a text of so many bytes: the text over and over. Best of three."""
    data = text.encode()
    data = (data * (size // len(data) + 1))[:size]
    rules = rules_without_names()
    scan(extract(data[: 3 * WARM], "预热.txt"), rules, OPTIONS)
    return min(_timed(lambda: scan(extract(data, "文本.txt"), rules, OPTIONS)) for _ in range(3))


def _with_terms(count: int) -> RuleSet:
    """Return the rules with a list of invented terms beside them."""
    rules = rules_without_names()
    chance = random.Random(1)
    terms = sorted({"".join(chr(chance.randrange(0x4E00, 0x9FA0)) for _ in range(chance.randrange(3, 9))) for _ in range(count)})
    rule = Rule("unit.bench", "词表", "terms", Severity.WARN, ("政府信息公开条例#15",), "", "", (), (), {"terms": terms})
    return replace(rules, lexicon=rules.lexicon._replace(rules=(*rules.lexicon.rules, rule)), digest=f"{rules.digest}-{count}")


def _slope(points: list[tuple[float, float]]) -> float:
    """Return the exponent with which the second of each pair grows with the first (least squares on logarithms)."""
    return statistics.linear_regression(*zip(*(map(math.log, point) for point in points), strict=True)).slope


def _peer_rate(text: str) -> float:
    from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine
    from presidio_analyzer.predefined_recognizers import EmailRecognizer, IpRecognizer

    class Blank(SpacyNlpEngine):
        """A tokenizer without a model, as an office without internet has."""

        def __init__(self) -> None:
            import spacy

            super().__init__()
            nlp = spacy.blank("zh")
            nlp.max_length = 10_000_000
            self.nlp = {"zh": nlp}

    registry = RecognizerRegistry(supported_languages=["zh"])
    for entity, shape in SHAPES.items():
        recognizer = PatternRecognizer(
            entity, patterns=[Pattern(entity, shape, 0.6)], context=["号码", "身份证", "电话"], supported_language="zh"
        )
        registry.add_recognizer(recognizer)
    registry.add_recognizer(EmailRecognizer(supported_language="zh"))
    registry.add_recognizer(IpRecognizer(supported_language="zh"))
    engine = AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["zh"])
    engine.analyze("预热", language="zh")
    return len(text) / min(_timed(lambda: engine.analyze(text, language="zh")) for _ in range(3))


def _timed(work) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
