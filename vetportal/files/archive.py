"""Opens an XLSX archive without trusting a word that it says about itself."""

import io
import re
import struct
import zipfile
import zlib

from vetportal.files.limits import MEGABYTE, Limits
from vetportal.files.problems import FileRefused, suspicious, unreadable

_CHUNK = 64 * 1024
_ENTRY_MARK = b"PK\x01\x02"
_ENCRYPTED = 0x1
_XML = (".xml", ".rels")
# Anything declared in XML but a comment or a character data section: document types and entities.
_DECLARATION = re.compile(rb"<!(?!--|\[CDATA\[)")
_OTHER_ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["'](?!utf-8["']|us-ascii["'])""", re.IGNORECASE)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    EOFError,
    OSError,
    OverflowError,
)


def unpack(content: bytes, *, limits: Limits) -> dict[str, bytes]:
    """Inflate the XML parts of a workbook, keyed by lower-case name.

    Every member is inflated and counted, also those that are not returned. Raises FileRefused
    (archive_suspicious, unpacked_too_large, file_unreadable).
    """
    if content.count(_ENTRY_MARK) > limits.members:
        raise suspicious(f"it holds more than {limits.members} parts")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_members(archive.infolist(), limits)
            parts = _inflate(archive, limits)
    except _BROKEN as error:
        raise unreadable("it is damaged or was not uploaded completely") from error
    if "xl/workbook.xml" not in parts:
        raise unreadable("the file is not an Excel workbook, whatever its name says")
    return parts


def _check_members(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.members:
        raise suspicious(f"it holds more than {limits.members} parts")
    seen: set[str] = set()
    for member in members:
        name = member.filename.lower()
        if name in seen:
            raise suspicious("two of its parts have the same name")
        seen.add(name)
        if _leads_outside(member):
            raise suspicious("the name of one of its parts leads outside the file")
        if member.flag_bits & _ENCRYPTED:
            raise unreadable("it is protected by a password")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise unreadable("it is packed in a way that Excel does not use")


def _leads_outside(member: zipfile.ZipInfo) -> bool:
    raw = member.orig_filename
    return raw.startswith("/") or "\\" in raw or ":" in raw or "\x00" in raw or ".." in raw.split("/")


def _inflate(archive: zipfile.ZipFile, limits: Limits) -> dict[str, bytes]:
    parts = {}
    left = limits.unpacked_bytes
    for member in archive.infolist():
        part = _member(archive, member, left, limits)
        left -= len(part)
        name = member.filename.lower()
        if name.endswith(_XML):
            _check_xml(part)
            parts[name] = part
    return parts


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int, limits: Limits) -> bytes:
    part = io.BytesIO()
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            if part.tell() + len(chunk) > left:
                raise FileRefused(
                    "unpacked_too_large",
                    f"The workbook is larger than {limits.unpacked_bytes // MEGABYTE} MB when unpacked. "
                    "Delete pictures and sheets that are not needed, or save it as CSV UTF-8.",
                )
            part.write(chunk)
    return part.getvalue()


def _check_xml(part: bytes) -> None:
    if b"\x00" in part or _OTHER_ENCODING.match(part.removeprefix(b"\xef\xbb\xbf")):
        raise unreadable("it is not written in UTF-8")
    if _DECLARATION.search(part):
        raise unreadable("it holds declarations that do not belong in a workbook")
