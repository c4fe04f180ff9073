"""``xianshen keys`` as its user meets it, and how passphrases come in."""

from __future__ import annotations

import getpass
import io
import secrets
import warnings

import click
import pytest

from review.commands.keys import command
from review.commands.passphrase import new_passphrase, passphrase_option, read_passphrase
from review.errors import ConfigError, UsageError, XianshenError
from review.sign.keyfile import change_passphrase, create, open_key, public_key, weak


def some_passphrase():
    return secrets.token_urlsafe(12)


@pytest.fixture
def passphrase():
    return some_passphrase()


@pytest.fixture
def source(tmp_path, passphrase):
    """A file with the passphrase."""
    return written(tmp_path / "口令.txt", passphrase)


@pytest.fixture
def path(tmp_path, passphrase):
    """A key file."""
    create(tmp_path / "张三.key", "ed25519", passphrase, 10)
    return tmp_path / "张三.key"


@pytest.fixture
def typed(monkeypatch):
    """Let the user type these at hidden prompts; the prompts are kept."""

    def answers(*texts):
        prompts, left = [], list(texts)

        def ask(prompt):
            prompts.append(prompt)
            return left.pop(0)

        monkeypatch.setattr(getpass, "getpass", ask)
        return prompts

    return answers


def written(path, text):
    path.write_text(text, encoding="utf-8")
    return str(path)


def keys(*arguments):
    return command.main([str(argument) for argument in arguments], standalone_mode=False)


def standard_input(monkeypatch, data):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_a_new_key_is_told_with_what_to_hand_on(tmp_path, passphrase, source, capsys):
    assert keys("new", tmp_path / "k", "--passphrase-file", source, "--cost", "10") == 0
    out, err = capsys.readouterr()
    key = open_key(tmp_path / "k", passphrase).public
    assert f"公钥：{key.text}\n" in out
    assert f"编号：{key.id}\n" in out
    assert "名册管理员" in out
    assert passphrase not in out + err


def test_a_weak_key_is_told_to_be_weak(tmp_path, source, capsys):
    keys("new", tmp_path / "weak", "--passphrase-file", source, "--cost", "10")
    assert "保护强度低" in capsys.readouterr().err
    keys("new", tmp_path / "strong", "--passphrase-file", source)
    assert capsys.readouterr().err == ""
    assert not weak(tmp_path / "strong")


def test_an_sm2_key_can_be_asked_for(tmp_path, source, capsys):
    pytest.importorskip("gmssl_pyx")
    keys("new", tmp_path / "k", "--scheme", "sm2", "--passphrase-file", source, "--cost", "10")
    assert "公钥：sm2:" in capsys.readouterr().out


def test_the_cost_is_no_option_for_users():
    assert "--cost" not in command.commands["new"].get_help(click.Context(command.commands["new"]))


def test_an_existing_file_is_refused_before_a_passphrase_is_asked_for(path, typed):
    prompts = typed()
    with pytest.raises(ConfigError, match="XS605"):
        keys("new", path)
    assert prompts == []


def test_show_needs_no_passphrase(path, typed, capsys):
    prompts = typed()
    assert keys("show", path) == 0
    assert public_key(path).text in capsys.readouterr().out
    assert prompts == []


def test_passwd_changes_the_passphrase_and_keeps_the_key(path, tmp_path, passphrase, source, capsys):
    before, new = public_key(path), some_passphrase()
    assert keys("passwd", path, "--passphrase-file", source, "--new-passphrase-file", written(tmp_path / "new", new)) == 0
    assert open_key(path, new).public == before
    assert new not in capsys.readouterr().out
    with pytest.raises(ConfigError, match="XS607"):
        open_key(path, passphrase)


def test_both_passphrases_can_come_from_standard_input_one_line_each(path, passphrase, monkeypatch):
    new = some_passphrase()
    standard_input(monkeypatch, f"{passphrase}\n{new}\n".encode())
    keys("passwd", path, "--passphrase-file", "-", "--new-passphrase-file", "-")
    open_key(path, new)


