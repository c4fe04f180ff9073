"""What documents say of others: that they are repealed, expired or still in force, in a clause or in the list of a clean-up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from review.facts.dates import DATE, narrow, parse_day
from review.facts.sentences import sentence_at
from review.sweep.titles import core, docnos_in

_TITLE = r"《[^《》\n]{2,90}(?:《[^《》\n]{2,60}》[^《》\n]{0,30})?》"
_BRACKET = r"(?:\s{0,2}[（(][^（）()\n]{1,60}[）)])"
_ONE = rf"{_TITLE}{_BRACKET}?"
_MANY = rf"{_ONE}(?:(?:\s|[、，,；]|以及|和|及|与|并|等){{0,3}}{_ONE}){{0,40}}"
_OVER = r"(?:废止|失效|作废|停止执行|停止施行|不再执行|不再适用)"
_AFTER = re.compile(rf"({_MANY})(?P<between>[^。；《》\n]{{0,40}}?){_OVER}(?![前后的期])")
_BEFORE = re.compile(
    rf"(?:决定|现|予以|将|同时|一并|宣布)?\s{{0,4}}(?:废止|宣布失效|停止执行)\s{{0,4}}(?:下列[^《\n]{{0,20}}[:：]?)?\s{{0,4}}({_MANY})"
)
_SENDER = r"[\u4e00-\u9fff]{1,12}\s{0,4}[〔\[【（(]\s{0,4}(?:19|20)\d\d\s{0,4}[〕\]】）)]\s{0,4}(?:第)?\s{0,4}\d{1,4}\s{0,4}号"
_NUMBER_ONLY = re.compile(
    rf"(?:原)?({_SENDER}(?:[、，,和及]{_SENDER}){{0,20}})[ ]*(?:文件|文)?[^。；《》\n\t]{{0,16}}?"
    r"(?:同时|予以|即行|自行|一并)?(?:废止|失效|停止执行)"
)
_NOT = re.compile(r"(?:未|不|没有|尚未|是否|应当|可以|拟|建议|需要|申请|提出|要求|修改或者?|修订或者?|清理)[^，,。]{0,6}$")
_FROM = re.compile(rf"自\s{{0,4}}({DATE})\s{{0,4}}起")
_CONDITION = re.compile(r"逾期|未[^。；]{0,10}公布的|期满未|未经[^。；]{0,8}的")
_SEPARATE = re.compile(rf"({_TITLE})({_BRACKET})?")
_LIST_TITLE = re.compile(
    r"(?:废止|失效|清理|继续有效|现行有效|保留)[^\n]{0,40}(?:目录|清单|结果|决定|公告|通知|文件|通告)|(?:目录|清单|结果)[^\n]{0,20}(?:废止|失效|继续有效)"
)
_HEADINGS = (
    ("valid", re.compile(r"继续有效|予以保留|拟保留|保留的|现行有效")),
    ("repealed", re.compile(r"废止")),
    ("expired", re.compile(r"失效")),
    ("", re.compile(r"修改|修订")),
)
_HEADING_ENDS = re.compile(
    r"(?:目录|清单|规范性文件|的文件)(?:[（(]\s{0,2}共?\s{0,2}[\d一二三四五六七八九十百]{1,6}\s{0,2}件\s{0,2}[）)])?\s{0,9}$"
)
_ROW_STATE = {
    "继续有效": "valid",
    "现行有效": "valid",
    "有效": "valid",
    "保留": "valid",
    "废止": "repealed",
    "已废止": "repealed",
    "予以废止": "repealed",
    "已失效": "expired",
    "失效": "expired",
    "宣布失效": "expired",
    "宣布废止": "repealed",
}
_UNDECIDED = frozenset({"修改", "修订", "拟修改", "拟修订", "拟废止", "适时修改", "适时废止"})
_ROW_KIND = re.compile(
    r"(?:办法|规定|细则|规则|意见|方案|通知|决定|措施|制度|通告|标准|公告|批复|条例)(?:[（(][^（）()]{1,30}[）)])*[》”]?$"
)
MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Fate:
    """What a document says of another one.

    `state` is repealed, expired or valid; `core` and `docno` name the other document, each empty where it is not said; `since` is a day
    that the clause itself names, `conditional` says that it depends on something that did or did not happen, `listed` that it stands in a
    row of a list.
    """

    state: str
    core: str
    docno: str
    title: str
    evidence: str
    since: date | None = None
    conditional: bool = False
    listed: bool = False


def fates(title: str, text: str, *, catalogue: bool = False) -> Iterator[Fate]:
    """Yield what a document says of others, from its clauses, and from its rows if it is a list of a clean-up, or a `catalogue`."""
    if not re.search(r"废止|失效|停止执行|作废|继续有效|现行有效|保留|不再执行|停止施行|不再适用", f"{title}\n{text}"):
        return
    plain = narrow(text)
    for pattern in (_AFTER, _BEFORE):
        for found in pattern.finditer(plain):
            yield from _from_clause(plain, found)
    for found in _NUMBER_ONLY.finditer(plain):
        if not _NOT.search(plain[max(0, found.start() - 8) : found.start()]):
            for number in docnos_in(found[1]):
                yield Fate("repealed", "", _sender_only(number), number, sentence_at(plain, *found.span()).strip()[:120])
    if catalogue or _LIST_TITLE.search(title):
        yield from (fate for fate in _rows(title, plain) if fate.state)


def unread_rows(title: str, text: str) -> Iterator[str]:
    """Yield the documents that a catalogue names without what becomes of them, by title or number."""
    yield from (fate.title for fate in _rows(title, narrow(text)) if not fate.state)


def _from_clause(text: str, found: re.Match[str]) -> Iterator[Fate]:
    between = found.groupdict().get("between") or ""
    if _NOT.search(between) or _NOT.search(text[max(0, found.start() - 8) : found.start()]):
        return
    sentence = sentence_at(text, *found.span())
    since = _FROM.search(between) or (None if re.search("施行|实施|执行", sentence) else _FROM.search(sentence))
    cited = re.search(r"(?:根据|按照|依据|依照|为贯彻|贯彻落实)$", text[max(0, found.start() - 12) : found.start()].strip())
    titles = list(_SEPARATE.finditer(found[1]))
    for each in titles[1:] if cited and len(titles) > 1 else () if cited else titles:
        numbers = docnos_in(each[2] or "")
        yield Fate(
            state="expired" if "失效" in found[0][-4:] else "repealed",
            core=core(each[1][1:-1]),
            docno=numbers[0] if numbers else "",
            title=each[1][1:-1],
            evidence=sentence.strip()[:120],
            since=parse_day(since[1]) if since else None,
            conditional=_CONDITION.search(sentence) is not None,
        )


def _rows(title: str, text: str) -> Iterator[Fate]:
    """Yield what the rows of a list say, without a state where they say nothing; a heading holds for the rows below it."""
    state = _state(title) or ""
    for line in text.split("\n")[:MOST_ROWS]:
        cells = [cell.strip(" \u3000") for cell in line.split("\t")]
        own = next((_ROW_STATE[cell] for cell in cells if cell in _ROW_STATE), "")
        names = [cell for cell in cells if _is_row_title(cell)]
        numbers = docnos_in(line)
        if not own and not numbers and (not names or line.strip().endswith(("目录", "清单"))) and len(line) < 60:
            heading = _state(line)
            if heading or (heading == "" and _HEADING_ENDS.search(line)):
                state = heading
            continue
        if _UNDECIDED & set(cells):
            continue
        chosen = "" if re.search(r"同时废止|决定废止", line) else own or state
        if (not names and not numbers) or (not chosen and len(cells) == 1):
            continue
        name = _bare(names[0]) if names else ""
        number = _sender_only(numbers[0]) if numbers else ""
        yield Fate(chosen, core(name) if name else "", number, name or numbers[0], line.strip()[:120], listed=True)


def _state(heading: str) -> str | None:
    """Return what a heading says of the rows below it: a state, nothing for several or for what is to be amended, None if it is none."""
    found = {name for name, pattern in _HEADINGS if pattern.search(heading)}
    if found == {"repealed", "expired"}:
        return "repealed"
    return (found.pop() if len(found) == 1 else "") if found else None


def _is_row_title(cell: str) -> bool:
    return _ROW_KIND.search(_bare(cell)) is not None and 6 <= len(cell) <= 140 and not re.search(r"[。；：:]", cell)


def _bare(cell: str) -> str:
    """Return a title in a row without its place in the list, the number of the document behind it and book-title marks."""
    text = re.sub(r"^\s{0,4}(?:\d{1,4}|[一二三四五六七八九十]{1,4})\s{0,4}[.、．)）]?\s{0,4}", "", cell)
    text = re.sub(r"[（(]\s{0,4}[\u4e00-\u9fff]{1,14}\s{0,4}[〔\[].{0,20}?号\s{0,4}[）)]\s{0,4}$", "", text).strip()
    text = re.sub(r"^《(.+)》$", r"\1", text)
    return text.strip()


def _sender_only(number: str) -> str:
    """Return a number of a document without words that ran into its front."""
    return re.sub(r"^.*(?:原|的|和|及|以|将|对|由|《|》)", "", number)
