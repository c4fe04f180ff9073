"""Checking again when something has changed."""

from __future__ import annotations

import os

import pytest

from review.commands import run
from review.commands import watch as watching
from review.commands.watch import Eye, watch

ID = "360781199003070012"


class Over(Exception):
    """The script of a test is at its end."""


def rounds(looks):
    """Watch through a script of looks; return what was seen at each check, and how often it waited before."""
    script, checks, state = iter(looks), [], {"seen": None, "waits": 0}

    def look():
        state["seen"] = next(script, None)
        if state["seen"] is None:
            raise Over
        return {"folder": state["seen"]}

    def check():
        checks.append((state["seen"], state["waits"]))

    def wait():
        state["waits"] += 1

    with pytest.raises(Over):
        watch(check, look, wait)
    return checks


def test_nothing_is_checked_again_while_nothing_changes():
    assert rounds("aaaaa") == [("a", 0)]


def test_a_change_is_checked_once_it_has_settled():
    assert rounds("aab" + "b" + "bb") == [("a", 0), ("b", 3)]
    assert rounds("aabcd" + "d" + "d") == [("a", 0), ("d", 5)]


def test_a_change_during_a_check_is_not_missed():
    assert rounds("ab" + "b" + "bb") == [("a", 0), ("b", 2)]


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "待上传"
    (place / "附件").mkdir(parents=True)
    (place / "附件" / "说明.txt").write_text("请于三月底前报送。", encoding="utf-8")
    return place


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "新.txt").write_text("新的", encoding="utf-8"),
        lambda folder: (folder / "附件" / "说明.txt").write_text("请于四月底前报送材料。", encoding="utf-8"),
        lambda folder: os.utime(folder / "附件" / "说明.txt", ns=(1, 1)),
        lambda folder: (folder / "附件" / "说明.txt").unlink(),
        lambda folder: (folder / "附件").rename(folder / "附表"),
        lambda folder: (folder / "附件" / "~$说明.txt").touch(),
    ],
    ids=["new", "content", "time", "deleted", "renamed", "opened"],
)
def test_every_change_is_seen(folder, change):
    eye = Eye([folder], [])
    before = eye.look()
    assert eye.look() == before
    change(folder)
    assert eye.look() != before


def test_what_the_check_itself_writes_is_no_change(folder):
    report, pages, hidden = folder / "报告.html", folder / "报告_分页", folder / ".xianshen"
    eye = Eye([folder], [report, pages])
    before = eye.look()
    for place in (pages, hidden):
        place.mkdir()
        (place / "000001.html").touch()
    report.touch()
    assert eye.look() == before


def test_the_longer_looking_takes_the_longer_it_waits(monkeypatch, folder):
    slept, clock = [], iter([0.0, 0.01, 10.0, 14.0])
    monkeypatch.setattr(watching.time, "sleep", slept.append)
    monkeypatch.setattr(watching.time, "monotonic", lambda: next(clock))
    eye = Eye([folder], [])
    for _ in range(2):
        eye.look()
        eye.wait()
    assert slept == [watching.EVERY, pytest.approx(40.0)]


@pytest.fixture
def home(tmp_path_factory, monkeypatch, with_rules):
    place = tmp_path_factory.mktemp("home")
    with_rules(place / "XDG_CACHE_HOME")
    for variable in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(variable, str(place / variable))


@pytest.mark.usefixtures("home")
def test_a_folder_is_checked_again_until_ctrl_c(folder, monkeypatch, capfdbinary):
    turns = iter(
        [
            lambda: (folder / "名单.txt").write_text(f"低保公示：某某，身份证号{ID}。", encoding="utf-8"),
            lambda: None,
            lambda: [path.unlink() for path in folder.rglob("*.txt")],
            lambda: None,
        ]
    )

    def turn(_eye):
        now = next(turns, None)
        if now is None:
            raise KeyboardInterrupt
        now()

    monkeypatch.setattr(Eye, "wait", turn)
    assert run(["check", str(folder), "--watch"]) == 130
    out, err = (stream.decode() for stream in capfdbinary.readouterr())
    assert out.count("共检查") == 2
    assert out.index("未发现问题 1 个") < out.index("不能公开 1 个")
    assert "1 个文件从上次检查以来没有变化" in err
    assert "没有找到可以检查的文件" in err
    assert err.count("按 Ctrl-C 结束") == 3


@pytest.mark.parametrize("arguments", [["-"], [".", "--format", "json"]])
def test_what_cannot_be_watched_is_refused(arguments, capfdbinary):
    assert run(["check", *arguments, "--watch"]) == 2
    assert "XS114" in capfdbinary.readouterr().err.decode()


@pytest.mark.usefixtures("home")
def test_a_long_report_has_its_pages_beside_it_and_replaces_only_its_own(folder, tmp_path, monkeypatch, capfdbinary):
    monkeypatch.setattr("review.report.html_pages.MANY", 3)
    for name in "甲乙丙":
        (folder / f"{name}.txt").write_text(f"低保公示：某某，身份证号{ID}。", encoding="utf-8")
    report, pages = tmp_path / "报告.html", tmp_path / "报告_分页"
    command = ["check", str(folder), "--format", "html", "--output"]
    for _ in range(2):
        assert run([*command, str(report)]) == 1
        assert str(pages) in capfdbinary.readouterr().err.decode()
        assert len(list(pages.iterdir())) == 3
        assert {path.stat().st_mode & 0o077 for path in (report, pages, *pages.iterdir())} == {0} or os.name != "posix"
    (folder / "甲.txt").unlink()
    (folder / "乙.txt").unlink()
    assert run([*command, str(report)]) == 1
    assert not pages.exists()
    pages.mkdir()
    (pages / "要紧的.docx").touch()
    assert run([*command, str(report)]) == 2
    assert (pages / "要紧的.docx").exists()
    assert not list(tmp_path.glob(".*"))


@pytest.mark.usefixtures("home")
def test_pages_are_not_put_among_the_documents(folder, monkeypatch, capfdbinary):
    monkeypatch.setattr("review.report.html_pages.MANY", 1)
    assert run(["check", str(folder), "--format", "html", "--output", str(folder / "报告.html")]) == 2
    assert "XS105" in capfdbinary.readouterr().err.decode()
    assert [path.name for path in folder.iterdir()] == ["附件"]
