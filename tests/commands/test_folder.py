"""A folder before upload, as its user meets it."""

from __future__ import annotations

import io
import json
import os
import re
import select
import signal
import subprocess
import sys

import pytest
import python_calamine

from review.commands import run
from review.commands.progress import Progress, count, in_words
from review.model import Reviewed, Scan, Verdict

ID = "360781199003070012"
LEAK = f"低保公示：某某，身份证号{ID}。"


@pytest.fixture(autouse=True)
def home(tmp_path_factory, monkeypatch, with_rules):
    folder = tmp_path_factory.mktemp("home")
    with_rules(folder / "XDG_CACHE_HOME")
    for variable in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(variable, str(folder / variable))
    return folder


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "待上传"
    for n in range(40):
        write(folder, f"{n // 10}/{n:02}.txt", f"关于第{n}号事项的说明。" + (LEAK if n % 9 == 0 else ""))
    return folder


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def check(capfdbinary):
    def say(*arguments):
        code = run(["check", *map(str, arguments)])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return say


def test_two_workers_one_and_none_report_the_same(check, folder):
    said = {check(folder, "--format", "json", "--jobs", jobs, "--no-cache") for jobs in (1, 2, 0)}
    ((code, out, _),) = said
    assert code == 1
    assert [document["path"] for document in json.loads(out)["documents"]] == [f"{n // 10}/{n:02}.txt" for n in range(40)]


def test_checking_again_says_the_same_and_tells_what_it_did_not_check_again(check, folder):
    first, second, anew = (check(folder, *more) for more in ((), (), ("--no-cache",)))
    assert first[:2] == second[:2] == anew[:2]
    assert "没有重新检查" not in first[2] + anew[2]
    assert "40 个文件从上次检查以来没有变化" in second[2]
    write(folder, "1/15.txt", LEAK)
    assert "39 个文件" in check(folder)[2]


def test_a_spoilt_ledger_is_rebuilt_and_told(check, folder, home):
    check(folder)
    base = home / "XDG_CACHE_HOME" / "xianshen" / "reviewed.sqlite"
    base.write_bytes(b"\0" * 5000)
    code, _, err = check(folder)
    assert code == 1
    assert "已重建" in err
    assert "40 个文件" in check(folder)[2]


def test_no_cache_leaves_no_ledger(check, folder, home):
    check(folder, "--no-cache")
    assert not list(home.rglob("reviewed.sqlite*"))


def test_clean_lists_and_erases_the_ledger_and_doctor_says_where_it_is(check, folder, home, capfdbinary):
    check(folder)
    run(["doctor"])
    assert str(home / "XDG_CACHE_HOME" / "xianshen" / "reviewed.sqlite") in capfdbinary.readouterr().out.decode()
    run(["clean", "--yes"])
    assert "reviewed.sqlite" in capfdbinary.readouterr().out.decode()
    assert not list(home.rglob("reviewed.sqlite*"))


def test_clean_erases_the_pages_of_reports_too(home, capfdbinary):
    reports = home / "XDG_DATA_HOME" / "xianshen" / "reports"
    pages = reports / "待上传.先审报告_分页"
    pages.mkdir(parents=True)
    (pages / "000001.html").touch()
    assert run(["clean", "--yes"]) == 0
    assert "000001.html" in capfdbinary.readouterr().out.decode()
    assert list(reports.iterdir()) == []


def test_a_report_written_into_the_folder_is_not_in_its_own_way(check, folder):
    code, _, _ = check(folder, "--format", "json", "--output", folder / "报告.json", "--jobs", 1)
    assert code == 1
    documents = json.loads((folder / "报告.json").read_bytes())["documents"]
    assert len(documents) == 40
    assert check(folder)[0] == 3  # but the next time it is in the way


def test_the_register_of_a_run_has_a_row_for_every_document(check, folder, tmp_path):
    code, _, err = check(folder, "--ledger", tmp_path / "台账.xlsx")
    assert code == 1
    assert "检查台账已写入" in err
    data = io.BytesIO((tmp_path / "台账.xlsx").read_bytes())
    _, _, *rows = python_calamine.CalamineWorkbook.from_filelike(data).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows] == [f"{n // 10}/{n:02}.txt" for n in range(40)]
    assert sum(row[2] == "不能公开" for row in rows) == 5
    assert ID not in str(rows)
    if os.name == "posix":
        assert (tmp_path / "台账.xlsx").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("name", "error"), [("待上传/台账.xlsx", "XS105"), ("台账.csv", "XS113"), ("没有/台账.xlsx", "XS113")])
