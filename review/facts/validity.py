"""How long a document is in force, from its own words: 施行, 有效期, 试行 …; the arithmetic is shown, and so is the day it counts from.

Only what the document says of itself counts. The period of a licence, a certificate or a contract, a rule on how long documents may be in
force (不超过5年), and what it says of another document between book-title marks, are none of it.
A period of N years that begins on a day ends on the day before that day N years later; people also write the day itself, so whoever
compares allows one day.
Sources: 民法典第二百零一条、第二百零二条; the usual clauses of 行政规范性文件 (国办发〔2018〕37号 asks for them).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from review.facts.dates import DATE, NUMBER, add_months, last_day, narrow, number, parse_day
from review.facts.sentences import sentences
from review.facts.signing import Signing
from review.facts.workdays import add_workdays

TOLERANCE = timedelta(days=1)
_DATE = DATE
_FORCE = r"(?:开始)?(?:施行|实施|执行|生效|试行|实行|适用)"
_EVENT = r"(?:公布|发布|颁布|印发|下发|通过|批准|签发|发文|公告|公开发布)"
_OWN = (
    r"(?:条例|办法|规定|细则|规则|决定|通告|公告|通知|意见|方案|预案|标准|指引|政策|措施|文件|实施意见|实施方案|制度|规范|规程|目录|清单)"
)

_FIXED = re.compile(rf"(?:自|从|于|定于)\s{{0,4}}({_DATE})\s{{0,4}}(?:起|开始|之日起|零时起|0时起)?[^。；\n]{{0,4}}?{_FORCE}")
_FROM_EVENT = re.compile(
    rf"自\s{{0,4}}({_EVENT})\s{{0,4}}之?日起(?:\s{{0,4}}(?:满\s{{0,4}})?({NUMBER})\s{{0,4}}(个工作日|个月|工作日|日|天|年)\s{{0,4}}(?:后|以后|之后|起)?)?[^。；\n]{{0,4}}?{_FORCE}"
)
_MONTH_ONLY = re.compile(rf"(?:自|从)\s{{0,4}}((?:19|20)\d\d年\s{{0,4}}(?:1[0-2]|0?[1-9])月)(?:份)?起[^。；\n]{{0,4}}?{_FORCE}")
_EVENT_ALONE = re.compile(rf"自\s{{0,4}}({_EVENT})\s{{0,4}}之?日起")
_DATE_ALONE = re.compile(rf"(?:自|从)\s{{0,4}}({_DATE})\s{{0,4}}起")
_LENGTH = re.compile(
    rf"(?:有效期限?|试行期限?|暂行期限?|执行期限?|实施期限?|施行期限?|政策期限?|适用期限?)(?:定)?\s{{0,4}}(?:暂定)?\s{{0,4}}(?:为|是|:|：)?\s{{0,4}}({NUMBER})\s{{0,4}}(年|个月|月)"
    rf"|(?:试行|暂行)\s{{0,4}}(?:期)?(?:为)?\s{{0,4}}({NUMBER})\s{{0,4}}(年|个月)(?![内前以])"
    rf"|(?<=[，,；])\s{{0,4}}(?:为期|期限|期限为|有效)\s{{0,4}}({NUMBER})\s{{0,4}}(年|个月)"
)
_UNTIL = re.compile(
    rf"(?:有效期限?|试行期限?|执行期限?|实施期限?|政策期限?|施行期限?)?\s{{0,4}}(?:为|是|:|：)?\s{{0,4}}(?:(?:自|从)\s{{0,4}}({_DATE})\s{{0,4}}(?:起)?\s{{0,4}})?(?:有效)?(?:截至|截止到?|至|到|—+|-|~|～)\s{{0,4}}({_DATE})\s{{0,4}}(?:止|为止|终止|废止|失效|自行失效|自动失效|届满|到期|结束)?"
)
_DASHED = re.compile(
    rf"(?:有效期限?|试行期限?|执行期限?|实施期限?|政策期限?)(?:为|是|:|：)?\s{{0,4}}({_DATE})\s{{0,4}}(?:起)?\s{{0,4}}(?:至|到|—+|-|~|～)\s{{0,4}}({_DATE})"
)
_ENDS = re.compile(rf"(?:自)?({_DATE})\s{{0,4}}(?:起)?\s{{0,4}}(?:自动|自行)?(?:失效|废止|停止执行|终止执行)")
_PERIOD_WORD = re.compile(
    r"有效期|试行期|暂行期|执行期限|实施期限|施行期限|政策期限|试行\s{0,4}[\d一二三四五六两]|暂行\s{0,4}[\d一二三四五六两]"
)
_MAYBE = re.compile(r"有效期|试行|暂行|期限|[至到]|失效|废止")
_SELF = re.compile(rf"本{_OWN}|(?:以上|上述)(?:措施|政策|规定|标准)|政策(?:执行|实施)期限|本(?:[\u4e00-\u9fff]{{0,6}}){_OWN}|该{_OWN}由")
_OTHERS = re.compile(
    r"(?:许可证|登记证|资质|资格证?|证书|证件|证明|检验|检测|合格|驾驶证|注册证|意见书|批准书|批复|合同|协议|护照|居住证|身份证|执照|报告|保函|投标|报价|备案|承诺书|保险|卡|票|码|口令|签证|标志|授权|委托|认定|称号|评估|成绩|名额|奖|证)[^。；，,]{0,10}$"
)
_OPENS = re.compile(r"\s{0,4}(?:第[一二三四五六七八九十百零\d]{1,6}条|[一二三四五六七八九十\d]{1,3}[、.．])?\s{0,4}(?:自|从)")
_RULE_ON_OTHERS = re.compile(r"不(?:得)?超过|一般为|一般不|最长|不少于|不低于|以上|以内|原则上")
_EXTENSION = re.compile(
    rf"《([^《》\n]{{4,80}})》(?:[(（][^()（）\n]{{0,40}}[)）])?[^。；\n《]{{0,40}}?(?:有效期|试行期|执行期限?)[^。；\n《]{{0,12}}?(?:延长|延续|顺延|延期|展期)(?:至|到)?\s{{0,4}}(?:({_DATE})|({NUMBER})\s{{0,4}}年)"
)
_EXTENSION_BEFORE = re.compile(
    rf"(?:延长|延续|顺延)[^。；\n]{{0,16}}《([^《》\n]{{4,80}})》[^。；\n]{{0,30}}?(?:有效期|试行期|执行期限?)[^。；\n]{{0,12}}?(?:至|到)\s{{0,4}}({_DATE})"
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The day that a period counts from: what it is called (施行, 成文 …) and whether another day could be meant."""

    name: str
    day: date
    sure: bool


