"""The 政府信息公开保密审查表 on one A4 page, to be printed and signed by hand; or the unit's own form, filled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from review.extract.sniff import NOTICE
from review.report.docx_fill import fill
from review.report.docx_grid import (
    GREY,
    LABEL,
    RED,
    Cell,
    Line,
    Row,
    Words,
    blank_page,
    clean,
    draw,
    fits,
    saved,
    settle,
    tab_stop_right,
    write_line,
)
from review.report.wording import DISCLAIMER
from review.workflow.events import Channel, Outcome

NAME = "政府信息公开保密审查表"
PROMISE = "内部审查过程留痕，不替代签批单、公章或统一电子印章。"
CARRIERS = ("公文类", "非公文类")
DECISIONS = ("同意", "退回")

_MARGINS = (11.0, 16.0, 8.0, 20.0)  # mm: top, right, bottom, left (where the sheets are bound)
_COLUMNS = (22.0, 52.0, 40.0, 22.0, 38.0)  # mm
_WIDE = sum(_COLUMNS[1:])
_TABLE = 244.0  # mm: what the page leaves between its heading and its foot
_SIGNATURE = 9.5  # mm: two lines of name, time, proofreading, means
_LONGEST_NAME = 40  # characters of a file name in the list


@dataclass(frozen=True, slots=True)
class LevelLine:
    """One level of review as it stands: texts are empty and `at` is None until it is signed. `at` is printed as it is."""

    name: str
    role: str
    person: str
    at: dt.datetime | None
    means: str
    decision: str
    opinion: str
    proof: str
    on_behalf_of: str


@dataclass(frozen=True, slots=True)
class FormContent:
    """What a form says. `files` are (role, name) pairs; `digest_tail` and `head_tail` are 16 characters in four groups."""

    unit: str
    title: str
    files: tuple[tuple[str, str], ...]
    drafters: str
    channel: str
    carrier: str
    dated: dt.date
    planned: str
    profile: str
    levels: tuple[LevelLine, ...]
    outcome: str
    grounds: str
    findings: str
    urgent: bool
    check_code: str
    digest_tail: str
    head_tail: str
    version: int
    printed: dt.datetime


def render_form(content: FormContent) -> bytes:
    """Return the form as .docx. It takes one page: what is too long is set smaller, then cut with …."""
    document = blank_page(f"{NAME}　{content.title}", content.printed, _MARGINS)
    urgent = (Words("\t【紧急】", 14, LABEL, bold=True, colour=RED),) if content.urgent else ()
    top = document.add_paragraph()
    tab_stop_right(top, sum(_COLUMNS))
    write_line(top, Line((Words(NOTICE, 8, LABEL, colour=GREY), *urgent), height=17))
    write_line(document.add_paragraph(), Line((Words(NAME, 20, LABEL, bold=True),), "center", 30))
    write_line(document.add_paragraph(), Line((), height=6))
    draw(document, _COLUMNS, _rows(content))
    write_line(document.add_paragraph(), Line((), height=3))
    write_line(document.add_paragraph(), Line((Words(DISCLAIMER + PROMISE, 7.5, LABEL, colour=GREY),), height=10.5))
    return saved(document)


def fill_template(template: bytes, content: FormContent) -> bytes:
    """Return the unit's own .docx with its fields filled. Raises UsageError (XS650) as `fill` does."""
    values = {
        "单位": content.unit,
        "标题": content.title,
        "拟稿人": content.drafters,
        "渠道": content.channel,
        "成文日期": _day(content.dated),
        "公开属性": content.outcome,
        "依据理由": content.grounds,
        "文件清单": "\n".join(f"{role}：{name}" for role, name in content.files),
        "检查情况": content.findings,
        "核对码": content.check_code,
        "内容摘要": content.digest_tail,
        "记录摘要": content.head_tail,
        "版本": str(content.version),
        "打印时间": _moment(content.printed),
    }
    for number, level in enumerate(content.levels, 1):
        values |= {
            f"{number}级意见": "。".join(part for part in (level.decision, level.opinion) if part),
            f"{number}级签批人": _signer(level),
            f"{number}级时间": _moment(level.at),
            f"{number}级校对": level.proof,
            f"{number}级方式": level.means,
        }
    return fill(template, values)


def _rows(content: FormContent) -> list[Row]:
    small = len(content.levels) > 4
    line, title, files, some, ticks, foot = (7.5, 13.5, 10.5, 9.5, 9.5, 17.5) if small else (8.5, 14.0, 16.0, 13.0, 10.0, 20.0)
    head = [
        Row(line, (_label("填表单位"), _value(2, content.unit, line), _label("填表日期"), _value(1, _day(content.printed), line))),
        Row(title, (_label("信息名称"), _value(4, content.title, title, (12, 10.5, 9)))),
        Row(line, (_label("载体形式"), _ticks(2, CARRIERS, content.carrier), _label("成文日期"), _value(1, _day(content.dated), line))),
        Row(line, (_label("拟公开方式"), _ticks(4, Channel, content.channel))),
        Row(line, (_label("拟公开时间"), _value(2, content.planned, line), _label("拟稿人"), _value(1, content.drafters, line))),
        Row(files, (_label("文件清单"), _value(4, _file_list(content.files, files), files))),
        Row(some, (_label("检查情况"), _value(4, content.findings, some))),
    ]
    tail = [
        Row(ticks, (_label("公开属性", f"{content.levels[-1].name}填写"), _ticks(4, Outcome, content.outcome))),
        Row(some, (_label("依据和理由"), _value(4, content.grounds, some))),
        Row(foot, _foot(content)),
    ]
    height = (_TABLE - sum(row.height for row in (*head, *tail))) // len(content.levels)
    return [*head, *(row for level in content.levels for row in _level(level, height)), *tail]


