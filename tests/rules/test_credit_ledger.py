"""The credit ledger: published examples, real units, and each ambiguity as it was settled."""

from dataclasses import replace
from datetime import date

import pytest

from credits.rules.counting import count
from credits.rules.facts import Certificate, Listing, ResultFacts, StatedHours, UnitFacts
from credits.rules.ledger import Line, work_out
from credits.rules.outcomes import NATIONAL, Outcome
from credits.rules.projection import project
from credits.rules.scheme_rules import CERTIFICATE, KEEP_HIGHEST
from credits.rules.standard import standing
from tests.rules.cases import each, read, whole, yes
from tests.rules.credit_cases import TCE, certificate, points, results_of, scheme_of, units_of


@each("credit_ledger")
def test_ledger(given, expected):
    ledger = work_out(results_of(given), units_of(given), scheme_of(given))
    assert ledger.total == points(expected["total"])
    assert ledger.at_level == points(expected["at_level"])
    assert ledger.blocked == whole(expected.get("blocked", "0"))
    assert len(ledger.lines) == len(expected["lines"])
    for line, wanted in zip(ledger.lines, expected["lines"], strict=True):
        _check(line, wanted)


def _check(line: Line, wanted: dict) -> None:
    assert line.unit_code == wanted["unit"]
    assert line.credit == points(wanted["points"])
    assert line.level == (None if wanted["level"] == "none" else whole(wanted["level"]))
    assert line.code == wanted.get("code", "CREDITED"), line
    assert line.reason == wanted.get("reason", line.reason)
    assert line.level_basis == wanted.get("basis", line.level_basis)
    assert line.certificate_code == wanted.get("certificate", line.certificate_code)
    if "hours" in wanted:
        assert f"{line.hours} {line.hours_source}" == wanted["hours"]
    assert line.reason, "no line is without its reason"


@each("credit_standard")
def test_standard(given, expected):
    found = standing(points(given["total"]), points(given["at_level"]), TCE.standard, TCE.credit_word)
    assert found.is_met == yes(expected["met"])
    assert found.missing == points(expected["missing"])
    assert found.sentence == expected["sentence"]


def _taken(code: str, hours: str, level: int, source: str = "TAS") -> tuple[UnitFacts, ResultFacts]:
    stated = () if hours == "missing" else (StatedHours(whole(hours), source),)
    unit = UnitFacts(code, code, code, stated, (Listing("INVENTED", level),))
    return unit, ResultFacts(1, code, None, Outcome.ACHIEVED, date(2019, 11, 29), 2019)


def test_there_are_84_real_units():
    assert len(read("credit_units")) == 84


@pytest.mark.parametrize("case", read("credit_units"), ids=lambda case: case["name"])
def test_real_units(case):
    unit, result = _taken(case["name"], case["input"]["hours"], 2)
    ledger = work_out([result], {unit.code: unit}, TCE)
    wanted = case["expected"]["points"]
    assert (ledger.total, ledger.blocked) == ((0, 1) if wanted == "missing" else (points(wanted), 0))


def test_points_are_rounded_for_each_unit_of_a_certificate():
    """CPC10111 as a provider teaches it: 302 hours, which would be 30 points rounded as a whole."""
    program = [case for case in read("credit_units") if case["input"]["list"] == "F"]
    hours = [whole(case["input"]["hours"]) for case in program]
    assert (len(hours), sum(hours)) == (11, 302)
    units, results = {}, []
    for number, case in enumerate(program, start=1):
        unit, result = _taken(case["name"], case["input"]["hours"], 1)
        units[unit.code] = unit
        results.append(replace(result, key=number, certificate=certificate("CPC10111 1 Construction")))
    ledger = work_out(results, units, TCE)
    assert ledger.total == points("32")
    assert ledger.at_level == 0


@pytest.mark.parametrize(
    ("hours", "wanted"),
    [(4, "0"), (5, "1"), (6, "1"), (15, "2"), (25, "3"), (45, "5"), (65, "7"), (85, "9"), (120, "12")],
)
def test_half_up_traps(hours, wanted):
    unit, result = _taken("TRAP", str(hours), 2)
    assert work_out([result], {"TRAP": unit}, TCE).total == points(wanted)


