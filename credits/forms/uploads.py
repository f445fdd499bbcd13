"""The form that sends a file of results, the guide to its columns, and who a provider's clients are."""

from collections.abc import Mapping

from django import forms
from django.http import QueryDict

from credits.result_files.people import LEFT_OUT
from credits.rules.outcomes import LABELS, LETTERS
from enrolments.forms.uploads import ColumnGuide, SentFile
from enrolments.views.posted import whole_number
from vetportal.files.limits import MEGABYTE, SCHOOL_UPLOAD


class ResultFileForm(forms.Form):
    """One file. What is wrong inside it is said by the readers and by the check."""

    use_required_attribute = False

    file = SentFile(
        label="File with results",
        help_text=(
            f"A table (CSV or Excel), or NAT00120.txt of the provider, alone or in a zip archive with "
            f"NAT00080.txt. At most {SCHOOL_UPLOAD.bytes // MEGABYTE} MB."
        ),
        accept=".csv,.xlsx,.txt,.zip",
    )


def column_guide() -> list[ColumnGuide]:
    """The columns of a table of results in their order; the title may be left out."""
    letters = "; ".join(f"{letter}: {LABELS[each].lower()}" for letter, each in LETTERS.items())
    return [
        ColumnGuide("student_number", "The number in your own school system.", "012345678"),
        ColumnGuide("unit_code", "The national code of the unit.", "SITXFSA001"),
        ColumnGuide(
            "certificate_code",
            "The certificate that the student takes the unit in. Leave it empty for a unit on its own.",
            "SIT20316",
        ),
        ColumnGuide("outcome", f"A letter, the word, or the national code. {letters}.", "A"),
        ColumnGuide("ended_on", "The date of the result.", "2019-10-25"),
        ColumnGuide(
            "unit_title",
            "This column may be left out. Where it is there, a title that differs from the register’s is "
            "pointed out.",
            "Use hygienic practices for food safety",
        ),
    ]


def choices_of(data: QueryDict, found: Mapping) -> dict[str, int]:
    """What was chosen for each client of the check page; only what the page offered counts."""
    chosen = {}
    for person in found.get("people", ()):
        text = data.get(f"who-{person['number']}", "")
        offered = {LEFT_OUT, *(pk for pk, _ in (*person["likely"], *person["others"]))}
        if text and (key := whole_number(text)) in offered:
            chosen[person["number"]] = key
    return chosen
