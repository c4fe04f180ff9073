"""The commands as a user meets them: options, exit codes, files written, words said."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from review.commands import drop as dropping
from review.commands import is_drop, run
from review.commands.desktop import file_system, is_unc
from review.commands.extract import to_dict
from review.extract import extract
from review.model import Scan

ID = "360781199003070012"
LEAK = f"低保公示：某某，身份证号{ID}。"
SECRET = "机密★10年\n云雾山仓库分布图"


@pytest.fixture(autouse=True)
def home(tmp_path_factory, monkeypatch, with_rules):
    """Private folders of this test alone."""
    folder = tmp_path_factory.mktemp("home")
    with_rules(folder / "XDG_CACHE_HOME")
    for variable in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(variable, str(folder / variable))
    return folder


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def program(*arguments, cwd=None, data=b"", **environment):
    """Run the program as a process, as a user does."""
    code = [sys.executable, "-m", "review", *map(str, arguments)]
    return subprocess.run(code, capture_output=True, input=data, cwd=cwd, check=False, env={**os.environ, **environment})


def report(path, *options):
    done = program("check", path, "--format", "json", *options)
    return done.returncode, json.loads(done.stdout)


def test_a_leak_is_reported_masked_with_exit_code_1(tmp_path):
    code, content = report(write(tmp_path, "公示.txt", LEAK))
    (document,) = content["documents"]
    (finding,) = document["findings"]
    assert (code, document["verdict"], finding["rule"]) == (1, "block", "personal.id-card")
    assert ID not in json.dumps(content)
    assert document["path"] == "公示.txt"


def test_show_gives_the_value_and_never_fails_only_when_told(tmp_path):
    code, content = report(write(tmp_path, "公示.txt", LEAK), "--show", "--fail-on", "never")
    assert code == 0
    assert content["documents"][0]["findings"][0]["text"] == ID


def test_warnings_fail_only_when_asked_for(tmp_path):
    path = write(tmp_path, "通知.txt", "联系微信号：ceshi_test2024，特此通知。")
    assert report(path)[0] == 0
    assert report(path, "--fail-on", "warn")[0] == 1


def test_a_gap_beats_findings(tmp_path):
    write(tmp_path, "公示.txt", LEAK)
    (tmp_path / "照片.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    code, content = report(tmp_path)
    assert code == 3
    assert {d["path"]: d["verdict"] for d in content["documents"]} == {"公示.txt": "block", "照片.png": "incomplete"}


def test_only_the_chosen_categories_are_reported(tmp_path):
    path = write(tmp_path, "公示.txt", LEAK)
    assert report(path, "--only", "credential")[1]["documents"][0]["findings"] == []
    done = program("check", path, "--only", "秘密")
    assert done.returncode == 2
    assert "XS104" in done.stderr.decode()


def test_an_empty_folder_is_a_mistake_not_a_clean_result(tmp_path):
    done = program("check", tmp_path)
    assert done.returncode == 2
    assert "XS103" in done.stderr.decode()


def test_standard_input_and_archives_are_read(tmp_path):
    assert program("check", "-", data=LEAK.encode("gb18030")).returncode == 1
    with zipfile.ZipFile(tmp_path / "材料.zip", "w") as archive:
        archive.writestr("内/公示.txt", LEAK)
    code, content = report(tmp_path / "材料.zip")
    assert (code, content["documents"][0]["path"]) == (1, "材料.zip/内/公示.txt")


def test_a_report_goes_to_a_private_file(tmp_path):
    path = write(tmp_path, "公示.txt", LEAK)
    done = program("check", path, "--format", "html", "--output", tmp_path)
    written = tmp_path / "先审报告.html"
    assert done.returncode == 1
    assert done.stdout == b""
    assert ID not in written.read_text(encoding="utf-8")
    if os.name == "posix":
        assert written.stat().st_mode & 0o777 == 0o600


def test_jsonl_has_one_document_a_line(tmp_path):
    for n in range(3):
        write(tmp_path, f"{n}.txt", LEAK)
    lines = program("check", tmp_path, "--format", "jsonl").stdout.decode().splitlines()
    assert [json.loads(line)["path"] for line in lines] == ["0.txt", "1.txt", "2.txt"]


def test_a_console_of_gbk_survives_every_character(tmp_path):
    path = write(tmp_path, "公示.txt", f"{LEAK}✓ 🌟 𠮷 \ufffd")
    done = program("check", path, PYTHONIOENCODING="gbk")
    assert done.returncode == 1
    assert "居民身份证号码" in done.stdout.decode("utf-8", "replace") + done.stdout.decode("gbk", "replace")


def test_a_stopped_document_leaves_no_text_anywhere(tmp_path, home):
    path = write(tmp_path, "清单.txt", SECRET)
    for options in (["--show"], ["--format", "json", "--show"], ["--format", "html"], ["--format", "jsonl"]):
        done = program("check", path, *options)
        assert done.returncode == 1
        assert "云雾山" not in done.stdout.decode() + done.stderr.decode()
    done = program("extract", path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert "立即报告" in done.stderr.decode()
    kept = [p for p in home.rglob("*") if p.is_file()]
    assert not [p for p in kept if "云雾山".encode() in p.read_bytes()]


def test_extract_writes_the_text_that_offsets_refer_to(tmp_path):
    path = write(tmp_path, "a.txt", f"一行\r\n{LEAK}无换行")
    text = program("extract", path).stdout.decode()
    assert text == f"一行\n{LEAK}无换行"
    (finding,) = report(path, "--show")[1]["documents"][0]["findings"]
    assert text[finding["start"] : finding["end"]] == finding["text"] == ID


def test_extract_as_json_tells_segments_and_places(tmp_path):
    content = json.loads(program("extract", write(tmp_path, "a.txt", "第一行\n第二行"), "--format", "json").stdout)
    assert content["schema"] == "xianshen.extract/1"
    assert [content["text"][s["start"] : s["end"]] for s in content["segments"]] == ["第一行", "第二行"]
    assert content["segments"][1]["place"]["path"] == "L2"


def test_extract_refuses_a_folder_and_says_what_was_not_read(tmp_path):
    write(tmp_path, "a.txt", "一")
    write(tmp_path, "b.txt", "二")
    assert program("extract", tmp_path).returncode == 2
    assert to_dict(extract(b"\x89PNG\r\n\x1a\n\0\0", "a.png"))["gaps"][0]["reason"] == "needs-ocr"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check"], "缺少参数"),
        (["check", "--formt", "json", "x"], "--format"),
        (["check", "没有.docx"], "XS101"),
        (["chek"], "没有命令"),
        (["check", "x", "--format", "pdf"], "text、json"),
        (["rules", "explain", "personal.mobil"], "personal.mobile"),
    ],
)
def test_a_mistake_is_answered_in_chinese_with_exit_code_2(arguments, words, capsys):
    assert run(arguments) == 2
    said = capsys.readouterr().err
    assert said.startswith("XS1")
    assert words in said


def test_an_unexpected_failure_never_looks_clean_and_quotes_nothing(tmp_path, monkeypatch, capsys):
    def fail(*_args, **_kwargs):
        raise ValueError(LEAK)

    monkeypatch.setattr("review.commands.session.sources", fail)
    assert run(["check", str(write(tmp_path, "a.txt", LEAK))]) == 70
    said = capsys.readouterr()
    assert "XS900" in said.err
    assert ID not in said.err + said.out


def test_a_fault_in_one_document_is_its_gap_and_quotes_nothing(tmp_path, monkeypatch, capsys):
    def fail(document, *_args, **_kwargs):
        if document.name.endswith("b.txt"):
            raise ValueError(LEAK)
        return Scan((), ())

    monkeypatch.setattr("review.engine.batch.scan", fail)
    for name in ("a.txt", "b.txt", "c.txt"):
        write(tmp_path, name, LEAK)
    assert run(["check", str(tmp_path), "--format", "json"]) == 3
    said = capsys.readouterr()
    assert ID not in said.err + said.out
    documents = json.loads(said.out)["documents"]
    assert [document["verdict"] for document in documents] == ["clean", "incomplete", "clean"]
    assert documents[1]["gaps"][0]["reason"] == "crashed"
    assert "ValueError，test_commands.py" in documents[1]["gaps"][0]["message"]


def test_an_interruption_has_its_own_code(tmp_path, monkeypatch, capsys):
    def stop(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("review.engine.batch.scan", stop)
    assert run(["check", str(write(tmp_path, "a.txt", "文"))]) == 130
    assert "已中断" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["数据&说明[终稿].txt", "a b%PATH%.txt", "$HOME.txt", "~通知.txt", "会议*.txt"])
def test_a_dropped_file_is_the_one_that_is_checked(tmp_path, name):
    write(tmp_path, "数据&说明终.txt", "别的文件")
    path = write(tmp_path, name, LEAK)
    done = program(path)
    assert done.returncode == 1
    assert name in done.stdout.decode()
    written = tmp_path / f"{path.name}.先审报告.html"
    assert ID not in written.read_text(encoding="utf-8")
    assert written.stat().st_mode & 0o777 == 0o600 or os.name != "posix"


def test_a_dropped_stopped_document_gets_no_report(tmp_path):
    path = write(tmp_path, "清单.txt", SECRET)
    done = program(path)
    assert done.returncode == 1
    assert "停止操作" in done.stdout.decode()
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["清单.txt"]


def test_the_report_of_a_draft_on_a_share_goes_to_the_private_folder(tmp_path, home, monkeypatch, capfdbinary):
    path = write(tmp_path, "公示.txt", LEAK)
    monkeypatch.setattr(dropping, "lies_on_share", lambda _folder: True)
    assert dropping.drop([path]) == 1
    assert not list(tmp_path.glob("*.html"))
    (written,) = home.rglob("*.html")
    assert written.parent.name == "reports"
    assert "公示" in capfdbinary.readouterr().out.decode()


def test_files_alone_are_a_drop_and_commands_are_not(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "check", "名叫 check 的文件")
    assert not is_drop(["check"])
    assert is_drop(["没有.docx"])
    assert is_drop([str(tmp_path)])
    assert not is_drop(["--help"])
    assert not is_drop(["chek"])


def test_a_share_is_told_by_its_name_or_its_file_system():
    mounts = "/dev/sda1 / ext4 rw 0 0\n//server/share /mnt/公\\040文 cifs rw 0 0\nproc /proc proc rw 0 0\n"
    assert file_system(mounts, Path("/mnt/公 文/稿")) == "cifs"
    assert file_system(mounts, Path("/home/a")) == "ext4"
    assert file_system(mounts, Path("/mntx")) == "ext4"
    assert is_unc(Path("//server/share/稿"))
    assert not is_unc(Path("/home/a"))


def test_without_arguments_the_help_is_shown(capsys):
    assert run([]) == 2
    assert "用法：xianshen" in capsys.readouterr().out


def test_a_report_is_told_from_a_draft_in_every_format(tmp_path):
    path = write(tmp_path, "公示.txt", LEAK)
    for form in ("text", "html", "json", "jsonl"):
        program("check", path, "--format", form, "--output", f"{tmp_path}/报告/")
    code, content = report(tmp_path / "报告")
    assert code == 3
    assert [(d["format"], d["gaps"][0]["reason"]) for d in content["documents"]] == [("report", "unsupported")] * 4


def test_two_inputs_of_one_name_are_told_apart(tmp_path):
    paths = [write(tmp_path, f"{folder}/公示.txt", LEAK) for folder in "甲乙"]
    content = json.loads(program("check", *paths, tmp_path / "乙", "--format", "json").stdout)
    assert [d["path"] for d in content["documents"]] == ["公示.txt", "乙/公示.txt", "乙/乙/公示.txt"]


def test_options_among_dropped_files_point_to_check(tmp_path, capsys):
    path = write(tmp_path, "公示.txt", LEAK)
    assert run([str(path), "--format", "json"]) == 2
    assert "xianshen check" in capsys.readouterr().err


def test_no_cache_proves_the_rules_anew(tmp_path, home):
    path = write(tmp_path, "a.txt", "文")
    program("check", path)
    (kept,) = home.rglob("rules-*.json")
    whole = kept.read_bytes()
    kept.write_bytes(whole.replace(b"marking.level", b"marking.other"))
    changed = kept.read_bytes()
    assert program("check", path, "--no-cache").returncode == 0
    assert kept.read_bytes() == changed


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")
def test_a_private_folder_that_others_could_read_is_closed(tmp_path, home):
    folder = home / "XDG_CONFIG_HOME" / "xianshen"
    folder.mkdir(parents=True, mode=0o755)
    program("check", write(tmp_path, "a.txt", "文"))
    assert folder.stat().st_mode & 0o777 == 0o700


def test_clean_lists_and_erases_what_was_kept(tmp_path):
    program("check", write(tmp_path, "a.txt", "文"))
    asked = program("clean", data=b"n\n")
    assert "rules-" in asked.stdout.decode()
    assert "已清除" in program("clean", "--yes").stdout.decode()
    assert "没有可以清除" in program("clean").stdout.decode()


def test_config_and_doctor_say_what_is_there():
    assert "词库" in program("config").stdout.decode()
    done = program("doctor")
    assert done.returncode == 0
    assert "一切正常" in done.stdout.decode()


def test_rules_can_be_listed_explained_and_tested(capsys):
    assert run(["rules", "list"]) == run(["rules", "test"]) == run(["rules", "lint"]) == run(["rules", "explain", "marking.level"]) == 0
    said = capsys.readouterr().out
    assert "全部相符" in said
    assert "会找到" in said


def test_private_folders_and_the_key_are_private(tmp_path, home):
    program("check", write(tmp_path, "a.txt", LEAK))
    (key,) = home.rglob("fingerprint.key")
    assert len(key.read_bytes()) == 32
    if os.name == "posix":
        assert key.stat().st_mode & 0o777 == 0o600
        assert key.parent.stat().st_mode & 0o777 == 0o700


def test_a_report_never_takes_the_place_of_the_draft(tmp_path):
    path = write(tmp_path, "公示.txt", LEAK)
    done = program("check", path, "--output", path)
    assert done.returncode == 2
    assert "XS105" in done.stderr.decode()
    assert path.read_text(encoding="utf-8") == LEAK


def test_a_failed_run_leaves_an_older_report_as_it_was(tmp_path):
    older = write(tmp_path, "旧报告.txt", "旧")
    assert program("check", tmp_path / "没有", "--output", older).returncode == 2
    assert older.read_text(encoding="utf-8") == "旧"
    assert [p.name for p in tmp_path.iterdir()] == ["旧报告.txt"]


def test_a_link_in_the_place_of_a_report_is_replaced_not_followed(tmp_path):
    victim = write(tmp_path, "要紧文件.txt", "要紧")
    path = write(tmp_path, "公示.txt", LEAK)
    (tmp_path / "公示.txt.先审报告.html").symlink_to(victim)
    assert program(path).returncode == 1
    assert victim.read_text(encoding="utf-8") == "要紧"


@pytest.mark.parametrize("names", [("a.txt", "b.png"), ("b.txt", "a.png")])
def test_the_heaviest_outcome_of_many_documents_is_the_exit_code(tmp_path, names):
    write(tmp_path, names[0], LEAK)
    (tmp_path / names[1]).write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    write(tmp_path, "z.txt", "无事")
    assert report(tmp_path)[0] == 3


def test_the_report_of_a_drop_is_never_named_after_a_stopped_document(tmp_path):
    stopped, other = write(tmp_path, "a.txt", SECRET), write(tmp_path, "e.txt", LEAK)
    assert program(stopped, other).returncode == 1
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == ["a.txt", "e.txt", "e.txt.先审报告.html"]


@pytest.mark.parametrize("command", ["check", "extract", "rules"])
def test_help_names_what_an_option_wants_in_chinese(command, capsys):
    assert run([command, "--help"]) == 0
    assert not re.search(r"\b(?:PATH|DIRECTORY|FILE|TEXT|INTEGER)\b", capsys.readouterr().out)


def test_without_arguments_the_same_options_are_listed_as_with_help(capsys):
    run([])
    bare = capsys.readouterr().out
    run(["--help"])
    assert bare == capsys.readouterr().out


def test_a_blank_file_is_not_clean(tmp_path):
    code, content = report(write(tmp_path, "空白.txt", " \n\n"))
    assert code == 3
    assert content["documents"][0]["verdict"] == "incomplete"
