"""Many people at once: each in a thread of its own with a connection of its own."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from django.db import connection

TOO_LONG_SECONDS = 60


class Answer(NamedTuple):
    """What one person was told: the value of their call, or what it raised."""

    value: object
    error: Exception | None


def all_at_once(calls: list[Callable[[], object]]) -> list[Answer]:
    """Run the calls side by side, starting together, and answer in their order."""
    answers: list[Answer | None] = [None] * len(calls)
    start = threading.Barrier(len(calls))

    def run(place: int, call: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            start.wait(TOO_LONG_SECONDS)
            answers[place] = Answer(call(), None)
        except Exception as error:  # noqa: BLE001 - the answer of this person, judged by the test
            answers[place] = Answer(None, error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(place, call), daemon=True) for place, call in enumerate(calls)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(TOO_LONG_SECONDS)
    assert all(answer is not None for answer in answers), "somebody never got an answer"
    return [answer for answer in answers if answer is not None]


def database_now() -> datetime:
    """The database's clock, read by the caller's own connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