@dataclass(frozen=True, slots=True)
class Term:
    """How long a document is in force.

    `end` is its last day; `evidence` quotes the clause at `at`, `computation` shows how the end was reached, `sure` False says that
    the day it counts from is a guess.
    """

    end: date
    at: int
    evidence: str
    computation: str
    start: Anchor | None
    sure: bool


@dataclass(frozen=True, slots=True)
class Extension:
    """What a document says of how much longer another one runs: until a day, or by so many years."""

    title: str
    until: date | None
    years: int | None
    evidence: str


def in_force_from(text: str, made: Signing, published: date | None) -> tuple[Anchor, int] | None:
    """Return the day a document comes into force by its own words, with where it says so; None if it does not, or cannot be computed.

    The last clause that speaks of it counts: it stands in the final provisions.
    """
    plain = narrow(text)
    found: tuple[Anchor, int] | None = None
    for start, sentence in sentences(plain):
        if (
            "《" in sentence
            and not _SELF.search(sentence)
            and re.search(r"《[^《》]{1,100}》[^。]{0,20}(?:自|从)", sentence)
            and "印发" not in sentence[:30]
        ):
            continue
        anchor = _anchor(sentence, made, published)
        if anchor is not None:
            found = anchor, start
    return found


def terms(text: str, made: Signing, published: date | None) -> Iterator[Term]:
    """Yield what a document says of its own end. `published` is the day of the page, the last resort for 自印发之日起."""
    plain = narrow(text)
    if not _MAYBE.search(plain):
        return
    before = ""
    force = in_force_from(text, made, published)
    for start, sentence in sentences(plain):
        if not _told_of_itself(sentence, before):
            before = sentence
            continue
        own = _anchor(sentence, made, published) or (force[0] if force else None) or _day_made(made, published)
        term = _until(sentence, start, text, own) or _length(sentence, start, text, own)
        if term is not None:
            yield term
        before = sentence


def extensions(text: str) -> Iterator[Extension]:
    """Yield what a text says of other documents that were prolonged."""
    plain = narrow(text)
    for found in _EXTENSION.finditer(plain):
        years = number(found[3]) if found[3] else None
        yield Extension(found[1], parse_day(found[2]) if found[2] else None, years, text[found.start() : found.end()])
    for found in _EXTENSION_BEFORE.finditer(plain):
        yield Extension(found[1], parse_day(found[2]), None, text[found.start() : found.end()])


def expired(end: date, as_of: date) -> bool:
    """Tell whether a last day has passed, with one day of tolerance."""
    return as_of > end + TOLERANCE


