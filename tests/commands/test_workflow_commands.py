"""Three reviews as an office runs them: every command on real files, with people, keys and a folder of the unit."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import secrets
import shutil
from types import SimpleNamespace

import docx
import pytest
from PIL import Image

from review.commands import desk as desk_module
from review.commands import run
from review.digest import canonical_json, sha256, sm3
from review.sign.keyfile import public_key

PEOPLE = {"A1": "管一", "A2": "管二", "D1": "拟甲", "D2": "办文员", "R1": "审初", "R2": "审复", "R3": "审终", "G1": "登记员"}
ROLES = {"R1": "初审员", "R2": "复审员", "R3": "终审员"}


@pytest.fixture(scope="module")
def founded(tmp_path_factory, with_rules):
    """A unit with its people, made once; every test works on a copy."""
    root = tmp_path_factory.mktemp("founded")
    with_rules(root / "home" / "XDG_CACHE_HOME")
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            patch.setenv(variable, str(root / "home" / variable))
        (root / "pw").write_text(secrets.token_urlsafe(12), encoding="utf-8")
        office = Desk(root)
        for person in PEOPLE:
            office("keys", "new", office.key(person), "--cost", "10", "--passphrase-file", root / "pw")
        public = {person: public_key(office.key(person)).text for person in PEOPLE}
        admins = [option for person in ("A1", "A2") for option in ("--admin", f"{person}:{PEOPLE[person]}:{public[person]}")]
        office.by("A1", "roster", "init", "--name", "虚构演示县政府办公室", *admins)
        office.by("A2", "roster", "confirm", "--yes")
        for person, name in PEOPLE.items():
            if person not in ("A1", "A2"):
                office.by("A1", "roster", "add", person, name, "--public", public[person])
        office.by("A2", "roster", "confirm", "--yes")
        for person, role in ROLES.items():
            office.by("A1", "roster", "role", person, role, "--from", "2026-01-01")
        assert office.by("A2", "roster", "confirm", "--yes") == 0
    return root


class Desk:
    """Runs commands in one unit and remembers what they said."""

    def __init__(self, root):
        self.root = root
        self.unit = root / "unit"
        self.said = ""

    def key(self, person):
        return self.root / f"{person}.key"

    def __call__(self, *arguments):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run([str(argument) for argument in arguments])
        self.said = out.getvalue() + err.getvalue()
        return code

    def by(self, person, *arguments):
        signed = ("--key", self.key(person), "--passphrase-file", self.root / "pw")
        return self(*arguments, "--unit", self.unit, *signed)

    def ask(self, *arguments):
        return self(*arguments, "--unit", self.unit)

    def json(self, *arguments):
        code = self.ask(*arguments, "--format", "json")
        return code, json.loads(self.said)

    def draft(self, name="通知.txt", text="关于开展检查的通知\n各乡镇：\n请于月底前完成。\n2026年3月2日\n"):
        path = self.root / "稿" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def submit(self, *files, title="关于开展检查的通知", channel="网站", drafter="D1", person="D1", **options):
        extra = [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", value)]
        return self.by(person, "submit", *files, "--title", title, "--drafter", drafter, "--channel", channel, *extra)

    def sign(self, matter, level, person, *options):
        outcome = ("--outcome", "主动公开") if level == 3 and "--outcome" not in options else ()
        return self.by(person, "sign", matter, "--level", level, "--approve", "--proof", "done:1/0", "--yes", *outcome, *options)

    def sign_all(self, matter):
        return [self.sign(matter, level, person) for level, person in ((1, "R1"), (2, "R2"), (3, "R3"))]

    def gate(self, *paths, channel="网站"):
        return self.ask("gate", *paths, "--channel", channel)


@pytest.fixture
def desk(founded, tmp_path, monkeypatch):
    for part in ("unit", "home"):
        shutil.copytree(founded / part, tmp_path / part)
    for file in founded.glob("*.key"):
        shutil.copy(file, tmp_path)
    shutil.copy(founded / "pw", tmp_path)
    for variable in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "home" / variable))
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path)


def test_a_matter_from_draft_to_release(desk):
    main, attachment = desk.draft(), desk.draft("附件.txt", "附件内容\n")
    assert desk.submit(main, attachment) == 0
    assert "初审、复审、终审还没有签批" in desk.said
    assert desk.gate(main, attachment) == 1
    assert desk.sign_all(main) == [0, 0, 0]
    assert "可发布" in desk.said
    assert desk.gate(main, attachment) == 0
    assert desk.by("D2", "release", main, "--url", "https://example.invalid/1") == 0
    assert desk.gate(main) == 0
    package = desk.root / "发布包 关于开展检查的通知"
    assert (package / "上传" / "通知.txt").read_bytes() == main.read_bytes()
    assert desk.gate(package / "上传") == 0
    assert desk.by("D2", "compare", main, package / "正文文字.txt") == 0
    assert desk.ask("show", main) == 0
    assert "已核对" in desk.said
    assert desk.ask("verify", "--all") == 0
    assert desk.sign(main, 3, "R3") == 5


def test_an_edit_after_the_second_sign_off_closes_the_gate_and_says_why(desk):
    main = desk.draft()
    desk.submit(main)
    desk.sign(main, 1, "R1")
    desk.sign(main, 2, "R2")
    main.write_text(main.read_text(encoding="utf-8").replace("月底", "年底"), encoding="utf-8")
    assert desk.gate(main) == 1
    assert "XS702 送审以后改动过（文字变化）" in desk.said
    assert desk.by("D1", "revise", main, main, "--reason", "改期限") == 0
    assert desk.sign(main, 3, "R3") == 5
    assert desk.sign_all(main) == [0, 0, 0]
    assert desk.gate(main) == 0


def test_a_resaved_docx_is_told_by_what_changed_and_does_not_pass(desk):
    path = desk.root / "稿.docx"
    document = docx.Document()
    document.add_paragraph("关于开展检查的通知")
    document.save(path)
    desk.submit(path)
    desk.sign_all(path)
    assert desk.gate(path) == 0
    document.core_properties.author = "另一台电脑"
    document.save(path)
    assert desk.gate(path) == 1
    assert "仅元数据变化" in desk.said


@pytest.mark.parametrize(
    ("person", "level", "why"),
    [("R1", 2, "XS654"), ("R2", 1, "XS654"), ("D2", 1, "XS654"), ("D1", 1, "XS654"), ("R2", 2, "XS654")],
)
def test_wrong_person_role_or_order_is_refused(desk, person, level, why):
    main = desk.draft()
    desk.submit(main)
    assert desk.sign(main, level, person) == 5
    assert why in desk.said


def test_findings_and_gaps_are_disposed_of_before_anybody_signs(desk):
    main = desk.draft(text="关于公示的通知\n联系人手机13800138000，另一个13900139000。\n")
    picture = desk.root / "稿" / "图.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    desk.submit(main, picture)
    assert desk.sign(main, 1, "R1") == 5
    assert "XS652" in desk.said
    assert desk.ask("show", main, "--findings") == 0
    assert "13800138000" not in desk.said
    assert desk.by("R1", "dispose", main, "--rule", "personal.mobile", "--as", "依法公开", "--reason", "本人同意", "--yes") == 0
    assert desk.by("R1", "dispose", main, "g1", "--as", "误报", "--reason", "看过", "--yes") == 5
    assert desk.by("R1", "dispose", main, "g1", "--as", "接受", "--as", "R1", "--reason", "看过", "--yes") == 0
    assert desk.sign_all(main) == [0, 0, 0]
    for file in (desk.unit / "matters").iterdir():
        assert b"13800138000" not in file.read_bytes()


def test_pictures_are_accepted_once_and_again_when_one_of_them_changes(desk):
    main = desk.draft("通知.docx", "")

    def write(text, *shades):
        made = docx.Document()
        made.add_paragraph(text)
        for shade in shades:
            picture = io.BytesIO()
            Image.linear_gradient("L").point(lambda grey, shade=shade: grey // shade).save(picture, "PNG")
            made.add_picture(picture, width=docx.shared.Cm(3))
        made.save(main)

    write("关于开展检查的通知", 1, 2, 3)
    desk.submit(main)
    assert desk.sign(main, 1, "R1") == 5
    assert "1 处未能检查" in desk.said
    desk.ask("show", main, "--findings")
    assert "图片页" in desk.said
    assert "dispose 事项 g1 --as 接受" in desk.said
    assert desk.by("R1", "dispose", main, "g1", "--as", "接受", "--as", "R1", "--reason", "逐张看过", "--yes") == 0
    assert desk.sign(main, 1, "R1") == 0
    write("关于开展检查的通知（修改稿）", 1, 2, 3)
    assert desk.by("D1", "revise", main, main, "--reason", "改稿") == 0
    assert desk.sign(main, 1, "R1") == 0
    write("关于开展检查的通知（修改稿）", 1, 2, 4)
    assert desk.by("D1", "revise", main, main, "--reason", "改稿") == 0
    assert desk.sign(main, 1, "R1") == 5
    assert "XS652" in desk.said
    for file in desk.unit.rglob("*.jsonl"):
        assert b"/9j/" not in file.read_bytes()


def test_a_stopped_draft_is_not_submitted_and_nothing_of_it_is_kept(desk):
    main = desk.draft(text="机密★10年\n云雾山仓库分布图\n")
    assert desk.submit(main) == 5
    assert "XS640" in desk.said
    assert "云雾山" not in desk.said
    assert not any("云雾山".encode() in path.read_bytes() for path in desk.unit.rglob("*") if path.is_file())


def test_a_report_of_ours_is_neither_submitted_nor_let_through(desk):
    main = desk.draft()
    report = desk.root / "报告.html"
    desk("check", main, "--format", "html", "--output", report)
    assert desk.submit(report) == 5
    assert "XS641" in desk.said
    assert desk.gate(report) == 1
    assert "XS720" in desk.said


def test_a_policy_document_goes_with_its_reading(desk):
    text = "虚政办发〔2026〕3号\n关于印发演示管理办法的通知\n正文。\n"
    main, reading = desk.draft("办法.txt", text), desk.draft("解读.txt", "解读内容\n")
    assert desk.submit(main, title="演示管理办法") == 5
    assert "XS644" in desk.said
    assert desk.submit(main, title="演示管理办法", reading=reading) == 0
    desk.sign_all(main)
    assert desk.gate(main) == 1
    assert "XS711" in desk.said
    assert desk.gate(main, reading) == 0


def test_a_return_sends_it_back_and_a_revision_starts_anew(desk):
    main = desk.draft()
    desk.submit(main)
    assert desk.by("R2", "sign", main, "--level", "1", "--return", "--reason", "补依据") == 5
    assert desk.by("R1", "sign", main, "--level", "1", "--return") == 2
    assert desk.by("R1", "sign", main, "--level", "1", "--return", "--reason", "补依据") == 0
    assert desk.sign(main, 1, "R1") == 5
    assert desk.ask("status", "--mine", "--as", "D1") == 0
    assert "已退回" in desk.said
    assert desk.by("D1", "revise", main, main, "--reason", "已在附件说明") == 0
    assert desk.sign_all(main) == [0, 0, 0]


def test_paper_needs_the_code_of_this_version(desk):
    main = desk.draft()
    desk.submit(main)
    desk.sign(main, 1, "R1")
    desk.sign(main, 2, "R2")
    form = desk.root / "表.docx"
    assert desk.ask("form", main, "--output", form) == 0
    words = "\n".join(cell.text for table in docx.Document(form).tables for row in table.rows for cell in row.cells)
    code = next(word for word in words.split() if len(word) == 9 and word[4] == "-" and word.replace("-", "").isdigit())
    scan = desk.draft("扫描.txt", "签好的表")
    wrong = f"{(int(code[0]) + 1) % 10}{code[1:]}"
    paper = ("paper", main, "--level", 3, "--signer", "R3", "--scan", scan, "--outcome", "主动公开", "--proof", "done:0/0")
    assert desk.by("G1", *paper, "--code", wrong) == 5
    assert desk.by("D1", *paper, "--code", code) == 5
    assert desk.by("G1", *paper, "--code", code) == 0
    desk.ask("show", main)
    assert "纸质签批（登记人登记员）" in desk.said
    assert desk.gate(main) == 0


def test_an_urgent_matter_takes_a_call_and_turns_red_without_the_signature(desk, monkeypatch):
    now = dt.datetime.now().astimezone().replace(microsecond=0)
    main = desk.draft()
    assert desk.by("D1", "submit", main, "--title", "紧急通知", "--drafter", "D1", "--channel", "网站", "--urgent") == 0
    call = ("paper", main, "--level", 3, "--signer", "R3", "--phone", "--outcome", "主动公开")
    assert desk.by("G1", *call) == 2
    assert desk.by("G1", *call, "--witness", "某某", "--at", f"{now - dt.timedelta(hours=30):%Y-%m-%d %H:%M}") == 5
    assert desk.by("G1", *call, "--witness", "某某", "--at", f"{now - dt.timedelta(hours=1):%Y-%m-%d %H:%M}") == 0
    assert desk.sign(main, 2, "R2") == 0
    assert desk.sign(main, 1, "R1") == 0
    assert desk.gate(main) == 0
    later = now + dt.timedelta(hours=25)
    monkeypatch.setattr(desk_module, "now", lambda: later)
    assert desk.gate(main) == 1
    assert "XS713" in desk.said
    assert desk.ask("status", "--overdue") == 0
    assert "紧急通知" in desk.said
    assert desk.sign(main, 3, "R3") == 0
    assert desk.gate(main) == 0


def test_what_went_out_on_a_call_is_still_to_be_signed(desk, monkeypatch):
    now = dt.datetime.now().astimezone().replace(microsecond=0)
    main = desk.draft()
    desk.by("D1", "submit", main, "--title", "紧急通知", "--drafter", "D1", "--channel", "网站", "--urgent")
    called = f"{now - dt.timedelta(minutes=5):%Y-%m-%d %H:%M}"
    desk.by("G1", "paper", main, "--level", 3, "--signer", "R3", "--phone", "--outcome", "主动公开", "--witness", "某某", "--at", called)
    desk.sign(main, 1, "R1")
    desk.sign(main, 2, "R2")
    assert desk.by("D2", "release", main, "--url", "x") == 0
    monkeypatch.setattr(desk_module, "now", lambda: now + dt.timedelta(hours=25))
    assert desk.gate(main) == 1
    assert "XS713" in desk.said
    assert desk.sign(main, 1, "R1") == 5
    assert desk.sign(main, 3, "R3") == 0
    assert desk.gate(main) == 0


def test_a_file_of_the_same_name_is_not_the_matter(signed):
    desk = signed.desk
    other = desk.root / "别处" / "通知.txt"
    other.parent.mkdir()
    other.write_text("另一份", encoding="utf-8")
    assert desk.by("D2", "release", other, "--url", "x") == 2
    assert "XS632" in desk.said
    assert desk.ask("show", other) == 0


def test_one_file_in_two_channels_is_two_matters_that_are_told_apart(signed):
    desk = signed.desk
    assert desk.submit(signed.main, channel="新媒体") == 0
    assert desk.sign(signed.main, 1, "R1") == 2
    first, second = sorted(path.stem for path in (desk.unit / "matters").glob("*.jsonl"))
    assert second in desk.said
    assert desk.sign(second, 1, "R1") == 0
    assert desk.gate(signed.main) == 0
    assert desk.gate(signed.main, channel="新媒体") == 1
    assert "XS703" in desk.said
    assert first != second


def test_a_package_never_loses_a_file_that_is_called_like_one_of_its_own(desk):
    main, attachment = desk.draft(), desk.draft("正文文字.txt", "附件的内容\n")
    desk.submit(main, attachment)
    desk.sign_all(main)
    desk.by("D2", "release", main, "--url", "x")
    package = desk.root / "发布包 关于开展检查的通知"
    assert (package / "上传" / "正文文字.txt").read_text(encoding="utf-8") == "附件的内容\n"
    assert (package / "正文文字.txt").read_text(encoding="utf-8").startswith("关于开展检查的通知")
    assert desk.by("D2", "compare", main, attachment) == 1
    assert "已核对" not in desk.said


def test_the_drafter_does_not_dispose_of_his_own_findings_and_signers_read_the_reasons(desk):
    main = desk.draft(text="关于公示的通知\n联系人手机13800138000。\n")
    desk.submit(main)
    assert desk.by("D1", "dispose", main, "f1", "--as", "误报", "--reason", "没事", "--yes") == 5
    assert desk.by("R1", "dispose", main, "f1", "--as", "依法公开", "--reason", "本人书面同意", "--yes") == 0
    assert desk.sign(main, 1, "R1") == 0
    assert "本人书面同意" in desk.said


def test_words_that_cannot_stand_in_a_record_are_refused_before_anything_is_kept(desk):
    assert desk.submit(desk.draft(), title="  ") == 2
    assert "XS666" in desk.said
    assert not list((desk.unit / "files").iterdir())


def test_a_leader_who_does_not_agree_on_paper_sends_it_back(signed):
    desk = signed.desk
    assert desk.by("G1", "paper", signed.main, "--level", 3, "--signer", "R3", "--return", "--reason", "再核") == 0
    assert desk.gate(signed.main) == 1
    assert "审终在纸面上退回（登记人登记员）：再核" in desk.said


def test_answers_and_passphrase_may_come_in_one_pipe(signed, monkeypatch):
    desk = signed.desk
    passphrase = (desk.root / "pw").read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("已核对\ndone:1/0\ny\n".encode() + passphrase + b"\n"), encoding="utf-8"))
    options = ("--level", 3, "--approve", "--outcome", "主动公开", "--unit", desk.unit, "--key", desk.key("R3"), "--passphrase-file", "-")
    assert desk("sign", signed.main, *options) == 0


def test_a_lost_scan_of_a_signed_form_is_seen(desk):
    main = desk.draft()
    desk.submit(main)
    desk.sign(main, 1, "R1")
    desk.ask("form", main, "--output", desk.root / "表.docx")
    words = "\n".join(cell.text for table in docx.Document(desk.root / "表.docx").tables for row in table.rows for cell in row.cells)
    code = next(word for word in words.split() if len(word) == 9 and word[4] == "-" and word.replace("-", "").isdigit())
    scan = desk.draft("扫描.txt", "签好的表")
    assert desk.by("G1", "paper", main, "--level", 2, "--scan", scan, "--code", code, "--proof", "done:0/0") == 0
    assert desk.ask("verify") == 0
    shutil.rmtree(desk.unit / "evidence")
    assert desk.ask("verify") == 4


def test_administrators_never_become_too_few_and_roles_are_those_of_the_unit(desk):
    assert desk.by("A1", "roster", "admin", "A2", "--end") == 5
    assert desk.by("A1", "roster", "role", "D2", "初审") == 2
    assert "初审员" in desk.said


def test_recall_lists_what_to_take_down_and_closes_the_gate(desk):
    main = desk.draft()
    desk.submit(main)
    desk.sign_all(main)
    assert desk.by("D2", "recall", main, "--reason", "有误") == 5
    desk.by("D2", "release", main, "--url", "https://example.invalid/7")
    assert desk.by("R3", "recall", main, "--reason", "有误") == 0
    assert "https://example.invalid/7" in desk.said
    assert "快照" in desk.said
    assert desk.gate(main) == 1
    assert "XS708" in desk.said


def test_a_correction_is_a_linked_matter_of_its_own(desk):
    main = desk.draft()
    desk.submit(main)
    desk.sign_all(main)
    desk.by("D2", "release", main, "--url", "https://example.invalid/7")
    better = desk.draft("通知2.txt", main.read_text(encoding="utf-8").replace("月底", "年底"))
    assert desk.by("D1", "correct", main, better, "--drafter", "D1", "--reason", "期限写错") == 0
    assert "文字变化" in desk.said
    assert desk.gate(better) == 1
    assert desk.sign_all(better) == [0, 0, 0]
    assert desk.gate(better) == 0
    assert desk.gate(main) == 0


def test_what_is_online_is_held_against_what_was_signed(desk):
    main = desk.draft()
    desk.submit(main)
    desk.sign_all(main)
    desk.by("D2", "release", main, "--url", "https://example.invalid/7")
    body = "".join(f"<p>{line}</p>" for line in main.read_text(encoding="utf-8").splitlines())
    page = desk.draft("网页.html", f"<html><body><div>首页 新闻</div>{body}<div>版权所有</div></body></html>")
    assert desk.ask("compare", main, page) == 0
    page.write_text(page.read_text(encoding="utf-8").replace("月底", "年底"), encoding="utf-8")
    assert desk.ask("compare", main, page) == 1
    assert "年底" in desk.said


def test_a_second_client_that_saw_an_older_head_is_refused(desk):
    from review.commands.opened import open_matter
    from review.errors import RefusedError

    main = desk.draft()
    desk.submit(main)
    stale = open_matter(str(main), desk.unit)
    desk.by("R1", "note", main, "请加快")
    person = stale.act({"who": None, "key_file": desk.key("R2"), "passphrase_file": str(desk.root / "pw")})
    with pytest.raises(RefusedError, match="XS631"):
        stale.record(person, ("note", {"kind": "说明", "text": "晚了一步", "evidence": None}))


def state_file(desk):
    (path,) = (desk.unit / "matters").glob("*.jsonl")
    return path


@pytest.fixture
def signed(desk):
    main = desk.draft()
    desk.submit(main)
    desk.sign_all(main)
    return SimpleNamespace(desk=desk, main=main, state=state_file(desk))


def test_an_edited_state_file_is_a_fault_of_integrity_everywhere(signed):
    signed.state.write_bytes(signed.state.read_bytes().replace("已核对全文".encode(), "没核对全文".encode()))
    desk = signed.desk
    assert [desk.gate(signed.main), desk.ask("verify", "--all"), desk.ask("show", signed.main), desk.ask("status")] == [4] * 4
    assert desk.by("D2", "release", signed.main, "--url", "x") == 4


def test_a_state_file_cut_short_put_back_or_deleted_is_seen(signed):
    desk, whole = signed.desk, signed.state.read_bytes()
    signed.state.write_bytes(b"".join(whole.splitlines(keepends=True)[:-1]))
    assert desk.gate(signed.main) == 4
    signed.state.unlink()
    assert desk.ask("verify", "--all") == 4
    assert desk.gate(signed.main) != 0
    signed.state.write_bytes(whole)
    assert desk.gate(signed.main) == 0


def test_a_whole_folder_rolled_back_is_seen_by_who_saw_more(signed):
    desk = signed.desk
    shutil.copytree(desk.unit, desk.root / "old")
    desk.by("R1", "note", signed.main, "后来的")
    shutil.rmtree(desk.unit)
    shutil.copytree(desk.root / "old", desk.unit)
    assert desk.gate(signed.main) == 4
    assert "XS624" in desk.said


def test_a_checkpoint_kept_elsewhere_betrays_a_rewritten_ledger(signed, monkeypatch):
    desk = signed.desk
    point = desk.root / "时点.json"
    assert desk.by("A1", "checkpoint", "--output", point) == 0
    assert desk.ask("verify", "--checkpoint", point) == 0
    ledger = desk.unit / "ledger.jsonl"
    ledger.write_bytes(b"".join(ledger.read_bytes().splitlines(keepends=True)[:-1]))
    shutil.rmtree(desk.root / "home" / "XDG_CONFIG_HOME" / "xianshen")
    assert desk.ask("verify", "--checkpoint", point) == 4


def test_a_frozen_copy_that_was_touched_is_seen(signed):
    (copy,) = (signed.desk.unit / "files").rglob("1_*")
    copy.chmod(0o600)
    copy.write_text("换过", encoding="utf-8")
    assert signed.desk.ask("verify", "--all") == 4
    assert signed.desk.by("D2", "release", signed.main, "--url", "x") == 4


def test_lowered_levels_open_no_gate(signed):
    path = signed.desk.unit / "unit.toml"
    levels = path.read_text(encoding="utf-8").split("[[level]]")
    path.write_text("[[level]]".join(levels[:3]), encoding="utf-8")
    assert signed.desk.gate(signed.main) == 4
    assert "XS717" in signed.desk.said
    assert signed.desk.by("A1", "roster", "policy") == 0
    assert signed.desk.gate(signed.main) == 4
    assert signed.desk.by("A2", "roster", "confirm", "--yes") == 0
    assert signed.desk.gate(signed.main) == 1


def test_a_revoked_key_signs_no_more(desk):
    main = desk.draft()
    desk.submit(main)
    desk.sign(main, 1, "R1")
    assert desk.by("D1", "roster", "revoke", "R2", "--what", "person", "--reason", "调离") == 5
    desk.by("A1", "roster", "revoke", "R2", "--what", "person", "--reason", "调离")
    desk.by("A2", "roster", "confirm", "--yes")
    assert desk.sign(main, 2, "R2") == 5
    assert "XS633" in desk.said
    assert desk.submit(desk.draft("另一件.txt", "另一件\n"), title="另一件") == 5
    assert "XS643" in desk.said


def test_a_torn_last_line_is_told_set_aside_and_nothing_is_lost(signed):
    with signed.state.open("ab") as stream:
        stream.write(b'{"body":{"half')
    desk = signed.desk
    assert desk.ask("verify", "--all") == 0
    assert "没有写完" in desk.said
    assert desk.gate(signed.main) == 0
    assert desk.by("R1", "note", signed.main, "继续") == 0
    assert [path.read_bytes() for path in signed.state.parent.glob("*.torn-*")] == [b'{"body":{"half\n']
    assert desk.ask("verify", "--all") == 0


def test_an_event_that_a_crash_kept_from_the_ledger_is_told_and_entered_later(signed, monkeypatch):
    from review.commands.desk import Desk as RealDesk

    desk = signed.desk
    with monkeypatch.context() as patch:
        patch.setattr(RealDesk, "anchor", lambda *_: (_ for _ in ()).throw(OSError("power cut")))
        assert desk.by("R1", "note", signed.main, "断电前") == 70
    assert desk.ask("verify", "--all") == 0
    assert "还没有登入台账" in desk.said
    assert desk.by("R1", "note", signed.main, "来电后") == 0
    assert desk.ask("verify", "--all") == 0
    assert "还没有登入台账" not in desk.said


def test_withdrawing_a_sign_off_and_a_matter(signed):
    desk = signed.desk
    assert desk.by("G1", "withdraw", signed.main, "--reason", "x") == 5
    assert desk.by("R2", "withdraw", signed.main, "--reason", "再看") == 0
    assert desk.gate(signed.main) == 1
    assert desk.by("D1", "withdraw", signed.main, "--reason", "不发了") == 0
    assert desk.sign(signed.main, 2, "R2") == 5
    assert "XS645" in desk.said


def test_the_month_s_ledger_is_a_workbook(signed):
    import python_calamine

    path = signed.desk.root / "台账.xlsx"
    assert signed.desk.ask("ledger", "--output", path) == 0
    rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert any("关于开展检查的通知" in map(str, row) for row in rows)


def test_people_read_no_digests_unless_they_ask(signed):
    desk = signed.desk
    (matter,) = [path.stem for path in (desk.unit / "matters").glob("*.jsonl")]
    for command in (("show", signed.main), ("status",)):
        desk.ask(*command)
        assert matter not in desk.said
    code, value = desk.json("show", signed.main)
    assert (code, value["matter"], value["state"], value["publishable"]) == (0, matter, "可发布", True)
    assert desk.ask("show", matter[:10]) == 0


def test_a_folder_before_upload_names_every_file_that_nobody_signed(signed):
    folder = signed.desk.root / "待上传"
    folder.mkdir()
    shutil.copy(signed.main, folder)
    (folder / "没人签.txt").write_text("没人签", encoding="utf-8")
    code, value = signed.desk.json("gate", folder, "--channel", "网站")
    assert code == 1
    assert {file["path"]: file["open"] for file in value["files"]} == {"通知.txt": True, "没人签.txt": False}
    assert value["files"][0]["reasons"][0]["code"] == "XS701"


def test_another_channel_is_another_matter(signed):
    assert signed.desk.gate(signed.main, channel="新媒体") == 1
    assert "XS710" in signed.desk.said


def test_without_a_unit_the_record_lies_beside_the_document(founded, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "稿.txt").write_text("文", encoding="utf-8")
    assert run(["gate", "稿.txt", "--channel", "网站"]) == 2
    assert "XS669" in capsys.readouterr().err


def raw_event(desk, person, kind, /, **fields):
    """Write what a person with a key and access to the folder could write with a program of his own."""
    from review.commands.acting import actor

    unit = desk_module.open_desk(desk.unit)
    who = actor(unit, None, desk.key(person), str(desk.root / "pw"))
    (matter,) = unit.folder.matters()
    unit.record(who, matter, [(kind, fields)], seen=unit.history(matter).head)


def left_out(record):
    return {**record, "findings": [], "counts": {"block": 0, "warn": 0, "note": 0}}


def belittled(record):
    return {**record, "findings": [{**row, "severity": "note"} for row in record["findings"]], "counts": {"block": 0, "warn": 0, "note": 1}}


@pytest.mark.parametrize("forged", [left_out, belittled])
def test_findings_that_the_record_leaves_out_or_belittles_are_found_at_the_first_signature(desk, monkeypatch, forged):
    from review.commands import submission
    from review.workflow.events import scan_digest

    honest = submission.scan_fields

    def forge(*given):
        record = forged(honest(*given))
        digest = scan_digest(record["files"], record["ruleset"], record["tool"], record["findings"], record["gaps"])
        return {**record, "scan": digest}

    monkeypatch.setattr(submission, "scan_fields", forge)
    main = desk.draft(text="关于公示的通知\n联系人手机13800138000。\n")
    assert desk.submit(main) == 0
    monkeypatch.undo()
    for variable in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(variable, str(desk.root / "home" / variable))
    assert desk.sign(main, 1, "R1") == 5
    assert "XS671" in desk.said


ALLOWED = """[[allow]]
rule = "personal.mobile"
scope = {{ phrase = "李某手机13800138000" }}
reason = "本人书面同意"
approver = "周某"
expires = {}
"""


def allow(desk, expires):
    (desk.unit / "lexicons" / "allow").mkdir(parents=True, exist_ok=True)
    (desk.unit / "lexicons" / "allow" / "清单.toml").write_text(ALLOWED.format(expires), encoding="utf-8")


def day_is(monkeypatch, day):
    from review.commands import session

    monkeypatch.setattr(session, "today", lambda: dt.date.fromisoformat(day))


def test_an_exception_of_the_unit_is_shown_to_every_signer_and_stands_in_the_record(desk, monkeypatch):
    allow(desk, "2027-03-31")
    day_is(monkeypatch, "2026-11-23")
    main = desk.draft(text="关于公示的通知\n李某手机13800138000。\n")
    assert desk.submit(main) == 0
    told = "按允许清单保留：personal.mobile 1 处，批准人 周某，有效期至 2027-03-31，理由：本人书面同意"
    for level, person in ((1, "R1"), (2, "R2"), (3, "R3")):
        assert desk.sign(main, level, person) == 0
        assert told in desk.said
    assert desk.gate(main) == 0


def test_an_exception_that_ended_after_the_submission_keeps_a_signer_from_signing(desk, monkeypatch):
    allow(desk, "2027-03-31")
    day_is(monkeypatch, "2027-03-31")
    main = desk.draft(text="关于公示的通知\n李某手机13800138000。\n")
    assert desk.submit(main) == 0
    day_is(monkeypatch, "2027-04-01")
    assert desk.sign(main, 1, "R1") == 5
    assert "XS671" in desk.said


def test_an_exception_that_the_record_does_not_tell_of_keeps_a_signer_from_signing(desk, monkeypatch):
    from review.commands import submission

    allow(desk, "2027-03-31")
    day_is(monkeypatch, "2026-11-23")
    honest = submission.scan_events
    monkeypatch.setattr(submission, "scan_events", lambda found: honest(found)[:1])
    main = desk.draft(text="关于公示的通知\n李某手机13800138000。\n")
    assert desk.submit(main) == 0
    assert desk.sign(main, 1, "R1") == 5
    assert "没有写明的允许 1 项" in desk.said


def test_rules_of_the_unit_bind_submitter_and_signer_whatever_they_have_set_for_themselves(desk, monkeypatch):
    desk("config", "lexicon", "无")
    before = desk.json("show", desk_matter(desk))[1]["scan"]["ruleset"]
    allow(desk, "2027-03-31")
    assert desk.json("show", desk_matter(desk, "另一份.txt"))[1]["scan"]["ruleset"] != before


def desk_matter(desk, name="通知.txt"):
    main = desk.draft(name, text=f"关于公示的通知（{name}）\n各乡镇。\n")
    assert desk.submit(main) == 0
    return main


def test_a_forged_ledger_is_seen_by_who_sees_it_for_the_first_time(signed):
    desk = signed.desk
    raw = (desk.unit / "ledger.jsonl").read_bytes().splitlines(keepends=True)
    value = json.loads(raw[-1])
    value["sig"] = "A" * 86 + "=="
    (desk.unit / "ledger.jsonl").write_bytes(b"".join(raw[:-1]) + canonical_json(value) + b"\n")
    shutil.rmtree(desk.root / "home" / "XDG_CONFIG_HOME" / "xianshen")
    assert desk.gate(signed.main) == 4
    assert "XS626" in desk.said


def test_a_roster_that_the_ledger_does_not_know_is_refused(signed):
    desk = signed.desk
    path = desk.unit / "roster.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    shutil.rmtree(desk.root / "home" / "XDG_CONFIG_HOME" / "xianshen")
    assert desk.gate(signed.main) == 4


def test_input_that_would_spoil_the_roster_is_refused_before_it_is_written(desk):
    before = (desk.unit / "roster.jsonl").read_bytes()
    assert desk.by("A1", "roster", "add", "P1", " ") == 2
    assert desk.by("A1", "roster", "revoke", "R1", "--what", "person", "--reason", " ") == 2
    desk.by("A1", "roster", "admin", "D1")
    assert desk.by("R1", "roster", "confirm", "--yes") == 5
    assert desk.by("A2", "roster", "confirm", "--yes") == 0
    assert desk.ask("verify") == 0
    assert (desk.unit / "roster.jsonl").read_bytes().startswith(before)


def test_a_change_of_the_roster_that_a_crash_kept_from_the_ledger_is_entered_later(desk, monkeypatch):
    from review.commands.desk import Desk as RealDesk

    with monkeypatch.context() as patch:
        patch.setattr(RealDesk, "anchor", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        assert desk.by("A1", "roster", "admin", "D1") == 70
        assert "XS902" in desk.said
    assert desk.by("A2", "roster", "confirm", "--yes") == 0
    assert desk.ask("verify") == 0


def test_two_people_who_act_at_once_are_ordered_by_the_lock(signed, monkeypatch):
    from review.commands import desk as module
    from review.store import lock

    held = []

    @contextlib.contextmanager
    def watched(folder, *rest):
        held.append(folder)
        with lock.locked(folder, *rest):
            yield

    monkeypatch.setattr(module, "locked", watched)
    assert signed.desk.by("R1", "note", signed.main, "一") == 0
    assert held


def test_who_saw_another_roster_is_asked_to_look_again(desk):
    from review.commands.acting import actor
    from review.errors import RefusedError

    main = desk.draft()
    desk.submit(main)
    unit = desk_module.open_desk(desk.unit)
    who = actor(unit, None, desk.key("R1"), str(desk.root / "pw"))
    desk.by("A1", "roster", "admin", "D1")
    (matter,) = unit.folder.matters()
    with pytest.raises(RefusedError, match="XS631 名册"):
        unit.record(who, matter, [("note", {"kind": "说明", "text": "x", "evidence": None})], seen=unit.history(matter).head)
    admin = actor(unit, None, desk.key("A2"), str(desk.root / "pw"))
    with pytest.raises(RefusedError, match="XS631 名册"):
        unit.record_roster(admin, {"type": "admin", "person": "D2", "serves": True, "record": ""})


def test_a_clock_that_went_back_writes_nothing(signed, monkeypatch):
    late = desk_module.now()
    monkeypatch.setattr(desk_module, "now", lambda: late - dt.timedelta(days=3))
    assert signed.desk.by("R1", "note", signed.main, "昨天的话") == 5
    assert "XS667" in signed.desk.said


def test_a_backdated_event_is_a_fault(signed, monkeypatch):
    desk = signed.desk
    late = desk_module.now()
    monkeypatch.setattr(desk_module, "now", lambda: late - dt.timedelta(days=30))
    monkeypatch.setattr(desk_module.Desk, "on_time", lambda _: None)
    raw_event(desk, "R1", "note", kind="说明", text="倒填", evidence=None)
    monkeypatch.undo()
    for variable in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(variable, str(desk.root / "home" / variable))
    assert desk.gate(signed.main) == 4
    assert "倒填" in desk.said


def test_a_new_version_after_the_release_opens_no_gate(signed):
    desk = signed.desk
    desk.by("D2", "release", signed.main, "--url", "x")
    other = desk.draft("换掉的.txt", "换掉的内容")
    data = other.read_bytes()
    row = {"role": "正文", "name": other.name, "size": len(data), "sha256": sha256(data), "sm3": sm3(data), "text_sha256": sha256(data)}
    policy = desk_module.open_desk(desk.unit).policy.digest
    raw_event(desk, "G1", "revise", files=[row], reason="x", pair="", policy=policy)
    assert desk.gate(other) == 4


def test_nothing_is_skipped_before_upload(signed):
    folder = signed.desk.root / "待上传"
    (folder / ".assets").mkdir(parents=True)
    shutil.copy(signed.main, folder)
    for name in (".assets/藏.docx", "Thumbs.db", ".DS_Store"):
        (folder / name).write_bytes(b"x")
    assert signed.desk.gate(folder) == 1
    assert "可以上传 1 个，不能上传 3 个" in signed.desk.said


def test_a_reading_does_not_get_lost_in_a_revision(desk):
    main, reading = desk.draft("办法.txt", "虚政办发〔2026〕3号\n关于印发演示管理办法的通知\n"), desk.draft("解读.txt", "解读内容\n")
    desk.submit(main, title="演示管理办法", reading=reading)
    assert desk.by("D1", "revise", main, main, "--reason", "改稿") == 5
    assert desk.by("D1", "revise", main, main, "--reason", "改稿", "--no-reading", "另行解读") == 0


def test_a_recall_outlasts_an_earlier_release_of_the_same_bytes(signed):
    desk = signed.desk
    desk.by("D2", "release", signed.main, "--url", "x")
    assert desk.submit(signed.main) == 0
    second = max(path.stem for path in (desk.unit / "matters").glob("*.jsonl"))
    desk.sign_all(second)
    shutil.rmtree(desk.root / "发布包 关于开展检查的通知")
    assert desk.by("D2", "release", second, "--url", "y") == 0
    assert desk.by("R3", "recall", second, "--reason", "有误") == 0
    assert desk.gate(signed.main) == 1
    assert "XS708" in desk.said


def test_a_self_made_unit_beside_the_file_opens_no_gate(signed, monkeypatch):
    desk = signed.desk
    shutil.copytree(desk.unit, signed.main.parent / ".xianshen")
    shutil.rmtree(desk.root / "home" / "XDG_CONFIG_HOME" / "xianshen")
    assert desk("gate", signed.main, "--channel", "网站") == 2
    assert "XS669" in desk.said