def _level(level: LevelLine, height: float) -> tuple[Row, Row]:
    """Return the rows of a level: its opinion beside room for a signature and a seal, below who, when, proofread, by what means."""
    room = height - _SIGNATURE
    name, name_size = settle(level.name, _COLUMNS[0], 7, (12, 10.5, 9))
    role, role_size = settle(level.role, _COLUMNS[0], 9, (9, 8))
    opinion, size = settle(level.opinion, _COLUMNS[1] + _COLUMNS[2], room - 5.3, (10.5, 9))
    who = Line((Words(name, name_size, LABEL, bold=True),), "center"), Line((Words(role, role_size, LABEL),), "center")
    said = Line((Words("审查意见：", 9, LABEL), Words(_boxes(DECISIONS, level.decision), 10)), height=15), Line((Words(opinion, size),))
    pen, seal = Line((Words("手写签名：", 9, LABEL),), height=15), Line((Words("（盖章）　　　　　　年　　月　　日", 9, LABEL),), "right")
    signature = pen, Line((), height=room * 72 / 25.4 - 32), seal
    by_hand = (Line((Words("校对：", 9, LABEL), Words("☐已校对", 9))), Line((Words("采纳__处，不采纳__处", 9),)))
    proof = by_hand if not level.person else (_named("校对", level.proof, 1, lines=2, start=2),)
    below = (
        Cell(1, (_named("姓名", _signer(level), 1), _named("时间", _moment(level.at), 1))),
        Cell(1, proof),
        Cell(2, (_named("签批方式", level.means, 2, lines=2, start=3),)),
    )
    return Row(room, (Cell(1, who, down=1), Cell(2, said, "top"), Cell(2, signature, "top"))), Row(_SIGNATURE, below, start=1)


def _foot(content: FormContent) -> tuple[Cell, ...]:
    code, size = settle(content.check_code, _COLUMNS[1], 12, (20, 16, 12, 9))
    profile, profile_size = settle(content.profile, _WIDE - _COLUMNS[1] - 45, 5, (9, 8))
    told = (
        ("内容摘要（末16位）", content.digest_tail, 9.0),
        ("记录摘要（末16位）", content.head_tail, 9.0),
        ("版本", f"第{content.version}版　审查方式：{profile}", profile_size),
        ("打印时间", _moment(content.printed), 9.0),
    )
    code_lines = (
        Line((Words(code, size, LABEL, bold=True),), "center"),
        Line((Words("登记纸质签批时填写", 8, LABEL, colour=GREY),), "center"),
    )
    lines = tuple(Line((Words(f"{label}：", 9, LABEL), Words(text, size))) for label, text, size in told)
    return _label("核对码"), Cell(1, code_lines), Cell(3, lines)


def _label(text: str, aside: str = "") -> Cell:
    lines = [Line((Words(text, 10.5, LABEL),), "center")]
    if aside:
        small, size = settle(f"（{aside}）", _COLUMNS[0], 4, (8, 7))
        lines.append(Line((Words(small, size, LABEL),), "center"))
    return Cell(1, tuple(lines))


def _value(span: int, text: str, height: float, sizes: tuple[float, ...] = (10.5, 9, 8)) -> Cell:
    start = 5 - span if span in {1, 4} else 1
    shown, size = settle(text, sum(_COLUMNS[start : start + span]), height, sizes)
    return Cell(span, (Line((Words(shown, size),)),))


def _named(label: str, text: str, span: int, lines: int = 1, start: int = 1) -> Line:
    height = _SIGNATURE / 2 * lines
    shown, size = settle(f"{label}：{text}", sum(_COLUMNS[start : start + span]), height, (9, 8))
    return Line((Words(shown[: len(label) + 1], 9, LABEL), Words(shown[len(label) + 1 :], size)))


def _ticks(span: int, options: Iterable[str], chosen: str) -> Cell:
    return Cell(span, (Line((Words(_boxes(options, chosen)),)),))


def _boxes(options: Iterable[str], chosen: str) -> str:
    """Return the options with the chosen one ticked; one that the form does not have is added, never lost."""
    known = tuple(options)
    others = (clean(chosen),) if chosen and chosen not in known else ()
    return "  ".join(("☑" if option == chosen else "☐") + option for option in known) + "".join(f"  ☑{other}" for other in others)


def _file_list(files: tuple[tuple[str, str], ...], height: float) -> str:
    """Return as many names as fit, grouped by role, and how many files there are if not all do."""
    for shown in range(len(files), 0, -1):
        groups = groupby(files[:shown], key=itemgetter(0))
        text = "；".join(f"{role}：{'、'.join(_short(name) for _, name in group)}" for role, group in groups)
        text += f"等{len(files)}个文件" if shown < len(files) else ""
        if fits(clean(text), _WIDE, height, 8) or shown == 1:
            return text
    return ""


def _short(name: str) -> str:
    name = clean(name)
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 15]}…{name[-14:]}"


def _signer(level: LevelLine) -> str:
    return f"{level.person}（受{level.on_behalf_of}委托）" if level.on_behalf_of else level.person


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _moment(at: dt.datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""
