"""Whatever file is handed over: its name opens nothing, its picture tells no place, its bytes are as they were kept."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from contextlib import closing, suppress
from pathlib import Path

import pytest
from PIL import Image

from duty_desk import attachments, audit, housekeeping, nightly
from duty_desk.attachments.stores import store_of
from duty_desk.commands import main
from duty_desk.desk import Desk, open_desk
from duty_desk.errors import InputError, StaleError, StorageError
from tests.conftest import Clock

SUBJECT = ("pass", 7)
PDF = b"%PDF-1.7\n% a scan\n"
DIGEST = hashlib.sha256(PDF).hexdigest()


def add(desk: Desk, name: str, raw: bytes) -> int:
    with desk.work() as work:
        return attachments.add(work, SUBJECT, name, raw)


def kept(desk: Desk, attachment: int) -> bytes:
    with desk.read() as read:
        return attachments.content(read, attachment)


def picture(name: str, size: tuple[int, int] = (40, 20), **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, name, **more)
    return out.getvalue()


def container(content_types: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("[Content_Types].xml", content_types)
        file.writestr("../../evil.txt", "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("告知书.pdf", "告知书.pdf"),
        ("../../x.pdf", "x.pdf"),
        ("..\\..\\x.pdf", "x.pdf"),
        ("C:x.pdf", "C:x.pdf"),
        ("CON.pdf", "CON.pdf"),
        ("告知书.pdf . . ", "告知书.pdf"),
        ("a\x00b\u202etxt.pdf", "abtxt.pdf"),
        ("长" * 300 + ".pdf", "长" * 119 + "…"),
    ],
)
def test_names_are_labels_and_files_lie_under_names_of_ours(sqlite_desk: Desk, name: str, shown: str) -> None:
    """Acceptance check S-34."""
    attachment = add(sqlite_desk, name, PDF)
    with sqlite_desk.read() as read:
        assert attachments.list_attachments(read, SUBJECT)[0].name == shown
        copy = attachments.open_copy(read, attachment)
    digest = hashlib.sha256(PDF).hexdigest()
    files = [
        path for path in sqlite_desk.folder.rglob("*") if path.is_file() and "office.db" not in path.name
    ]
    assert set(files) == {sqlite_desk.folder / "attachments" / digest[:2] / digest, copy}
    assert copy.suffix == ".pdf"
    assert copy.stat().st_mode & 0o077 == 0
    housekeeping.clear_opened(sqlite_desk)
    assert not copy.exists()


def test_a_file_without_a_name_is_called_by_its_content(desk: Desk) -> None:
    add(desk, "../..", PDF)
    with desk.read() as read:
        row = attachments.list_attachments(read, SUBJECT)[0]
    assert row.name == f"{hashlib.sha256(PDF).hexdigest()[:8]}.pdf"
    assert (row.media_type, row.size, row.added_by) == ("application/pdf", len(PDF), "周敏")


def test_every_desk_gets_back_what_was_kept(desk: Desk) -> None:
    attachment = add(desk, "a.pdf", PDF)
    assert kept(desk, attachment) == PDF
    assert kept(desk, add(desk, "the same again.pdf", PDF)) == PDF


@pytest.mark.parametrize("name", ["JPEG", "PNG"])
def test_pictures_lose_place_time_and_what_was_appended(desk: Desk, name: str) -> None:
    """Acceptance check S-34: also of a picture that is an archive and a program besides."""
    exif = Image.Exif()
    exif[0x0110] = "SecretCamera"
    exif[0x0112] = 6
    exif[0x8825] = {1: "N", 2: (34.0, 15.0, 0.0)}
    raw = picture(name, exif=exif) + b"<?php appended" + container("x")
    found = kept(desk, add(desk, "photo.jpg.exe", raw))
    assert b"SecretCamera" in raw
    assert not any(word in found for word in (b"SecretCamera", b"Exif", b"php", b"PK"))
    with Image.open(io.BytesIO(found)) as drawn:
        # Turned as the camera was held.
        assert drawn.size == (20, 40)
        assert drawn.format == name


@pytest.mark.slow
def test_a_large_photo_is_kept_smaller(desk: Desk) -> None:
    found = kept(desk, add(desk, "a.jpg", picture("JPEG", (6000, 4000))))
    with Image.open(io.BytesIO(found)) as drawn:
        assert drawn.size == (3000, 2000)


def bomb() -> bytes:
    """A picture of 10 000 × 10 000 pixels in a few kilobytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 10_000, 10_000, 1, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\x00" * 1251 * 10_000, 9))
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "empty"),
        (b"%PDF-" + b"\x00" * attachments.LARGEST, "too_large"),
        (bomb(), "too_many_pixels"),
        (picture("JPEG")[:300], "damaged_picture"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "damaged_picture"),
        (b"MZ\x90\x00" + b"x" * 100, "unknown_kind"),
        (b"<html><script>", "unknown_kind"),
        (container("nothing"), "unknown_kind"),
        (b"PK\x03\x04" + b"x" * 50, "unknown_kind"),
        (container("application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "macros"),
    ],
    ids=["nothing", "large", "bomb", "cut", "fake", "program", "page", "zip", "broken", "macros"],
)
def test_what_could_do_harm_is_refused_with_the_reason(sqlite_desk: Desk, raw: bytes, said: str) -> None:
    """Acceptance check S-34: among them a picture of a hundred million pixels."""
    with pytest.raises(InputError) as refused:
        add(sqlite_desk, "a.pdf", raw)
    assert refused.value.field == "file"
    assert refused.value.key == f"attachments.error.{said}"
    assert refused.value.text
    assert not (sqlite_desk.folder / "attachments").exists()