def test_passwd_asks_for_the_old_passphrase_and_twice_for_the_new(path, passphrase, typed):
    new = some_passphrase()
    prompts = typed(passphrase, new, new)
    keys("passwd", path)
    assert [prompt[:3] for prompt in prompts] == ["现在的", "新口令", "再输入"]
    open_key(path, new)


def test_passwd_tells_a_wrong_passphrase_before_asking_for_a_new_one(path, typed):
    prompts = typed(some_passphrase())
    with pytest.raises(ConfigError, match="XS607"):
        keys("passwd", path)
    assert len(prompts) == 1


def test_the_first_line_of_a_file_counts_without_its_end(tmp_path):
    for content in ("a passphrase", "a passphrase\n", "a passphrase\r\nsecond line\n", "\ufeffa passphrase\r\n"):
        assert read_passphrase(written(tmp_path / "p", content), "") == "a passphrase"
    assert read_passphrase(written(tmp_path / "p", " 口令 有空格 \n"), "") == " 口令 有空格 "


@pytest.mark.parametrize("content", [b"", b"\n", b"\nsecond", b"x" * 4097, "口令".encode("gbk"), "口令".encode("utf-16")])
def test_a_file_without_a_passphrase_is_refused(tmp_path, content):
    (tmp_path / "p").write_bytes(content)
    with pytest.raises(UsageError, match="XS110"):
        read_passphrase(str(tmp_path / "p"), "")


def test_a_missing_file_and_an_ended_input_are_refused(tmp_path, monkeypatch):
    standard_input(monkeypatch, b"")
    for source in (str(tmp_path / "none"), str(tmp_path), "-"):
        with pytest.raises(UsageError, match="XS110"):
            read_passphrase(source, "")


def test_a_line_of_4_kib_is_read(tmp_path):
    assert read_passphrase(written(tmp_path / "p", "x" * 4096), "") == "x" * 4096


def test_a_new_passphrase_typed_differently_is_refused(typed):
    typed("correct horse battery", "correct horse batery")
    with pytest.raises(UsageError, match="XS111"):
        new_passphrase(None)


def test_a_passphrase_typed_on_windows_is_the_one_in_a_file(typed):
    typed("correct horse \ud83d\ude00", "broken \ud83d")
    assert read_passphrase(None, "") == "correct horse 😀"
    with pytest.raises(UsageError, match="XS110"):
        read_passphrase(None, "")


def test_a_short_new_passphrase_is_told_before_it_is_typed_again(typed):
    prompts = typed("short")
    with pytest.raises(ConfigError, match="XS606"):
        new_passphrase(None)
    assert len(prompts) == 1


def test_a_passphrase_is_never_asked_for_where_it_would_show(monkeypatch):
    def fall_back(prompt):
        warnings.warn("echo", getpass.GetPassWarning, stacklevel=1)
        return "shown"

    monkeypatch.setattr(getpass, "getpass", fall_back)
    with warnings.catch_warnings(action="default"), pytest.raises(UsageError, match="XS110"):  # as in a user's run
        read_passphrase(None, "")


def test_ending_the_input_at_a_prompt_interrupts(monkeypatch):
    def end(prompt):
        raise EOFError

    monkeypatch.setattr(getpass, "getpass", end)
    with pytest.raises(click.Abort):
        read_passphrase(None, "")


def test_no_option_takes_a_passphrase_itself():
    @click.command
    @passphrase_option
    def acting(passphrase_file):
        return passphrase_file

    assert acting.main(["--passphrase-file", "p"], standalone_mode=False) == "p"
    assert acting.main([], standalone_mode=False) is None
    taking = [parameter for under in (acting, *command.commands.values()) for parameter in under.params if "pass" in parameter.name]
    assert {option for parameter in taking for option in parameter.opts} == {"--passphrase-file", "--new-passphrase-file"}
    assert all(parameter.envvar is None for parameter in taking)


def test_every_error_says_what_to_do_next(path, tmp_path, passphrase):
    attempts = (
        lambda: open_key(path, ""),
        lambda: open_key(tmp_path / "none", ""),
        lambda: change_passphrase(path, passphrase, ""),
        lambda: read_passphrase("none", ""),
    )
    for attempt in attempts:
        with pytest.raises(XianshenError) as caught:
            attempt()
        assert caught.value.hint.endswith("。")
