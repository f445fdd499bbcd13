#!/usr/bin/env python3
"""The portal on your machine: only Python 3.11 is needed; everything else goes into .venv beside this file.

  python3 dev.py demo               build, load the demonstration, print the log-ins and serve; --port NUMBER
  python3 dev.py demo --check       the same without serving: ends with 0 once every page has answered
  python3 dev.py test [ARGUMENTS]   all tests on SQLite and PostgreSQL at once; --sqlite or --postgres for
                                    one of them; the rest goes to pytest, e.g. tests/funding -k cap
  python3 dev.py check              style, types, layers, migrations, settings
  python3 dev.py bench [ARGUMENTS]  seconds and memory for 20,000 and 100,000 enrolments; --help says more
  python3 dev.py lock               write requirements/*.txt anew from pyproject.toml (needs uv)
  python3 dev.py manage ARGUMENTS   manage.py in the environment, e.g. manage export_payments 2019

VETPORTAL_NOW sets the clock of the demonstration, in Melbourne time: VETPORTAL_NOW=2019-05-01T09:00
"""

import argparse
import datetime
import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.abspath(__file__))
OLDEST_PYTHON = (3, 11)
WINDOWS = os.name == "nt"
VENV = os.path.join(ROOT, ".venv")
PROGRAMS = os.path.join(VENV, "Scripts" if WINDOWS else "bin")
PYTHON = os.path.join(PROGRAMS, "python.exe" if WINDOWS else "python")
STAMP = os.path.join(VENV, "installed-lock")
# The state in which every page has something to show: the year is run and term 3 has begun.
DEMO_NOW = "2019-07-22T09:30:00+10:00"
OFFLINE_SIGNS = ("connection", "resolve", "timed out", "network", "no matching distribution", "dns error")
CHECKS = {
    "style (ruff check)": ["ruff", "check", "."],
    "format (ruff format)": ["ruff", "format", "--check", "."],
    "types (mypy)": ["mypy"],
    "layers (lint-imports)": ["lint-imports"],
    "migrations (makemigrations --check)": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "settings (manage.py check)": ["python", "manage.py", "check", "--fail-level", "WARNING"],
}


def stop(sentence):
    """End with a sentence that says what is missing and what to do."""
    sys.stderr.write("dev.py: " + sentence + "\n")
    sys.exit(1)


def require_python():
    """Any Python 3 can read this file, so that an old one gets a sentence instead of a traceback."""
    if sys.version_info[:2] >= OLDEST_PYTHON:
        return
    names = [f"python3.{minor}" for minor in range(19, 10, -1)]
    newer = [name for name in names if shutil.which(name) and quietly([name, "--version"])[0] == 0]
    advice = f"run {newer[0]} dev.py instead." if newer else "install Python 3.11 or newer and try again."
    stop(f"Python {sys.version.split()[0]} is too old, the portal needs 3.11 or newer: {advice}")


def run(command, environment=None):
    """Run a command in the project's folder; return its exit code."""
    return subprocess.call(command, cwd=ROOT, env=environment)


def become(command, environment=None):
    """Let a command take this process's place, so that Ctrl-C and kill reach it directly."""
    os.chdir(ROOT)
    return os.execve(command[0], command, environment or os.environ)


