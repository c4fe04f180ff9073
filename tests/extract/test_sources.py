"""Files, folders, archives and standard input as a stream of documents; hostile ones end in a gap."""

from __future__ import annotations

import gzip
import io
import itertools
import os
import struct
import sys
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest

from review.errors import UsageError
from review.extract.limits import DEFAULT
from review.extract.sources import Source, sources
from review.model import GapReason

NOTICE = "关于调整窗口办理时间的通知\n".encode()
SMALL = DEFAULT._replace(members=20, unpacked_bytes=4 << 20, file_bytes=8 << 20)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "待审"
    folder.mkdir()
    return folder


def put(path: Path, data: bytes = NOTICE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def zipped(*entries: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in entries:
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=compression)
    return buffer.getvalue()


def tarred(*entries: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in entries:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def one_named(name: bytes, flags: int = 0) -> bytes:
    """A zip with one stored member whose name is exactly these bytes."""
    crc = zlib.crc32(NOTICE)
    shared = struct.pack("<HHHHHIIIHH", 20, flags, 0, 0, 33, crc, len(NOTICE), len(NOTICE), len(name), 0)
    local = b"PK\x03\x04" + shared + name + NOTICE
    central = b"PK\x01\x02\x14\x00" + shared + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    return local + central + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)


def opened(*paths: Path, limits=DEFAULT) -> list[Source]:
    return list(sources(paths, limits))


def paths_of(found: list[Source]) -> list[str]:
    return [source.path for source in found]


def reasons(source: Source) -> list[GapReason]:
    return [gap.reason for gap in source.document().gaps]


def test_a_file_is_called_by_its_name_and_holds_its_bytes(inbox):
    (source,) = opened(put(inbox / "通知.txt"))
    assert (source.path, source.name, source.data, source.size, source.gaps) == ("通知.txt", "通知.txt", NOTICE, len(NOTICE), ())
    document = source.document()
    assert (document.name, document.format, document.text) == ("通知.txt", "text", NOTICE.decode())


def test_a_folder_yields_all_files_below_it_sorted_with_forward_slashes(inbox):
    for name in ("b.txt", "a/2.txt", "a/1.txt", "a/深/底.txt", "c.txt"):
        put(inbox / name)
    assert paths_of(opened(inbox)) == ["a/1.txt", "a/2.txt", "a/深/底.txt", "b.txt", "c.txt"]


def test_an_empty_folder_yields_nothing(inbox):
    assert opened(inbox) == []


def test_files_are_read_only_when_asked_for(inbox):
    put(inbox / "1.txt")
    later = put(inbox / "2.txt")
    stream = sources([inbox])
    assert next(stream).path == "1.txt"
    later.unlink()
    (vanished,) = stream
    assert (vanished.path, vanished.data) == ("2.txt", None)
    assert reasons(vanished) == [GapReason.VANISHED]
    assert vanished.document().format == "unread"


def test_hidden_folders_and_leavings_of_the_system_are_passed_over(inbox):
    for name in (".git/config", ".xianshen/m.jsonl", "sub/.cache/x", "Thumbs.db", "sub/.DS_Store", "desktop.ini", "sub/Desktop.ini"):
        put(inbox / name)
    put(inbox / ".说明.txt")
    assert paths_of(opened(inbox)) == [".说明.txt"]


def test_a_path_that_does_not_exist_is_refused_at_once_by_its_name(inbox):
    with pytest.raises(UsageError) as refused:
        sources([put(inbox / "在.txt"), inbox / "不在.txt"])
    assert refused.value.code == "XS101"
    assert "不在.txt" in refused.value.message


def test_links_are_followed_only_to_files_inside_the_folder(inbox, tmp_path):
    put(inbox / "原件.txt")
    put(tmp_path / "外面" / "别处.txt")
    (inbox / "内.txt").symlink_to(inbox / "原件.txt")
    (inbox / "外.txt").symlink_to(tmp_path / "外面" / "别处.txt")
    (inbox / "夹").symlink_to(tmp_path / "外面", target_is_directory=True)
    (inbox / "圈").symlink_to(inbox, target_is_directory=True)
    (inbox / "断.txt").symlink_to(inbox / "没有.txt")
    (inbox / "环.txt").symlink_to(inbox / "环.txt")
    found = {source.path: source for source in opened(inbox)}
    assert found["内.txt"].data == found["原件.txt"].data == NOTICE
    assert {path for path, source in found.items() if source.data is None} == {"外.txt", "夹", "圈", "断.txt", "环.txt"}
    assert reasons(found["断.txt"]) == [GapReason.VANISHED]
    assert reasons(found["外.txt"]) == reasons(found["夹"]) == reasons(found["圈"]) == reasons(found["环.txt"]) == [GapReason.UNREADABLE]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe_is_a_gap_and_never_waited_for(inbox):
    os.mkfifo(inbox / "管道")
    for given in (inbox, inbox / "管道"):
        (source,) = opened(given)
        assert reasons(source) == [GapReason.UNREADABLE]


def test_what_may_not_be_read_or_listed_is_a_gap_and_the_rest_is_read(inbox, monkeypatch):
    for name in ("a/锁.txt", "b/x.txt", "c.txt"):
        put(inbox / name)
    real_open, real_scandir = Path.open, os.scandir

    def open_but_locked(path, *args):
        if path.name == "锁.txt":
            raise PermissionError(13, "refused")
        return real_open(path, *args)

    def scan_but_refused(path):
        if Path(path).name == "b":
            raise PermissionError(13, "refused")
        return real_scandir(path)

    monkeypatch.setattr(Path, "open", open_but_locked)
    monkeypatch.setattr(os, "scandir", scan_but_refused)
    locked, refused, fine = opened(inbox)
    assert (locked.path, reasons(locked)) == ("a/锁.txt", [GapReason.UNREADABLE])
    assert (refused.path, reasons(refused)) == ("b", [GapReason.UNREADABLE])
    assert (fine.path, fine.data) == ("c.txt", NOTICE)


@pytest.mark.parametrize(
    ("name", "lock"),
    [
        ("通知.docx", "~$通知.docx"),
        ("会议纪要第三期.docx", "~$议纪要第三期.docx"),
        ("政务公开工作要点.docx", "~$公开工作要点.docx"),
        ("政务公开工作要点.xlsx", "~$政务公开工作要点.xlsx"),
        ("通知.wps", ".~通知.wps"),
        ("通知.odt", ".~lock.通知.odt#"),
    ],
)
def test_a_document_that_is_open_is_read_and_said_to_be_open(inbox, name, lock):
    document = put(inbox / name)
    put(inbox / lock, b"\x04" + bytes(161))
    put(inbox / "别的.txt")
    for given in (inbox, document):
        found = {source.path: source for source in opened(given)}
        assert found[name].data == NOTICE
        assert "请先保存并关闭" in found[name].gaps[0].message
        assert GapReason.UNREADABLE in reasons(found[name])
        assert set(found) - {name, "别的.txt"} == set()
    assert opened(inbox / "别的.txt")[0].gaps == ()


@pytest.mark.parametrize("name", ["~$早已改名.docx", "~$早已改名的那一份文件.docx"])
def test_a_lock_file_without_its_document_is_a_gap(inbox, name):
    put(inbox / name, bytes(162))
    (source,) = opened(inbox)
    assert (source.path, source.data, reasons(source)) == (name, None, [GapReason.UNREADABLE])


def test_a_file_above_the_bound_is_not_read(inbox):
    (source,) = opened(put(inbox / "大.txt", bytes(4096)), limits=DEFAULT._replace(file_bytes=4095))
    assert (source.data, reasons(source)) == (None, [GapReason.LIMIT])


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes only there")
def test_a_name_in_gbk_on_disk_is_shown_in_chinese(inbox):
    Path(os.fsdecode(os.fsencode(inbox) + "/公示.txt".encode("gbk"))).write_bytes(NOTICE)
    (source,) = opened(inbox)
    assert (source.path, source.data) == ("公示.txt", NOTICE)


def test_standard_input_is_one_document_or_an_archive(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(NOTICE)))
    (source,) = opened(Path("-"))
    assert (source.path, source.data) == ("标准输入", NOTICE)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(zipped(("a.txt", NOTICE)))))
    assert paths_of(opened(Path("-"))) == ["标准输入/a.txt"]
    with pytest.raises(UsageError) as refused:
        sources([Path("-"), Path("-")])
    assert refused.value.code == "XS102"


