"""What a provider hands over: NAT00120 alone, or a zip archive with NAT00080 for the names."""

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass

from vetportal.files.limits import MEGABYTE, Limits
from vetportal.files.problems import FileRefused

_ZIP_MARK = b"PK"
_ENTRY_MARK = b"PK\x01\x02"
_ENCRYPTED = 0x1
_CHUNK = 64 * 1024
_NAT = re.compile(r"NAT00[0-9]{3}A?\.TXT", re.IGNORECASE)
_ACTIVITY, _CLIENTS = "NAT00120.TXT", "NAT00080.TXT"
_NOTED = 10
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, ValueError, EOFError,
    OSError, OverflowError,
)  # fmt: skip


@dataclass(frozen=True)
class NatFiles:
    """The content of NAT00120, that of NAT00080 where it was sent, and what was left unread."""

    activity: bytes
    clients: bytes | None
    notes: tuple[str, ...]


def open_nat(content: bytes, *, filename: str, limits: Limits) -> NatFiles:
    """Find NAT00120 and NAT00080 in what was sent. Paths in an archive are ignored, nothing is extracted.

    Raises FileRefused (file_empty, file_too_large, archive_suspicious, file_unreadable, unpacked_too_large,
    nat_missing).
    """
    if len(content) > limits.bytes:
        raise FileRefused(
            "file_too_large",
            f"The file is larger than {limits.bytes // MEGABYTE} MB. Ask the provider for the lines of your "
            "school.",
        )
    if not content.strip(b" \t\r\n\x00\x1a"):
        raise FileRefused("file_empty", "The file is empty. Check that you chose the right file.")
    if content.startswith(_ZIP_MARK):
        return _unpacked(content, limits)
    name = filename.rpartition("/")[2].upper()
    if _NAT.fullmatch(name) and name != _ACTIVITY:
        raise _missing(f"This is {name.removesuffix('.TXT')}")
    return NatFiles(content, None, ())


def _unpacked(content: bytes, limits: Limits) -> NatFiles:
    if content.count(_ENTRY_MARK) > limits.members:
        raise _suspicious(f"it holds more than {limits.members} files")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members, notes = _members(archive.infolist())
            read = {name: _inflate(archive, member, limits) for name, member in members.items()}
    except _BROKEN as error:
        raise FileRefused(
            "file_unreadable",
            "The zip archive is damaged or was not uploaded completely. Upload it again, or upload "
            "NAT00120.txt alone.",
        ) from error
    if _ACTIVITY not in read:
        raise _missing("The zip archive holds no NAT00120.txt")
    clients = read.get(_CLIENTS)
    return NatFiles(read[_ACTIVITY], clients if clients and clients.strip() else None, notes)


def _members(members: list[zipfile.ZipInfo]) -> tuple[dict[str, zipfile.ZipInfo], tuple[str, ...]]:
    """The two files by their names, and a note on files that no provider's archive holds."""
    found: dict[str, zipfile.ZipInfo] = {}
    strange = []
    for member in members:
        name = member.filename.replace("\\", "/").rpartition("/")[2].upper()
        if name in (_ACTIVITY, _CLIENTS):
            if name in found:
                raise _suspicious(f"it holds {name} twice")
            found[name] = _readable(member)
        elif name and not _NAT.fullmatch(name):
            strange.append("".join(each for each in name if each.isprintable())[:40])
    if not strange:
        return found, ()
    more = f" and {len(strange) - _NOTED} more" if len(strange) > _NOTED else ""
    return found, (f"These files of the archive were not read: {', '.join(strange[:_NOTED])}{more}.",)


def _readable(member: zipfile.ZipInfo) -> zipfile.ZipInfo:
    if member.flag_bits & _ENCRYPTED:
        raise FileRefused(
            "file_unreadable",
            "The zip archive is protected by a password. Ask the provider for it without one.",
        )
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileRefused(
            "file_unreadable",
            "The zip archive is packed in an unusual way. Unpack it and upload NAT00120.txt alone.",
        )
    return member


def _inflate(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits) -> bytes:
    """What a file says about its own size is not believed: it is counted while it is read."""
    part = io.BytesIO()
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            if part.tell() + len(chunk) > limits.bytes:
                raise FileRefused(
                    "unpacked_too_large",
                    f"A file of the archive is larger than {limits.bytes // MEGABYTE} MB when unpacked. Ask "
                    "the provider for the lines of your school.",
                )
            part.write(chunk)
    return part.getvalue()


def _suspicious(reason: str) -> FileRefused:
    return FileRefused(
        "archive_suspicious",
        f"The zip archive was refused for safety: {reason}. Unpack it and upload NAT00120.txt alone.",
    )


def _missing(what: str) -> FileRefused:
    return FileRefused(
        "nat_missing",
        f"{what}. Results stand in NAT00120.txt: upload that file, or a zip archive that holds it together "
        "with NAT00080.txt.",
    )
