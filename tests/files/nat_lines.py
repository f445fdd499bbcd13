"""Lines of NAT files as a provider writes them. The people are invented."""

import io
import zipfile


def activity(
    client: str = "S0000",
    subject: str = "SIT20316A",
    program: str = "SIT20316",
    *,
    start: str = "04022019",
    end: str = "25102019",
    outcome: str = "20",
) -> str:
    """A record of NAT00120 in its full width, without its line end."""
    begins = f"{'3075':10}{'MAIN':10}{client:10}{subject:12}{program:10}{start}{end}YNN{outcome:2}113"
    return f"{begins:98}Y{'':10}21{'':42}0015I"


def client(number: str, name: str, born: str) -> str:
    """A record of NAT00080 in its full width."""
    return f"{f'{number:10}{name:60}11M{born}':327}"


def nat(*lines: str, end: str = "\r\n") -> bytes:
    """The lines as a file."""
    return "".join(line + end for line in lines).encode("ascii")


def zipped(members: dict[str, bytes]) -> bytes:
    """An archive of these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()