def test_a_zip_is_opened_and_its_files_are_called_by_their_way_through_it(inbox):
    inner = zipped(("附件/名单.csv", NOTICE))
    put(inbox / "上报" / "材料.zip", zipped(("内部/", b""), ("内部/通知.txt", NOTICE), ("附件.zip", inner)))
    found = opened(inbox)
    assert paths_of(found) == ["上报/材料.zip/内部/通知.txt", "上报/材料.zip/附件.zip/附件/名单.csv"]
    assert [source.data for source in found] == [NOTICE, NOTICE]
    assert [source.name for source in found] == [f"{inbox.name}/{path}" for path in paths_of(found)]


def test_an_office_file_is_a_document_and_no_archive(inbox):
    office = zipped(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<x/>"))
    assert paths_of(opened(put(inbox / "通知.docx", office))) == ["通知.docx"]


@pytest.mark.parametrize("pack", [tarred, lambda *entries: gzip.compress(tarred(*entries))])
def test_a_tar_is_opened_with_or_without_gzip(inbox, pack):
    found = opened(put(inbox / "材料.tar.gz", pack(("内部/通知.txt", NOTICE), ("内部/名单.csv", b"a,b"))))
    assert [(source.path, source.data) for source in found] == [
        ("材料.tar.gz/内部/通知.txt", NOTICE),
        ("材料.tar.gz/内部/名单.csv", b"a,b"),
    ]


def test_a_gzip_file_holds_one_document(inbox):
    (source,) = opened(put(inbox / "通知.txt.gz", gzip.compress(NOTICE)))
    assert (source.path, source.data) == ("通知.txt.gz/通知.txt", NOTICE)


@pytest.mark.parametrize(
    ("name", "flags", "shown"),
    [
        ("通知.txt".encode("gbk"), 0, "通知.txt"),
        ("通知.txt".encode(), 0x800, "通知.txt"),
        ("通知.txt".encode(), 0, "通知.txt"),
        ("誠信\\公示.txt".encode("gbk"), 0, "誠信/公示.txt"),
        (b"../../etc/passwd", 0, "etc/passwd"),
        (b"C:\\x\\..\\a.txt", 0, "C:/x/a.txt"),
        (b"/\x1b[2Ja\n.txt", 0, "\ufffd[2Ja\ufffd.txt"),
        (b"..", 0, "未命名文件"),
        (b"caf\x82 \xff", 0, "café \xa0"),
    ],
)
def test_a_member_name_is_decoded_and_never_points_outside(inbox, name, flags, shown):
    (source,) = opened(put(inbox / "a.zip", one_named(name, flags)))
    assert (source.path, source.data) == (f"a.zip/{shown}", NOTICE)


def test_nothing_is_written_to_disk(inbox):
    put(inbox / "a.zip", zipped(("../逃.txt", NOTICE), ("b.zip", zipped(("c.txt", NOTICE)))))
    before = sorted(inbox.parent.rglob("*"))
    assert len(opened(inbox)) == 2
    assert sorted(inbox.parent.rglob("*")) == before


def test_an_encrypted_member_is_a_gap_and_the_others_are_read(inbox):
    data = bytearray(zipped(("明.txt", NOTICE), ("密.txt", NOTICE)))
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.rindex(header) + flags] |= 1
    plain, secret = opened(put(inbox / "a.zip", bytes(data)))
    assert (plain.path, plain.data) == ("a.zip/明.txt", NOTICE)
    assert (secret.path, secret.data, reasons(secret)) == ("a.zip/密.txt", None, [GapReason.ENCRYPTED])