def test_nothing_is_unpacked_out_of_a_document_and_no_link_is_followed_out_of_the_store(
    sqlite_desk: Desk, tmp_path: Path
) -> None:
    """Acceptance check S-34: a part called ../../evil.txt stays inside; a link that lies where a file should be is not the file."""
    raw = container("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")
    attachment = add(sqlite_desk, "a.docx", raw)
    with sqlite_desk.read() as read:
        attachments.open_copy(read, attachment)
    assert not list(tmp_path.rglob("evil.txt"))
    digest = hashlib.sha256(raw).hexdigest()
    (outside := tmp_path / "secret").write_bytes(b"of another account")
    path = sqlite_desk.folder / "attachments" / digest[:2] / digest
    path.unlink()
    path.symlink_to(outside)
    with pytest.raises(StorageError):
        kept(sqlite_desk, attachment)


@pytest.mark.parametrize("word", ["wordprocessingml.document.main", "spreadsheetml.sheet.main"])
def test_documents_of_the_office_are_taken(desk: Desk, word: str) -> None:
    raw = container(f"application/vnd.openxmlformats-officedocument.{word}+xml")
    assert kept(desk, add(desk, "a.docx", raw)) == raw


def test_a_removed_file_can_be_put_back_for_a_week_and_is_then_destroyed(desk: Desk, clock: Clock) -> None:
    attachment = add(desk, "a.pdf", PDF)
    with pytest.raises(InputError), desk.work() as work:
        attachments.remove(work, attachment, reason=" ")
    with desk.work() as work:
        attachments.remove(work, attachment, reason="放错了")
    with desk.read() as read:
        assert attachments.list_attachments(read, SUBJECT) == ()
    with desk.work() as work:
        attachments.put_back(work, attachment)
        attachments.remove(work, attachment, reason="放错了")
    clock.forward(days=7, seconds=1)
    housekeeping.tidy(desk)
    with pytest.raises(StaleError), desk.work() as work:
        attachments.put_back(work, attachment)
    with pytest.raises(StorageError), desk.read() as read:
        attachments.content(read, attachment)
    with desk.read() as read:
        assert [entry.action for entry in audit.history(read, *SUBJECT)] == [
            "attachment.add",
            "attachment.remove",
            "attachment.put_back",
            "attachment.remove",
        ]


def test_a_file_that_another_record_uses_stays(desk: Desk, clock: Clock) -> None:
    first, second = add(desk, "a.pdf", PDF), add(desk, "b.pdf", PDF)
    with desk.work() as work:
        attachments.remove(work, first, reason="放错了")
    clock.forward(days=8)
    housekeeping.tidy(desk)
    assert kept(desk, second) == PDF