def _told_of_itself(sentence: str, before: str) -> bool:
    word = _PERIOD_WORD.search(sentence)
    if word is None:
        in_force = re.search(rf"起{_FORCE}|起[^。；]{{0,4}}{_FORCE}", sentence)
        if (
            in_force
            and (_SELF.search(sentence) or sentence.strip().startswith(("自", "从")))
            and re.search(rf"(?:至|到)\s{{0,4}}(?:{_DATE})", sentence)
        ):
            return True
        return bool(
            _SELF.search(sentence)
            and re.search(
                rf"(?:执行|实施|施行|有效|试行)(?:期)?(?:至|到|截至)\s{{0,4}}(?:{_DATE})|(?:{_DATE})\s{{0,4}}起?(?:自动|自行)?(?:失效|废止)",
                sentence,
            )
        )
    head = sentence[: word.start()]
    if (
        _OTHERS.search(head)
        or _RULE_ON_OTHERS.search(sentence[word.start() : word.end() + 8])
        or re.search(r"延长|延续|顺延|届满前|期满前", sentence)
    ):
        return False
    if _SELF.search(sentence):
        return True
    if _OPENS.match(head) and re.search(_FORCE, head) and not re.search(r"《[^《》]{1,100}》[^。；，,]{0,12}$", head):
        return True
    opening = head.strip(" \t\u3000，,(（第条一二三四五六七八九十百0123456789、.") == ""
    return opening and bool(re.search(rf"本{_OWN}[^。；]{{0,200}}{_FORCE}|日起{_FORCE}|起{_FORCE}", before))


def _anchor(sentence: str, made: Signing, published: date | None) -> Anchor | None:
    fixed = _FIXED.search(sentence)
    if fixed is not None:
        day = parse_day(fixed[1])
        return Anchor("施行", day, sure=True) if day else None
    month = _MONTH_ONLY.search(sentence)
    if month is not None:
        day = parse_day(f"{month[1]}1日")
        return Anchor("施行", day, sure=False) if day else None
    event = _FROM_EVENT.search(sentence) or _EVENT_ALONE.search(sentence)
    if event is None:
        alone = _DATE_ALONE.search(sentence)
        day = parse_day(alone[1]) if alone and _PERIOD_WORD.search(sentence) else None
        return Anchor("施行", day, sure=True) if day else None
    base = _day_of(event[1], made, published)
    delay = number(event[2]) if event.re is _FROM_EVENT and event[2] else None
    return base if base is None or delay is None else _delayed(base, delay, event[3])


def _delayed(base: Anchor, count: int, unit: str) -> Anchor:
    if unit in ("个工作日", "工作日"):
        day = add_workdays(base.day, count) + timedelta(days=1)
    elif unit == "年":
        day = add_months(base.day, 12 * count)
    elif unit == "个月":
        day = add_months(base.day, count)
    else:
        day = base.day + timedelta(days=count)
    return Anchor(f"{base.name} {base.day} 后{count}{unit}施行", day, base.sure)


def _day_of(event: str, made: Signing, published: date | None) -> Anchor | None:
    """Return the day of an event: what is issued is issued on the day it is signed, not on the day the page went online."""
    if event in ("通过", "批准") and made.enacted:
        return Anchor(event, made.enacted, sure=True)
    return _day_made(made, published)


def _day_made(made: Signing, published: date | None) -> Anchor | None:
    if made.signed:
        return Anchor("成文", made.signed, sure=True)
    if made.issued:
        return Anchor("印发", made.issued, sure=True)
    if made.enacted:
        return Anchor("公布", made.enacted, sure=False)
    return Anchor("网页发布", published, sure=False) if published else None


def _until(sentence: str, start: int, text: str, own: Anchor | None) -> Term | None:
    for found in (_DASHED.search(sentence), _UNTIL.search(sentence)):
        if found is None:
            continue
        end = parse_day(found[2])
        begun = parse_day(found[1]) if found[1] else None
        if end is not None:
            anchor = Anchor("施行", begun, sure=True) if begun else own
            return Term(end, start, _quote(text, start, sentence, found), f"写明有效至 {end}", anchor, sure=True)
    ends = _ENDS.search(sentence)
    day = parse_day(ends[1]) if ends else None
    if ends is None or day is None:
        return None
    end = day - timedelta(days=1)
    return Term(end, start, _quote(text, start, sentence, ends), f"写明 {day} 失效 → {end}", own, sure=True)


def _length(sentence: str, start: int, text: str, own: Anchor | None) -> Term | None:
    found = _LENGTH.search(sentence)
    if found is None or own is None:
        return None
    value, unit = next((found[i], found[i + 1]) for i in (1, 3, 5) if found[i])
    count = number(value)
    if not count or count > 50:
        return None
    unit = "个月" if unit == "月" else unit
    end = last_day(own.day, count, unit)
    shown = f"{own.name} {own.day} + {count}{unit} → {end}"
    return Term(end, start, _quote(text, start, sentence, found), shown, own, own.sure)


def _quote(text: str, start: int, sentence: str, found: re.Match[str]) -> str:
    whole = text[start : start + len(sentence)].strip()
    return whole if len(whole) <= 80 else text[start + found.start() : start + found.end()].strip()
