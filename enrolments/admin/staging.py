"""A checked register file on its way to being stored: kept in the database for the person who sent it.

django-import-export keeps it in the machine's temporary folder under a name that anybody may post back, and
leaves it there when nobody confirms. A row of the sessions table is shared by all web processes, expires,
and here it is given out only to its owner.
"""

import base64
from datetime import timedelta
from importlib import import_module
from typing import NamedTuple

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from vetportal.accounts.models import User

_LIFETIME = int(timedelta(hours=2).total_seconds())


class StagedFile(NamedTuple):
    """A file that was checked and not stored yet."""

    filename: str
    content: bytes


def keep(filename: str, content: bytes, *, owner: User, purpose: str) -> str:
    """Keep a file; gives the key that its owner gets it back by."""
    row = _row(None)
    row.update(
        {
            "staged_for": owner.pk,
            "purpose": purpose,
            "filename": filename,
            "content": base64.b85encode(content).decode("ascii"),
        }
    )
    row.set_expiry(_LIFETIME)
    row.create()
    return row.session_key


def take(key: str, *, owner: User, purpose: str) -> StagedFile | None:
    """Give the file to its owner, once; None when it has expired, was taken, or is somebody else's."""
    row = _row(key)
    held = row.load() if key else {}
    if held.get("staged_for") != owner.pk or held.get("purpose") != purpose:
        return None
    row.delete()
    return StagedFile(held["filename"], base64.b85decode(held["content"]))


def _row(key: str | None) -> SessionBase:
    return import_module(settings.SESSION_ENGINE).SessionStore(key)