# credits.md 5.1, the register's own data for units of ICT30120: the lowest level that lists each of them, and
# the listings that the summary names. A listing that it does not name is called INVENTED.
EXTRACT = {
    "BSBTEC201": (1, (("CUA10220", 1), ("CUA10320", 1), ("INVENTED", 2))),
    "ICTICT221": (1, (("BSB10120", 1), ("INVENTED", 2))),
    "ICTICT213": (2, (("ICT20120", 2), ("ICT30120", 3))),
    "ICTICT214": (2, (("ICT20120", 2), ("ICT30120", 3))),
    "ICTICT215": (2, (("ICT20120", 2), ("ICT30120", 3))),
    "BSBXCS303": (2, (("ICT30120", 3), ("INVENTED", 2))),
    "BSBXTW301": (2, (("ICT30120", 3), ("AUR20320", 2))),
    "ICTPRG302": (3, (("ICT30120", 3), ("ICT40120", 4))),
    "ICTICT313": (3, (("ICT30120", 3),)),
    "ICTSAS305": (3, (("ICT30120", 3),)),
    "BSBXCS401": (3, (("ICT30120", 3), ("INVENTED", 4))),
}


@pytest.mark.parametrize("code", EXTRACT)
def test_lowest_levels_of_a_real_extract(code):
    """Some are below the certificate's level, and BSBXCS401 is not what the digit in its code says."""
    level, listed = EXTRACT[code]
    unit = UnitFacts(code, code, code, (StatedHours(20, "TAS"),), tuple(Listing(*each) for each in listed))
    result = ResultFacts(1, code, None, Outcome.ACHIEVED, date(2021, 11, 30), 2021)
    (counted,) = count([result], {code: unit}, TCE)
    assert counted.level == level
    assert min(listed, key=lambda each: (each[1], each[0]))[0] in counted.level_basis


def test_of_the_national_outcomes_only_these_count():
    """credits.md 1.3: achieved, recognition granted (in its older name, too), and a credit transfer."""
    counting = {code: outcome for code, outcome in NATIONAL.items() if outcome in TCE.counting_outcomes}
    assert counting == {
        "20": Outcome.ACHIEVED,
        "51": Outcome.RPL,
        "53": Outcome.RPL,
        "60": Outcome.CREDIT_TRANSFER,
    }
    others = {"30", "40", "41", "52", "54", "61", "65", "66", "70", "81", "82", "85", "90"}
    assert NATIONAL.keys() - counting.keys() == others


def test_where_only_certificates_have_levels_a_unit_on_its_own_needs_a_row_for_any_level():
    unit, result = _taken("ALONE1", "20", 2)
    scheme = replace(TCE, level_rule=CERTIFICATE)
    counted = work_out([result], {"ALONE1": unit}, scheme)
    assert (counted.total, counted.at_level, counted.blocked) == (2000, 0, 0)
    of_levels = replace(scheme, rows=(replace(TCE.rows[0], level_to=4),))
    ledger = work_out([result], {"ALONE1": unit}, of_levels)
    assert (ledger.total, ledger.blocked) == (0, 0)
    assert ledger.lines[0].code == "NO_RULE"


def test_a_projection_adds_planned_units_and_says_what_they_change():
    unit, result = _taken("AAA001", "20", 1)
    other, _ = _taken("AAA002", "30", 2)
    planned = [
        replace(result, key=-1, unit="AAA002", ended_on=date(2020, 12, 31)),
        replace(
            result, key=-2, certificate=Certificate("SIT20316", "Hospitality", 2), ended_on=date(2020, 12, 31)
        ),
    ]
    units = {"AAA001": unit, "AAA002": other}
    found = project([result], planned, units, TCE)
    assert (found.before.total, found.after.total, found.gained) == (2000, 5000, 3000)
    assert [(line.unit_code, line.credit) for line in found.planned] == [("AAA001", 0), ("AAA002", 3000)]
    assert found.moved == ()
    raised = project([result], planned, units, replace(TCE, on_repeat=KEEP_HIGHEST))
    ((was, would_be),) = raised.moved
    assert (was.level, would_be.level) == (1, 2)
    assert raised.after.at_level - raised.before.at_level == 5000
