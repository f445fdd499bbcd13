"""Sending and taking files of results as a coordinator does."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from credits.models import ResultUpload
from tests.credits.school_class import CERTIFICATE, UNITS, SchoolClass
from vetportal.files.writer import write_csv

HEADINGS = ("student_number", "unit_code", "certificate_code", "outcome", "ended_on")
GOOD = ("S0000", UNITS[0], CERTIFICATE, "A", "2019-10-25")


def table(*rows: tuple, headings: tuple = HEADINGS) -> bytes:
    """A table of results."""
    return b"".join(write_csv(headings, rows))


def send(world: SchoolClass, by: Client, content: bytes, name: str = "results.csv"):
    """Upload a file; the answer is the page that it leads to."""
    file = SimpleUploadedFile(name, content)
    return by.post(world.page("results/files/add/"), {"file": file}, follow=True)


def take(world: SchoolClass, by: Client):
    """Press Take on the newest file as its check stands."""
    upload = ResultUpload.objects.latest("pk")
    data = {"seen": upload.found.get("mark", "")}
    return by.post(world.page(f"results/files/{upload.pk}/take/"), data, follow=True)


def text(answer) -> str:
    """The page as text."""
    return answer.content.decode()