def test_a_register_that_cannot_be_written_there_is_refused(check, folder, tmp_path, name, error):
    code, _, err = check(folder, "--ledger", tmp_path / name)
    assert code == 2
    assert error in err
    assert not list(tmp_path.rglob("*.tmp"))


@pytest.mark.skipif(os.name != "posix", reason="names of bytes, permissions")
def test_files_that_stand_in_the_way_are_told_and_the_others_checked(check, folder, monkeypatch):
    (folder / "0" / "~$00.txt").write_bytes(b"\x05Wang")
    (folder / "0" / "~$开着.docx").write_bytes(b"\x05Wang")
    write(folder, os.fsdecode("旧系统/公告.txt".encode("gbk")), "关于停水的公告。")
    unreadable = folder / "没权限"
    unreadable.mkdir(mode=0o000)
    real = os.scandir

    def scandir(path):
        if str(path) == str(unreadable):
            raise PermissionError
        return real(path)

    monkeypatch.setattr("os.scandir", scandir)
    code, out, _ = check(folder, "--format", "json", "--jobs", 2)
    unreadable.chmod(0o700)
    documents = {document["path"]: document for document in json.loads(out)["documents"]}
    assert code == 3
    assert "请先保存并关闭文档" in documents["0/00.txt"]["gaps"][0]["message"]
    assert "请先保存并关闭文档" in documents["0/~$开着.docx"]["gaps"][0]["message"]
    assert documents["没权限"]["gaps"][0]["reason"] == "unreadable"
    assert documents["旧系统/公告.txt"]["verdict"] == "clean"
    assert len(documents) == 43


def test_a_file_that_vanishes_while_the_folder_is_checked_is_told(check, folder, monkeypatch):
    from review.extract import sources

    read = sources._bytes_of

    def vanishing(path, limits):
        if path.name == "17.txt":
            path.unlink()
        return read(path, limits)

    monkeypatch.setattr(sources, "_bytes_of", vanishing)
    code, out, _ = check(folder, "--format", "json", "--jobs", 2)
    assert code == 3
    (gone,) = [document for document in json.loads(out)["documents"] if document["verdict"] == "incomplete"]
    assert (gone["path"], gone["gaps"][0]["reason"]) == ("1/17.txt", "vanished")


@pytest.fixture
def interruptible():
    """What a shell starts in the background ignores Ctrl-C, and so would all that is started here."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_leaves_what_was_checked_for_the_next_run(folder):
    for n in range(400):
        write(folder, f"9/{n:03}.txt", f"关于第{n}号事项的说明。")
    command = [sys.executable, "-m", "review", "check", str(folder), "--format", "jsonl", "--jobs", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        select.select([process.stdout], [], [])  # the first documents are done
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
    assert process.returncode == 130
    assert "再次运行会接着检查" in err.decode()
    again = subprocess.run(command, capture_output=True, check=False)
    known = int(re.search(r"(\d+) 个文件从上次检查以来没有变化", again.stderr.decode())[1])
    assert 0 < known < 440
    assert len(again.stdout.splitlines()) == 440


class Screen(io.StringIO):
    def shown(self):
        """Return the lines as a terminal shows them in the end."""
        return [line.rpartition("\r")[2].rstrip() for line in self.getvalue().split("\n")]


def reviewed(n):
    return Reviewed(f"{n}.txt", "", "", 1, "text", None, Verdict.CLEAN, Scan((), ())), None


def test_progress_tells_each_document_and_leaves_nothing_behind(monkeypatch):
    clock = iter(range(1000))
    monkeypatch.setattr("review.commands.progress.time.monotonic", lambda: float(next(clock)))
    screen = Screen()
    assert len(list(Progress(screen, 10, each=True).watch(map(reviewed, range(10))))) == 10
    assert screen.shown() == [*(f"[{n + 1}/10] {n}.txt  未发现问题" for n in range(10)), ""]
    assert "已检查 4/10，约剩 6 秒" in screen.getvalue()


def test_progress_beside_a_report_on_the_same_screen_only_shows_its_line():
    screen = Screen()
    list(Progress(screen, 3, each=False).watch(map(reviewed, range(3))))
    assert screen.shown() == [""]


def test_files_are_counted_without_being_read(folder):
    assert count([folder, folder / "0" / "00.txt"]) == 41


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "1 秒"), (59, "59 秒"), (61, "1 分钟"), (3599, "1 小时 0 分钟"), (7300, "2 小时 2 分钟")]
)
def test_times_are_told_as_people_say_them(seconds, words):
    assert in_words(seconds) == words
