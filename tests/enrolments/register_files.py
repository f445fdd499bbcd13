"""Register files shared beside the project, or invented ones of the same shape and size.

The real ones may not be copied into the project. Where they do not lie beside it, stand-ins take their place:
as many rows, lines that end early, two encodings in one file, codes given twice.
"""

from pathlib import Path

BESIDE = Path(__file__).parents[3] / "shared" / "data" / "register"
NATIONAL, WESTERN = "national-units-2015.tsv", "wa-units-nominal-hours.csv"


def content(name: str) -> bytes:
    """The real file, or its stand-in."""
    path = BESIDE / name
    if path.exists():
        return path.read_bytes()
    return _national() if name == NATIONAL else _western()


def _national() -> bytes:
    lines = [b"code\tname\tfield of ed"]
    lines += [b"INV%05d\tInvented unit %d\t080301" % (n, n) for n in range(52_620)]
    lines += [b"CPCCVE1002A\tUndertake a basic computer design project\t040327"]
    lines += [b"CPCCCM1013A\tPlan and organise work\t040327"]
    lines += [b"INVDASH\tInvented \x96 with a dash\t080301", b"INVSHORT\tInvented and cut off"]
    lines += [b"INVEACUTE\tInvented caf\xc3\xa9\t080301", b"INVSHORT2\tInvented and cut off, too"]
    return b"\r\n".join(lines) + b"\r\n"


def _western() -> bytes:
    lines = [b"id,national_code,title,tga_status,state_code,nominal_hours"]
    lines += [b"%d,INW%05d,Invented unit %d,Current,AAA01,%d" % (n, n, n, 10 + n % 90) for n in range(2_060)]
    lines += [
        b"9001,INW00001,Invented unit 1,Current,AAA01,11",
        b"9002,INVSS00001,Invented set,Current,AAA02,40",
    ]
    lines += [b"9003,INWPOUND,Invented \xa3 unit,Current,AAA03,20", b"9004,INWNONE,No hours,Current,AAA04,"]
    return b"\r\n".join(lines) + b"\r\n"