def test_a_file_changed_behind_the_desk_is_not_shown(sqlite_desk: Desk) -> None:
    attachment = add(sqlite_desk, "a.pdf", PDF)
    digest = hashlib.sha256(PDF).hexdigest()
    (sqlite_desk.folder / "attachments" / digest[:2] / digest).write_bytes(PDF + b"!")
    with pytest.raises(StorageError) as refused:
        kept(sqlite_desk, attachment)
    assert "a.pdf" in refused.value.text


def test_the_chain_does_not_hold_the_name_of_the_file(desk: Desk) -> None:
    add(desk, "欧阳珺玥的告知书.pdf", PDF)
    with desk.read() as read:
        entry = audit.history(read, *SUBJECT)[0]
    assert "欧阳" not in str(entry)


def test_a_full_disk_is_said(sqlite_desk: Desk) -> None:
    Path(sqlite_desk.folder / "attachments").write_bytes(b"a file where the folder should be")
    with pytest.raises(StorageError) as refused:
        add(sqlite_desk, "a.pdf", PDF)
    assert refused.value.key == "attachments.error.not_saved"


def files(desk: Desk) -> list[Path]:
    return [path for path in (desk.folder / "attachments").rglob("*") if path.is_file()]


def test_an_act_that_fails_leaves_no_bytes(desk: Desk) -> None:
    """Acceptance check R-10."""
    with suppress(RuntimeError), desk.work() as work:
        attachments.add(work, SUBJECT, "a.pdf", PDF)
        raise RuntimeError
    assert files(desk) == []
    with desk.read() as read:
        assert store_of(read).get(DIGEST) is None


def test_what_a_crash_left_is_put_in_its_place_or_goes(sqlite_desk: Desk) -> None:
    """Acceptance check R-10: at the start and once an hour."""
    attachment = add(sqlite_desk, "a.pdf", PDF)
    (path,) = files(sqlite_desk)
    # Killed after the record was kept; before it was; and in the middle of writing the bytes.
    waiting = path.rename(path.with_name(f".new-{DIGEST}-a"))
    path.with_name(f".new-{'0' * 64}-b").write_bytes(b"%PDF-1.7 of nobody")
    path.with_name(f".new-{DIGEST}-c").write_bytes(PDF[:5])
    assert kept(sqlite_desk, attachment) == PDF
    housekeeping.tidy(sqlite_desk)
    assert not waiting.exists()
    assert files(sqlite_desk) == [path]
    assert kept(sqlite_desk, attachment) == PDF


def test_what_a_crash_left_goes_with_the_next_command_too(
    sqlite_desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """Acceptance check R-10: an office that nobody opens in a window is not left with bytes of nobody."""
    attachment = add(sqlite_desk, "a.pdf", PDF)
    (path,) = files(sqlite_desk)
    path.with_name(f".new-{'0' * 64}-b").write_bytes(b"%PDF-1.7 of nobody")
    assert main(["--data", str(sqlite_desk.folder), "check"]) == 0
    assert files(sqlite_desk) == [path]
    assert kept(sqlite_desk, attachment) == PDF
    path.rename(path.with_name(f".new-{DIGEST}-a"))
    nightly.prove_by_night(sqlite_desk)
    assert files(sqlite_desk) == [path]
    assert capsys.readouterr().err == ""


def test_what_another_desk_is_just_writing_is_not_touched(sqlite_desk: Desk) -> None:
    """Acceptance check R-10: neither by the hour nor by a command, which does not wait either."""
    with closing(open_desk(sqlite_desk.folder, clock=sqlite_desk.clock)) as other, sqlite_desk.work() as work:
        attachment = attachments.add(work, SUBJECT, "a.pdf", PDF)
        with pytest.raises(StorageError), other.work(waits=False) as late:
            attachments.sweep(late)
        assert [path.name[:5] for path in files(sqlite_desk)] == [".new-"]
        housekeeping.settle_files(other)
        assert [path.name[:5] for path in files(sqlite_desk)] == [".new-"]
    housekeeping.tidy(sqlite_desk)
    assert kept(sqlite_desk, attachment) == PDF
