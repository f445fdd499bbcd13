"""Which agreement is needed and when one is valid, what a policy lacks, what is a charge for tuition."""

from datetime import date
from typing import Any

import pytest

from enrolments.models import Enrolment
from obligations.rules import acquittal, agreements, charges, documents, policy
from obligations.rules.agreements import Arrangement, Held, Wanted
from tests.rules.cases import cents, each, read, yes

CENSUS = date(2019, 5, 6)
HELD = Held(
    kind="PURCHASING",
    provider=1,
    qualifications=frozenset(),
    start=date(2019, 1, 29),
    end=date(2019, 12, 20),
    signed_by_school=date(2019, 1, 30),
    signed_by_provider=date(2019, 2, 1),
    has_file=True,
    cites_host_contract=False,
)
WANTED = Wanted("PURCHASING", 1, 7, CENSUS, CENSUS)


@each("agreements")
def test_the_needed_agreement(given: dict[str, str], expected: dict[str, str]) -> None:
    facts = {name: text if name == "delivery" else yes(text) for name, text in given.items()}
    need = agreements.needed_agreement(Arrangement(**facts))
    assert (need.kind or "NONE") == expected["needs"]
    assert bool(need.doubt) is yes(expected.get("doubt", "no"))
    assert need.source.startswith("SRP Reference 56 for 2019, ")
    assert need.sentence.endswith(".")


def test_every_delivery_and_every_agreement_has_a_case() -> None:
    cases = read("agreements")
    assert {case["input"]["delivery"] for case in cases} == set(Enrolment.Delivery.values)
    assert {case["expected"]["needs"] for case in cases} == {*agreements.KINDS, "NONE"}


def test_a_delivery_without_a_rule_is_an_error() -> None:
    with pytest.raises(ValueError, match="No rule says"):
        agreements.needed_agreement(Arrangement("ELSEWHERE"))


@pytest.mark.parametrize(
    ("changes", "is_about"),
    [
        ({}, True),
        ({"qualifications": frozenset({7, 8})}, True),
        ({"qualifications": frozenset({8})}, False),
        ({"kind": "AUSPICING"}, False),
        ({"provider": 2}, False),
    ],
)
def test_an_agreement_covers_kind_provider_and_certificate(changes: dict, is_about: bool) -> None:
    assert agreements.is_about(HELD._replace(**changes), WANTED) is is_about


@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ({}, ()),
        ({"start": CENSUS, "end": CENSUS}, ()),
        ({"start": date(2019, 5, 7)}, ("It begins only on 7 May 2019, after 6 May 2019.",)),
        ({"end": date(2019, 5, 5)}, ("It ended on 5 May 2019.",)),
        ({"signed_by_school": None}, ("Your school has not signed it.",)),
        ({"signed_by_provider": None}, ("The provider has not signed it.",)),
        ({"has_file": False}, ("The signed file is missing.",)),
        (
            {"kind": "SCHOOL_ACCESS", "signed_by_provider": None},
            (
                "The host school has not signed it.",
                "It does not cite the date of the host school’s auspicing contract.",
            ),
        ),
        ({"kind": "SCHOOL_ACCESS", "cites_host_contract": True}, ()),
    ],
)
def test_what_an_agreement_lacks(changes: dict, lacks: tuple[str, ...]) -> None:
    assert agreements.lacks(HELD._replace(**changes), from_day=CENSUS, until_day=CENSUS) == lacks


@pytest.mark.parametrize(
    ("today", "until"),
    [
        (date(2019, 2, 1), CENSUS),
        (date(2019, 7, 22), date(2019, 7, 22)),
        (date(2020, 2, 1), CENSUS),
        (date(2018, 12, 1), CENSUS),
    ],
)
def test_an_agreement_runs_over_the_census_and_today(today: date, until: date) -> None:
    assert agreements.days_to_cover(CENSUS, today) == (CENSUS, until)


@pytest.mark.parametrize(
    ("content", "ending"),
    [(b"%PDF-1.7\n", "pdf"), (b"\xff\xd8\xff\xe0JFIF", "jpg"), (b"\x89PNG\r\n\x1a\n..", "png")],
)
def test_a_document_is_told_by_its_content(content: bytes, ending: str) -> None:
    assert documents.ending_of(content) == ending


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 a workbook", "not a PDF"),
        (b"<html>%PDF-</html>", "not a PDF"),
        (b"GIF89a", "not a PDF"),
        (b"%PDF-" + b"x" * (documents.LARGEST - 4), "larger than 5 MB"),
    ],
)
def test_other_files_are_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(documents.DocumentRefused, match=words):
        documents.ending_of(content)


def test_a_document_exactly_at_the_limit_is_taken() -> None:
    assert documents.ending_of(b"%PDF-" + b"x" * (documents.LARGEST - 5)) == "pdf"


@each("policy")
def test_a_policy(given: dict[str, str], expected: dict[str, Any]) -> None:
    dates = policy.Dates(**{step: date.fromisoformat(day) for step, day in given.items()})
    following = policy.next_step(dates)
    assert policy.state(dates) == expected["state"]
    assert (following.name if following else "none") == expected["next"]
    faults = policy.faults(dates, date(2019, 5, 1))
    assert list(faults) == expected["wrong"]
    assert all(sentence.endswith(".") for sentence in faults.values())


@each("acquittal")
def test_the_balance_is_exact(given: dict[str, Any], expected: dict[str, str]) -> None:
    used = {purpose: cents(amount) for purpose, amount in given["used"].items()}
    found = acquittal.balance(cents(given["received"]), used)
    assert (found.spent, found.left) == (cents(expected["used"]), cents(expected["left"]))
    assert found.sentence == expected["sentence"]


def test_every_listed_purpose_has_words() -> None:
    """The six of the funding text, and one for what it leaves open: "This may include"."""
    assert len(acquittal.PURPOSES) == 7
    assert all(acquittal.PURPOSES.values())


def test_a_purpose_that_is_not_listed_is_an_error() -> None:
    with pytest.raises(ValueError, match="no purpose called BONUS"):
        acquittal.balance(0, {"BONUS": 1})


@each("charges")
def test_tuition_is_refused_and_things_are_recorded(given: dict[str, str], expected: dict[str, str]) -> None:
    if expected["answer"] == "recorded":
        charges.refuse_tuition(given["kind"], given["description"])
        return
    words = "must provide VET tuition free of charge.*Do not charge it"
    with pytest.raises(charges.TuitionRefused, match=words):
        charges.refuse_tuition(given["kind"], given["description"])


@pytest.mark.parametrize("kind", ["TUITION", "", "tuition", "OTHER"])
def test_tuition_is_no_kind(kind: str) -> None:
    assert kind not in charges.KINDS
    with pytest.raises(charges.TuitionRefused, match="Do not charge it"):
        charges.refuse_tuition(kind, "boots")
