"""``xianshen submit``: open a matter for a main document and what belongs to it."""

from __future__ import annotations

import datetime as dt
import json
import re
import secrets
from pathlib import Path
from typing import Any

import click

from review.commands.acting import acting_options, actor
from review.commands.chinese import Command
from review.errors import Exit, RefusedError
from review.workflow.events import Channel

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(cls=Command, name="submit", options_metavar="[选项]", short_help="送审")
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="正文 [附件…]")
@click.option("--title", required=True, metavar="标题", help="信息名称。")
@click.option("--drafter", "drafters", multiple=True, required=True, metavar="人员", help="拟稿人，可写多次；要在名册中。")
@click.option("--channel", type=click.Choice([c.value for c in Channel]), required=True, help="在哪里公开。")
@click.option("--reading", "readings", multiple=True, type=_FILE, metavar="文件", help="解读材料，可写多次。")
@click.option("--no-reading", default="", metavar="理由", help="政策文件没有解读材料的理由。")
@click.option("--dated", type=click.DateTime(formats=["%Y-%m-%d"]), metavar="日期", help="成文日期；不写时取正文里的落款日期。")
@click.option("--urgent", is_flag=True, help="紧急：各级可以同时签批、可以电话批准后补签；检查不省。")
@click.option("--approval", default="", metavar="编号", help="原来带密级标志、现已批准公开的，批准文件的编号。")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="输出格式。")
@acting_options
def command(
    files: tuple[Path, ...],
    title: str,
    drafters: tuple[str, ...],
    channel: str,
    readings: tuple[Path, ...],
    no_reading: str,
    dated: dt.datetime | None,
    *,
    urgent: bool,
    approval: str,
    form: str,
    **how: Any,
) -> int:
    """送审：检查正文、附件和解读材料，留存只读副本，建立一个事项。一件信息一个事项。

    送审不等于可以发布：还要逐级签批。
    """
    from review.commands.desk import open_desk

    desk = open_desk(how["unit"], str(files[0]))
    person = actor(desk, how["who"], how["key_file"], how["passphrase_file"])
    people = [desk.roster.now.find(drafter).id for drafter in drafters]
    named = [("正文", files[0]), *(("附件", path) for path in files[1:]), *(("解读材料", path) for path in readings)]
    fields = {"title": title, "drafters": people, "channel": channel, "urgent": urgent, "approval": approval, "previous": None}
    matter = opened(desk, person, named, fields, dated.date() if dated else None, no_reading)
    _tell(desk, matter, form)
    return Exit.CLEAN


def opened(desk: Any, person: Any, named: list[tuple[str, Path]], fields: dict[str, Any], dated: dt.date | None, no_reading: str) -> str:
    """Open a matter, with its scan, and return its ULID. Raises RefusedError (XS643, XS644) for what cannot be reviewed so."""
    from review.commands import submission
    from review.workflow.staffing import short_of
    from review.workflow.ulid import new_ulid

    short = short_of(desk.setting(), frozenset([*fields["drafters"], person.person.id]), frozenset(fields["drafters"]))
    if short:
        raise RefusedError("XS643", f"按现在的名册，这件事项找不齐签批人：{short}。", "请管理员补充任命，或请上级单位代复审。")
    if desk.policy.digest != desk.roster.now.policy:
        hint = "请管理员运行 xianshen roster policy 登记，或恢复原来的设置。"
        raise RefusedError("XS672", "审查设置 unit.toml 改动以后还没有登记，不能送审。", hint)
    found = submission.read_submission(desk, named, fields["channel"])
    refuse_unpaired(fields["title"], found, named, no_reading)
    matter = new_ulid()
    opening = {
        **fields,
        "files": found.rows,
        "dated": (dated or _date_of(found.files[0].text) or dt.date.today()).isoformat(),  # noqa: DTZ011 - a day of this office
        "policy": desk.policy.digest,
        "pair": no_reading,
        "nonce": secrets.token_hex(16),
    }
    events = [("open", opening), *submission.scan_events(found)]
    desk.check(person, matter, events)
    submission.freeze(desk, matter, 1, found)
    desk.record(person, matter, events, seen=None)
    return matter


_POLICY_TITLE = re.compile(r"(?:办法|规定|意见|方案|细则|规划|措施|政策)(?:[（(][^）)]*[）)])?(?:的通知)?\s*$")
_DOCNO = re.compile(r"[\u4e00-\u9fff]{1,10}[〔\[（(]\s?(?:19|20)\d\d\s?[〕\]）)]\s?\d{1,5}\s?号")
_DATE_LINE = re.compile(r"^\s*((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日\s*$", re.MULTILINE)


def refuse_unpaired(title: str, found: Any, named: list[tuple[str, Path]], no_reading: str) -> None:
    """Raise RefusedError (XS644) for a policy document without its reading and without a reason why there is none."""
    if _is_policy(title, found.files[0].text) and not any(role == "解读材料" for role, _ in named) and not no_reading.strip():
        hint = "请用 --reading 给出解读材料，或用 --no-reading 写明理由。"
        raise RefusedError("XS644", "这像是政策文件，应当与解读材料一同送审、一同发布。", hint)


def _is_policy(title: str, text: str) -> bool:
    """Tell a policy document: a title of that kind, and a document number (国办发〔2017〕47号: read and explained together)."""
    return bool(_POLICY_TITLE.search(title)) and bool(_DOCNO.search(text[:600]))


def _date_of(text: str) -> dt.date | None:
    """Return the date that stands on a line of its own, the last one: that of the signature."""
    for year, month, day in reversed(_DATE_LINE.findall(text)):
        try:
            return dt.date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def _tell(desk: Any, matter: str, form: str) -> None:
    from review.report.matter import matter_json, matter_text
    from review.workflow.verdict import standing

    history = desk.sound(matter)
    judged = standing(history, desk.setting())
    if form == "json":
        click.echo(json.dumps(matter_json(history, judged, desk.setting()), ensure_ascii=False))
        return
    click.echo(f"已送审：《{history.title}》。")
    click.echo("".join(matter_text(history, judged, desk.setting())), nl=False)