def quietly(command):
    """Run a command; return (exit code, everything it said)."""
    try:
        done = subprocess.run(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
    except OSError as error:
        return 1, str(error)
    return done.returncode, done.stdout.decode("utf-8", "replace").strip()


def require_writable():
    """Say at once when nothing can be written here, before anything is downloaded."""
    try:
        # WhiteNoise, which serves the style sheets, warns when its folder is missing.
        os.makedirs(os.path.join(ROOT, "var", "static"), exist_ok=True)
        with tempfile.TemporaryFile(dir=ROOT):
            pass
    except OSError as error:
        stop(f"{ROOT} cannot be written to ({error.strerror}). Copy the project to a folder of your own.")


def venv_version():
    """The version of the Python in .venv as "3.11"; "" when there is none that runs and is new enough."""
    code, version = quietly([PYTHON, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"])
    new_enough = code == 0 and tuple(map(int, version.split("."))) >= OLDEST_PYTHON
    return version if new_enough else ""


def build_venv():
    """Make .venv; explain the one package that Debian splits off."""
    print("Making the environment in .venv ...", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    uv = shutil.which("uv")
    if uv and quietly([uv, "venv", "--quiet", "--python", sys.executable, VENV])[0] == 0:
        return
    if quietly([sys.executable, "-c", "import ensurepip, venv"])[0]:
        stop("Python's venv is missing. Install it (on Debian: apt-get install python3-venv) and try again.")
    code, said = quietly([sys.executable, "-m", "venv", VENV])
    if code:
        stop("the environment could not be made in .venv:\n" + said)


def lock_file(name):
    return os.path.join(ROOT, "requirements", name + ".txt")


def fingerprint(lock, version):
    """What is known of an installed lock: its SHA-256 and the Python it was installed for."""
    with open(lock_file(lock), "rb") as content:
        return hashlib.sha256(content.read()).hexdigest() + " " + version


def installed():
    """The fingerprint of the lock that was installed last; "" when none was."""
    if not os.path.exists(STAMP):
        return ""
    with open(STAMP) as stamp:
        return stamp.read().strip()


def install(lock):
    """Install a lock file, every package checked by its hash; do nothing when it is in already."""
    require_writable()
    if not venv_version():
        build_venv()
    version = venv_version()
    # The test lock holds the runtime lock with the same pins; tests/test_house.py keeps it so.
    if installed() in (fingerprint(lock, version), fingerprint("test", version)):
        return
    print(f"Installing the packages of requirements/{lock}.txt ...", flush=True)
    for command in installers(lock):
        code, said = quietly(command)
        if code == 0:
            with open(STAMP, "w") as stamp:
                stamp.write(fingerprint(lock, version) + "\n")
            return
    explain_failed_install(said)


def installers(lock):
    """The commands to try in turn: uv where it is there, for its speed; then pip, which may know a mirror."""
    uv = shutil.which("uv")
    what = ["--quiet", "--require-hashes", "-r", lock_file(lock)]
    if uv:
        yield [uv, "pip", "install", "--python", PYTHON, *what]
    if quietly([PYTHON, "-m", "pip", "--version"])[0]:
        quietly([PYTHON, "-m", "ensurepip"])
    yield [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", *what]


def explain_failed_install(said):
    """The installer's last words, and what they most likely mean."""
    tail = "\n".join("    " + line[:200] for line in said.splitlines()[-6:] if "WARNING" not in line)
    if any(sign in said.lower() for sign in OFFLINE_SIGNS):
        stop(
            "the packages could not be fetched: this machine reaches no package index. Connect it or "
            "name a mirror in PIP_INDEX_URL, then run this again. The installer said:\n" + tail
        )
    stop("the packages could not be installed. The installer said:\n" + tail)


def manage(*arguments):
    """A manage.py command in the environment."""
    return [PYTHON, os.path.join(ROOT, "manage.py"), *arguments]


def demo_environment():
    """The demonstration's clock and database: each instant asked for by VETPORTAL_NOW has its own file."""
    environment = dict(os.environ)
    asked = environment.get("VETPORTAL_NOW", "")
    if asked:
        try:
            datetime.datetime.fromisoformat(asked)
        except ValueError:
            stop(f"VETPORTAL_NOW is '{asked}'. Write it as 2019-05-01T09:00, in Melbourne time.")
        name = re.sub(r"[^0-9A-Za-z]+", "-", asked).strip("-")
        path = os.path.join(ROOT, "var", f"demo-{name}.sqlite3")
        environment.setdefault("DATABASE_URL", "sqlite:///" + path)
    environment["VETPORTAL_NOW"] = asked or DEMO_NOW
    return environment


def is_free(port):
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def require_free(port):
    """Before a minute is spent on loading: can the address be had at all?"""
    if not 0 < port < 65536:
        stop("a port is a number from 1 to 65535, for example --port 8001")
    if not is_free(port):
        other = next(number for number in range(8001, 65536) if is_free(number))
        stop(f"port {port} cannot be had, something else uses it. Choose another: dev.py demo --port {other}")


def demo(arguments):
    """Migrate, load the story of 2019, print the log-ins; then serve, or with --check ask every page."""
    parser = argparse.ArgumentParser(prog="dev.py demo", description=demo.__doc__)
    parser.add_argument("--check", action="store_true", help="ask every page instead of serving")
    parser.add_argument("--port", type=int, default=8000, help="where to serve (default: 8000)")
    chosen = parser.parse_args(arguments)
    if not chosen.check:
        require_free(chosen.port)
    install("runtime")
    environment = demo_environment()
    print("Preparing the database ...", flush=True)
    load = manage("demo", "--check") if chosen.check else manage("demo")
    code = run(manage("migrate", "--verbosity", "0"), environment) or run(load, environment)
    return code if code or chosen.check else serve(chosen.port, environment)


def serve(port, environment):
    """Serve with gunicorn as a department would; on Windows, where it does not run, with Django's server."""
    print(f"\nThe portal is at http://127.0.0.1:{port}/ (Ctrl-C stops it)", flush=True)
    address = f"127.0.0.1:{port}"
    if WINDOWS:
        return run(manage("runserver", "--noreload", "--insecure", address), environment)
    gunicorn = [PYTHON, "-m", "gunicorn", "--bind", address, "--workers", "2", "--log-level", "warning"]
    return become([*gunicorn, "vetportal.wsgi"], environment)


def test(arguments):
    """Every test on every database that this machine can run."""
    install("test")
    return become([PYTHON, "-m", "tests.suite", *arguments])


def check(_arguments):
    """All that can be found without running the portal; what a check says is shown when it fails."""
    install("test")
    failures = 0
    for name, command in CHECKS.items():
        code, said = quietly([os.path.join(PROGRAMS, command[0]), *command[1:]])
        print("{:<40} {}".format(name, "failed\n" + said if code else "ok"), flush=True)
        failures += code != 0
    return 1 if failures else 0


def bench(arguments):
    """Seconds and peak memory of the steps that grow with the state."""
    install("test")
    return become([PYTHON, "-m", "tests.bench", *arguments])


def lock(_arguments):
    """Both lock files anew; the test lock keeps the pins of the runtime lock."""
    uv = shutil.which("uv") or shutil.which("uv", path=PROGRAMS)
    if not uv:
        stop("the lock files are made by uv. Install it (for example: pipx install uv), then run this again.")
    make = [uv, "pip", "compile", "pyproject.toml", "--quiet", "--universal", "--python-version", "3.11"]
    make += ["--generate-hashes", "--no-header", "--upgrade"]
    everything = ["--group", "test", "--group", "check", "--constraint", "requirements/runtime.txt"]
    code = run([*make, "-o", "requirements/runtime.txt"])
    return code or run([*make, *everything, "-o", "requirements/test.txt"])


def manage_verb(arguments):
    """Pass everything on to manage.py."""
    install("runtime")
    return run(manage(*arguments))


VERBS = {"demo": demo, "test": test, "check": check, "bench": bench, "lock": lock, "manage": manage_verb}


def main(arguments):
    """Run one verb; return its exit code."""
    require_python()
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(__doc__.strip())
        return 0
    if arguments[0] not in VERBS:
        stop("there is no verb '{}'. The verbs are {}.".format(arguments[0], ", ".join(VERBS)))
    return VERBS[arguments[0]](arguments[1:])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