def test_an_unknown_compression_method_is_a_gap(inbox):
    data = bytearray(zipped(("a.txt", NOTICE)))
    for header, method in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        data[data.index(header) + method] = 97
    (source,) = opened(put(inbox / "a.zip", bytes(data)))
    assert reasons(source) == [GapReason.UNSUPPORTED]


def test_a_member_with_a_wrong_checksum_is_a_gap_and_the_others_are_read(inbox):
    data = bytearray(zipped(("坏.txt", NOTICE), ("好.txt", NOTICE), compression=zipfile.ZIP_STORED))
    data[data.index(NOTICE)] ^= 1
    bad, good = opened(put(inbox / "a.zip", bytes(data)))
    assert reasons(bad) == [GapReason.DAMAGED]
    assert good.data == NOTICE


def test_a_member_that_claims_to_be_empty_is_not_believed(inbox):
    data = bytearray(zipped(("a.txt", NOTICE), compression=zipfile.ZIP_STORED))
    for header, size in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(header) + size, 0)
    (source,) = opened(put(inbox / "a.zip", bytes(data)))
    assert reasons(source) == [GapReason.DAMAGED]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_both_files_of_one_name_are_read_and_said(inbox):
    first, second = opened(put(inbox / "a.zip", zipped(("通知.txt", NOTICE), ("通知.txt", b"other"))))
    assert (first.path, first.data, first.gaps) == ("a.zip/通知.txt", NOTICE, ())
    assert (second.path, second.data) == ("a.zip/通知.txt", b"other")
    assert "同名" in second.document().gaps[0].message


