"""Help and usage errors in Chinese: click's own words are English."""

from __future__ import annotations

import re
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError, NoSuchCommand

HELP = "显示这段说明。"
_METAVARS = {"PATH": "路径", "DIRECTORY": "文件夹", "FILE": "文件", "TEXT": "文字", "INTEGER": "数字", "FLOAT": "数字"}


class _Worded:
    """The parts of help that click words itself."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line that shows how to call the command."""
        formatter.write_usage(_called(ctx), " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")  # type: ignore[attr-defined]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, and for a group the commands."""
        rows = [row for row in (p.get_help_record(ctx) for p in self.get_params(ctx) if isinstance(p, click.Option)) if row]  # type: ignore[attr-defined]
        with formatter.section("选项"):
            formatter.write_dl([(_metavar(name), _worded(text)) for name, text in rows])
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option ``--help`` with a Chinese explanation."""
        option: click.Option | None = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = HELP
        return option


class Command(_Worded, click.Command):
    """A command with Chinese help."""


class Group(_Worded, click.Group):
    """A group with Chinese help, whose commands have it too."""

    command_class = Command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with their short explanations."""
        with formatter.section("命令"):
            formatter.write_dl([(name, self.commands[name].get_short_help_str(60)) for name in self.list_commands(ctx)])


def _worded(text: str) -> str:
    """Return the bracketed remarks of click in Chinese: default, required, range."""
    text = re.sub(r"\[(\d+)<=x<=(\d+)(?:; )?", r"[\1 至 \2；", text)
    return text.replace("default: ", "默认 ").replace("required]", "必填]").replace("；]", "]")


def explain(error: click.ClickException) -> str:
    """Return a usage error in Chinese, with what to do next."""
    called = _called(error.ctx) if isinstance(error, click.UsageError) and error.ctx else ""
    where, hint = (f"“{called}”", f"请运行 {called} --help 查看用法。") if called else ("", "")
    match error:
        case NoSuchCommand():
            near = f"是不是 {error.possibilities[0]}？" if error.possibilities else ""
            return f"XS100 没有命令 {error.command_name}。{near}{hint}"
        case click.NoSuchOption():
            near = f"是不是 {error.possibilities[0]}？" if error.possibilities else ""
            return f"XS100 {where}没有选项 {error.option_name}。{near}{hint}"
        case NoArgsIsHelpError():
            return error.format_message()
        case click.BadOptionUsage():
            return f"XS100 选项 {error.option_name} 的写法不对：后面要跟一个值，开关则不跟值。请加 --help 查看用法。"
        case click.MissingParameter():
            return f"XS100 {where}缺少参数 {_name(error.param)}。{hint}"
        case click.BadParameter():
            return f"XS100 {where}的参数 {_name(error.param)} 不对：{_wrong_value(error)}{hint}"
        case click.UsageError():
            return f"XS100 {where}的用法不对：{error.format_message()} {hint}"
    return f"XS100 {error.format_message()}"


def _called(ctx: click.Context) -> str:
    """Return a command as a user writes it: a hidden one by the name of its group."""
    return ctx.parent.command_path if ctx.command.hidden and ctx.parent else ctx.command_path


def _metavar(record: str) -> str:
    """Return an option as help lists it, with click's own word for its value in Chinese."""
    option, space, word = record.replace("INTEGER RANGE", "INTEGER").rpartition(" ")
    return f"{option}{space}{_METAVARS.get(word, word)}"


def _name(param: click.Parameter | None) -> str:
    if isinstance(param, click.Argument):
        return str(param.metavar or param.name)
    return param.opts[0] if param is not None else ""


def _wrong_value(error: click.BadParameter) -> str:
    kind: Any = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        return f"只能是 {'、'.join(str(c) for c in kind.choices)}。"
    if isinstance(kind, click.IntRange):
        return f"要写 {kind.min} 至 {kind.max} 的数字。"
    if isinstance(kind, click.DateTime):
        return f"日期要写成 {kind.formats[0].replace('%Y', '2026').replace('%m', '03').replace('%d', '02').replace('%H:%M', '09:30')}。"
    if isinstance(kind, click.types.IntParamType):
        return "要写数字。"
    return "路径的种类不对（需要文件夹的给成了文件，或相反）。" if isinstance(kind, click.Path) else f"{error.format_message()} "
