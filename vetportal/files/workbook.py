"""Finds the sheet to read in a workbook, and packs just that sheet for the cell reader."""

import io
import posixpath
import zipfile
from dataclasses import dataclass

from vetportal.files.problems import unreadable
from vetportal.files.xml_events import Attributes, elements, local

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml"


@dataclass(frozen=True)
class ChosenSheet:
    """The first visible worksheet, with the parts that its cells refer to."""

    name: str
    other_names: tuple[str, ...]
    sheet: bytes
    shared_strings: bytes | None
    styles: bytes | None
    from_1904: bool


def choose_sheet(parts: dict[str, bytes]) -> ChosenSheet:
    """Choose the first visible worksheet. A hidden sheet is never read.

    Raises FileRefused (file_unreadable) when there is none.
    """
    targets = _targets(parts.get("xl/_rels/workbook.xml.rels", b"<Relationships/>"))
    workbook = elements(parts["xl/workbook.xml"], "sheet", "workbookPr")
    sheets = [attributes for name, attributes in workbook if name == "sheet"]
    visible = [sheet for sheet in sheets if sheet.get("state", "visible") == "visible"]
    for sheet in visible:
        kind, path = targets.get(_relation(sheet), ("", ""))
        if kind == "worksheet" and path in parts:
            return ChosenSheet(
                name=sheet.get("name", ""),
                other_names=tuple(other.get("name", "") for other in visible if other is not sheet),
                sheet=parts[path],
                shared_strings=_part(parts, targets, "sharedStrings"),
                styles=_part(parts, targets, "styles"),
                from_1904=any(
                    attributes.get("date1904") in ("1", "true")
                    for name, attributes in workbook
                    if name == "workbookPr"
                ),
            )
    raise unreadable("it has no visible sheet")


def _relation(sheet: Attributes) -> str:
    return next((value for name, value in sheet.items() if local(name) == "id" and name != "id"), "")


def _targets(rels: bytes) -> dict[str, tuple[str, str]]:
    """Relation id to (kind, part name)."""
    return {
        attributes.get("Id", ""): (
            attributes.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/xl", attributes.get("Target", ""))).lstrip("/").lower(),
        )
        for _, attributes in elements(rels, "Relationship")
    }


def _part(parts: dict[str, bytes], targets: dict[str, tuple[str, str]], kind: str) -> bytes | None:
    return next((parts.get(path) for found, path in targets.values() if found == kind), None)


def repack(chosen: ChosenSheet) -> io.BytesIO:
    """A plain workbook of the chosen sheet only.

    The cell reader then sees exactly the bytes that were checked: two readers of one archive may disagree
    about which of its parts is meant. Packed lightly: a part full of blanks need not stand in memory twice.
    """
    extras = {"sharedStrings": chosen.shared_strings, "styles": chosen.styles}
    kinds = ["worksheet", *(kind for kind, part in extras.items() if part is not None)]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", _content_types(kinds))
        archive.writestr("_rels/.rels", _relationships({"officeDocument": "xl/workbook.xml"}))
        archive.writestr("xl/workbook.xml", _workbook(chosen.from_1904))
        archive.writestr(
            "xl/_rels/workbook.xml.rels", _relationships({kind: f"{kind}.xml" for kind in kinds})
        )
        archive.writestr("xl/worksheet.xml", chosen.sheet)
        for kind, part in extras.items():
            if part is not None:
                archive.writestr(f"xl/{kind}.xml", part)
    packed.seek(0)
    return packed


def _content_types(kinds: list[str]) -> str:
    overrides = "".join(
        f'<Override PartName="/xl/{kind}.xml" ContentType="{_WORKBOOK}.{kind}+xml"/>' for kind in kinds
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_WORKBOOK}.sheet.main+xml"/>{overrides}</Types>'
    )


def _relationships(targets: dict[str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="r{i}" Type="{_RELS}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets.items(), start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _workbook(from_1904: bool) -> str:
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELS}"><workbookPr date1904="{int(from_1904)}"/>'
        '<sheets><sheet name="sheet" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