def test_members_that_share_their_data_are_refused(inbox):
    """One body behind many directory entries: the overlap that lets a small file unpack to terabytes."""
    data = one_named(b"a.txt")
    start = data.index(b"PK\x01\x02")
    entry = data[start : data.index(b"PK\x05\x06")]
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 2, 2, 2 * len(entry), start, 0)
    (source,) = opened(put(inbox / "a.zip", data[:start] + entry + entry + end))
    assert (source.path, source.data, reasons(source)) == ("a.zip", None, [GapReason.DAMAGED])


def test_a_file_that_the_directory_leaves_out_is_a_gap(inbox):
    data = bytearray(zipped(("列入.txt", NOTICE), ("漏列.txt", NOTICE)))
    first, second = data.index(b"PK\x01\x02"), data.rindex(b"PK\x01\x02")
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, second - first, first, 0)
    listed, archive = opened(put(inbox / "a.zip", bytes(data[:second]) + end))
    assert (listed.path, listed.data) == ("a.zip/列入.txt", NOTICE)
    assert (archive.path, reasons(archive)) == ("a.zip", [GapReason.DAMAGED])


def test_a_member_out_of_proportion_is_not_unpacked(inbox):
    bomb, fine = opened(put(inbox / "a.zip", zipped(("弹.txt", bytes(2 << 20)), ("好.txt", NOTICE))))
    assert (bomb.data, reasons(bomb)) == (None, [GapReason.LIMIT])
    assert fine.data == NOTICE


def test_what_all_archives_inside_one_unpack_to_is_bounded_together(inbox):
    noise = bytes(range(256)) * 4096
    inner = zipped(("n.bin", noise), compression=zipfile.ZIP_STORED)
    found = opened(put(inbox / "a.zip", zipped(*((f"{i}.zip", inner) for i in range(4)))), limits=SMALL)
    assert sum(source.size for source in found) <= SMALL.unpacked_bytes
    assert any(GapReason.LIMIT in reasons(source) for source in found)


def test_too_many_members_end_the_archive_with_a_gap(inbox):
    found = opened(put(inbox / "a.zip", zipped(*((f"{i}.txt", NOTICE) for i in range(25)))), limits=SMALL)
    assert [source.data for source in found[:-1]] == [NOTICE] * 20
    assert (found[-1].path, reasons(found[-1])) == ("a.zip", [GapReason.LIMIT])


def test_a_directory_of_countless_entries_is_not_even_listed(inbox):
    (source,) = opened(put(inbox / "a.zip", zipped(*((f"{i}", b"") for i in range(201)))), limits=SMALL)
    assert (source.path, reasons(source)) == ("a.zip", [GapReason.LIMIT])


