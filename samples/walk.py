"""One matter through three reviews, as an office runs it: ``python samples/walk.py``. Everything happens in a folder that is thrown away.

Keys and passphrase are made for this run alone, with a low cost, and are good for nothing else.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import os
import secrets
import shlex
import sys
import tempfile
from pathlib import Path

import click
import docx

os.environ.setdefault("PYTHONUTF8", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from review.commands import run
from review.sign.keyfile import public_key

PEOPLE = {
    "P01": "管一（虚构）",
    "P02": "管二（虚构）",
    "P03": "拟稿甲（虚构）",
    "P04": "初审乙（虚构）",
    "P05": "复审丙（虚构）",
    "P06": "终审丁（虚构）",
}
ROLES = {"P04": "初审员", "P05": "复审员", "P06": "终审员"}
TITLE = "关于开展用电安全检查的通知"
PHONE = "13800138000"
TODAY = dt.date.today()  # noqa: DTZ011 - the day of this office


def quietly(*arguments: str) -> None:
    """Run a command of the setting-up and keep what it says to itself."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        code = run(list(arguments))
    if code:
        raise SystemExit(f"演示中断：{arguments[0]} 的退出码 {code}")


def say(*arguments: str, expect: int = 0) -> None:
    """Run a command as it would be typed, and stop if it does not end as expected."""
    visible = [a for a in arguments if not a.endswith((".key", "口令.txt")) and a not in ("--key", "--passphrase-file")]
    click.echo(f"\n$ xianshen {shlex.join(visible)}")
    code = run(list(arguments))
    sys.stdout.flush()
    sys.stderr.flush()
    if code != expect:
        raise SystemExit(f"演示中断：退出码 {code}，应为 {expect}")
    if code:
        click.echo(f"（退出码 {code}）")


def key(person: str) -> tuple[str, ...]:
    """Return the options with which a person signs."""
    return "--key", f"{person}.key", "--passphrase-file", "口令.txt"


def found() -> None:
    """Make keys, the unit, its people and their roles."""
    Path("口令.txt").write_text(secrets.token_urlsafe(18), encoding="utf-8")
    for person in PEOPLE:
        quietly("keys", "new", f"{person}.key", "--cost", "10", "--passphrase-file", "口令.txt")
    public = {person: public_key(Path(f"{person}.key")).text for person in PEOPLE}
    admins = [word for person in ("P01", "P02") for word in ("--admin", f"{person}:{PEOPLE[person]}:{public[person]}")]
    quietly("roster", "init", "--unit", "单位", "--name", "虚构演示县政府办公室", *admins, *key("P01"))
    quietly("config", "unit", "单位")
    quietly("roster", "confirm", "--yes", *key("P02"))
    for person in ("P03", "P04", "P05", "P06"):
        quietly("roster", "add", person, PEOPLE[person], "--public", public[person], *key("P01"))
    quietly("roster", "confirm", "--yes", *key("P02"))
    for person, role in ROLES.items():
        quietly("roster", "role", person, role, "--from", "2026-01-01", *key("P01"))
    quietly("roster", "confirm", "--yes", *key("P02"))


def write_draft(path: Path, deadline: str) -> None:
    """Write the notice; `deadline` is what will be changed later."""
    document = docx.Document()
    for line in (
        TITLE,
        "各乡镇人民政府，县直各单位：",
        f"请于{deadline}前完成用电安全检查（虚构演示）。",
        f"联系人：拟稿甲，手机{PHONE}。",
        f"{TODAY.year}年{TODAY.month}月{TODAY.day}日",
    ):
        document.add_paragraph(line)
    document.save(path)


def main() -> None:
    """Walk one matter from the draft to the published page."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for variable in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
            os.environ[variable] = str(Path(folder) / "本机")
        found()
        click.echo("── 名册")
        say("roster", "list")
        draft, attachment = Path("通知.docx"), Path("附件.txt")
        write_draft(draft, "月底")
        attachment.write_text("附件：检查项目（虚构演示）\n线路、开关、接地。\n", encoding="utf-8")
        click.echo("\n── 送审：一件信息一个事项")
        say("submit", str(draft), str(attachment), "--title", TITLE, "--drafter", "P03", "--channel", "网站", *key("P03"))
        say("sign", str(draft), "--level", "1", "--approve", "--proof", "done:1/0", "--yes", *key("P04"), expect=5)
        say("show", str(draft), "--findings")
        say(
            "dispose",
            str(draft),
            "--rule",
            "personal.mobile",
            "--as",
            "依法公开",
            "--reason",
            "工作联系电话，本人同意公开",
            "--yes",
            *key("P04"),
        )
        click.echo("\n── 初审、复审")
        say("sign", str(draft), "--level", "1", "--approve", "--proof", "done:2/1", "--yes", *key("P04"))
        say("sign", str(draft), "--level", "2", "--approve", "--proof", "done:0/0", "--yes", *key("P05"))
        click.echo("\n── 复审以后有人改了文件：放行检查说明为什么不行")
        write_draft(draft, "年底")
        say("gate", str(draft), str(attachment), "--channel", "网站", expect=1)
        say("revise", str(draft), str(draft), str(attachment), "--reason", "完成时间改为年底", *key("P03"))
        quietly("sign", str(draft), "--level", "1", "--approve", "--proof", "done:0/0", "--yes", *key("P04"))
        quietly("sign", str(draft), "--level", "2", "--approve", "--proof", "done:0/0", "--yes", *key("P05"))
        click.echo("\n── 终审在纸上签：打印审查表，收回后登记")
        say("form", str(draft), "--output", "审查表.docx")
        Path("扫描件.txt").write_text("（这里放签好的审查表的扫描件）", encoding="utf-8")
        paper = ("paper", str(draft), "--level", "3", "--signer", "P06", "--scan", "扫描件.txt", "--code", code_on("审查表.docx"))
        say(*paper, "--outcome", "主动公开", "--proof", "done:0/0", *key("P01"))
        click.echo("\n── 放行、发布、核对")
        say("gate", str(draft), str(attachment), "--channel", "网站")
        say("release", str(draft), "--url", "https://example.invalid/2026/1", *key("P03"))
        page = Path("网页.html")
        text = Path(f"发布包 {TITLE}/正文文字.txt").read_text(encoding="utf-8")
        page.write_text(
            "<!DOCTYPE html><html><body>" + "".join(f"<p>{line}</p>" for line in text.splitlines()) + "</body></html>", encoding="utf-8"
        )
        say("compare", str(draft), str(page), *key("P03"))
        say("show", str(draft))
        say("ledger", "--output", "登记台账.xlsx")
        say("verify", "--all")
        os.chdir(Path(folder).anchor)


def code_on(form: str) -> str:
    """Read the check code off the printed form, as the registrar does."""
    cells = (cell.text for table in docx.Document(form).tables for row in table.rows for cell in row.cells)
    words = (word for text in cells for word in text.split())
    return next(word for word in words if len(word) == 9 and word[4] == "-" and word.replace("-", "").isdigit())


if __name__ == "__main__":
    main()
