"""All rules but names over published text: characters per second, and against Presidio with the same types of identifiers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from bench.corpora import OPTIONS, model_text, rules_without_names
from review.extract import extract
from review.scan import scan

GOAL = 5e6  # characters per second and core
PEER_GOAL = 50
PEER_CHARACTERS = 100_000

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


def run(shared: Path) -> Iterator[str]:
    """Yield the figures; AssertionError when one misses its goal."""
    text = model_text(shared, 6_000_000)
    ours = _rate(text, rules_without_names())
    yield f"全部规则（姓名除外）：{ours / 1e6:.1f} M 字/秒（单核，{len(text) / 1e6:.1f} M 字）"
    part = text[:PEER_CHARACTERS]
    peer, mine = _peer_rate(part), _rate(part, rules_without_names())
    yield f"Presidio 同类标识：{peer / 1e3:.1f} k 字/秒；先审（姓名以外的全部规则）：{mine / 1e6:.2f} M 字/秒"
    yield f"{mine / peer:.0f} 倍（同一段 {len(part)} 字）"
    assert ours >= GOAL, f"{ours / 1e6:.1f} M 字/秒"
    assert mine >= PEER_GOAL * peer, f"{mine / peer:.0f} 倍"


def _rate(text: str, ruleset) -> float:
    document = extract(text.encode(), "文本.txt")
    scan(extract("预热，身份证号".encode(), "预热.txt"), ruleset, OPTIONS)
    best = min(_timed(lambda: scan(document, ruleset, OPTIONS)) for _ in range(3))
    return len(text) / best


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
    return len(text) / min(_timed(lambda: engine.analyze(text, language="zh")) for _ in range(2))


def _timed(work) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