def test_archives_within_archives_end_at_the_depth_bound(inbox):
    data = zipped(("底.txt", NOTICE))
    for _ in range(DEFAULT.depth):
        data = zipped(("层.zip", data))
    (source,) = opened(put(inbox / "a.zip", data))
    assert source.path == "a.zip" + "/层.zip" * DEFAULT.depth
    assert reasons(source) == [GapReason.LIMIT]


def test_a_gzip_out_of_proportion_is_not_kept(inbox):
    (source,) = opened(put(inbox / "a.gz", gzip.compress(bytes(3 << 20))))
    assert (source.path, source.data, reasons(source)) == ("a.gz", None, [GapReason.LIMIT])


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(NOTICE)[:-6],
        gzip.compress(NOTICE) + b"hidden text behind the end",
        tarred(("a.txt", NOTICE * 99))[:1024],
        zipped(("a.txt", NOTICE))[:-12],
    ],
)
def test_a_damaged_archive_is_a_gap(inbox, data):
    found = opened(put(inbox / "坏", data))
    assert [GapReason.DAMAGED] in [reasons(source) for source in found]


def test_files_behind_a_broken_tar_header_are_not_passed_over_in_silence(inbox):
    data = bytearray(tarred(("a.txt", NOTICE), ("b.txt", NOTICE)))
    data[1024 + 148 : 1024 + 156] = b"99999999"
    read, archive = opened(put(inbox / "a.tar", bytes(data)))
    assert (read.path, read.data) == ("a.tar/a.txt", NOTICE)
    assert (archive.path, reasons(archive)) == ("a.tar", [GapReason.DAMAGED])


def test_links_inside_a_tar_are_gaps(inbox):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, kind in (("s", tarfile.SYMTYPE), ("h", tarfile.LNKTYPE), ("d", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    found = opened(put(inbox / "a.tar", buffer.getvalue()))
    assert [reasons(source) for source in found] == [[GapReason.UNSUPPORTED]] * 3


def test_a_sparse_file_that_would_unpack_to_gigabytes_is_a_gap(inbox):
    info = tarfile.TarInfo("空洞.txt")
    info.type = tarfile.GNUTYPE_SPARSE
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    header[483:495] = b"%011o\0" % (1 << 32)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    (source,) = opened(put(inbox / "a.tar", bytes(header) + bytes(1024)))
    assert (source.data, reasons(source)) == (None, [GapReason.UNSUPPORTED])


def test_a_chain_of_long_name_headers_ends_in_a_gap(inbox):
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 4
    header = info.tobuf(tarfile.GNU_FORMAT)
    (source,) = opened(put(inbox / "a.tar", (header + b"abc\x00" + bytes(508)) * 2000))
    assert reasons(source) == [GapReason.DAMAGED]


@pytest.mark.parametrize("data", [zipped(), zipped(("空/", b"")), zipped((".DS_Store", b"x"), ("__MACOSX/._a", b"x"))])
def test_an_empty_archive_is_a_gap(inbox, data):
    (source,) = opened(put(inbox / "a.zip", data))
    assert source.path == "a.zip"
    assert "压缩包为空" in source.document().gaps[0].message


def test_comments_of_a_zip_are_a_document(inbox):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", NOTICE)
        archive.comment = "内部资料".encode("gbk")
    found = opened(put(inbox / "a.zip", buffer.getvalue()))
    assert paths_of(found) == ["a.zip/a.txt", "a.zip/压缩包注释"]
    assert found[1].document().text == "内部资料"


def test_rar_and_7z_stay_files_that_say_what_to_do(inbox):
    (source,) = opened(put(inbox / "材料.rar", b"Rar!\x1a\x07\x01\x00" + bytes(40)))
    assert source.path == "材料.rar"
    assert reasons(source) == [GapReason.UNSUPPORTED]


def test_a_large_folder_is_a_stream(inbox):
    for number in range(300):
        put(inbox / f"{number:03}.txt", b"x")
    assert paths_of(list(itertools.islice(sources([inbox]), 3))) == ["000.txt", "001.txt", "002.txt"]
