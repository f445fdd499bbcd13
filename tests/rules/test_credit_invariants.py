"""Properties of the credit ledger that hold for whatever a student studied."""

from dataclasses import replace
from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from credits.rules.facts import Certificate, Listing, ResultFacts, StatedHours, UnitFacts
from credits.rules.fingerprint import Fingerprints
from credits.rules.interpreter import credit
from credits.rules.ledger import Books, work_out
from credits.rules.outcomes import Outcome
from credits.rules.reasons import BLOCKING
from credits.rules.scheme_rules import (
    EQUIVALENT_UNIT,
    HIGHEST_CERTIFICATE,
    KEEP_FIRST,
    KEEP_HIGHEST,
    LOWEST_LISTED,
    LOWEST_LISTED_ELSEWHERE,
    MOST_CREDIT,
    SAME_UNIT,
    CertificateRow,
    Limit,
)
from enrolments.rules.equivalence import families
from tests.rules.credit_cases import SCHEMES, TCE
from tests.rules.credit_schemes import with_certificates

CODES = [f"U{number:02}" for number in range(6)]
CERTIFICATES = [
    None,
    *(
        Certificate(f"Q{level}{end}", f"Certificate {level}{end}", level)
        for level in (1, 2, 3)
        for end in "AB"
    ),
]
DAYS = [date(2018, 6, 29), date(2018, 11, 30), date(2019, 11, 29)]
GAINED = (Outcome.ACHIEVED, Outcome.RPL)


_LISTED = [(), (1,), (2,), (3,), (1, 2), (2, 3), (1, 4)]
_units = st.lists(
    st.tuples(st.none() | st.integers(0, 130), st.sampled_from(_LISTED), st.booleans()),
    min_size=len(CODES),
    max_size=len(CODES),
)
_pairs = st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(CODES)), max_size=4)


def _register(facts, steps) -> dict[str, UnitFacts]:
    heads = families(steps)
    return {
        code: UnitFacts(
            code,
            f"Unit {code}",
            heads.get(code, code),
            () if hours is None else (StatedHours(hours, "NCVER" if is_national else "TAS"),),
            tuple(Listing(f"Q{level}A", level) for level in listed),
        )
        for code, (hours, listed, is_national) in zip(CODES, facts, strict=True)
    }


def registers() -> st.SearchStrategy[dict[str, UnitFacts]]:
    """Six units, some of them equivalent, with hours, some blank, and with listings."""
    return st.builds(_register, _units, _pairs)


_results = st.lists(
    st.tuples(
        st.sampled_from(CODES),
        st.sampled_from(CERTIFICATES),
        st.sampled_from(Outcome),
        st.sampled_from(DAYS),
        st.booleans(),
        st.sampled_from(["", "", "OUTSIDE1", *CODES]),
    ),
    max_size=10,
)


def studies() -> st.SearchStrategy[list[ResultFacts]]:
    """Up to ten results of one student."""
    return _results.map(
        lambda drawn: [
            ResultFacts(key, code, within, outcome, ended_on, 2018, is_evidenced, issued_as=issued)
            for key, (code, within, outcome, ended_on, is_evidenced, issued) in enumerate(drawn, start=1)
        ]
    )


schemes = st.builds(
    lambda rule, once, repeat, exception: replace(
        TCE, level_rule=rule, one_unit=once, on_repeat=repeat, certificate_i_exception=exception
    ),
    st.sampled_from([LOWEST_LISTED, LOWEST_LISTED_ELSEWHERE]),
    st.sampled_from([SAME_UNIT, EQUIVALENT_UNIT, HIGHEST_CERTIFICATE]),
    st.sampled_from([KEEP_FIRST, KEEP_HIGHEST]),
    st.booleans(),
)


_MOST = {each.code: CertificateRow(60_000) for each in CERTIFICATES if each}
_SACE = with_certificates(SCHEMES["SACE"], **_MOST)
_BY_CERTIFICATE = st.sampled_from([SCHEMES["VCE"], _SACE, SCHEMES["WACE"]])


def _worth(ledger):
    return ledger.total, ledger.at_level


@given(registers(), studies(), schemes | _BY_CERTIFICATE, st.randoms(use_true_random=False))
def test_the_order_in_which_results_are_given_never_matters(units, results, scheme, chance):
    shuffled = list(results)
    chance.shuffle(shuffled)
    assert work_out(shuffled, units, scheme) == work_out(results, units, scheme)
    assert Fingerprints(units, scheme).of(shuffled) == Fingerprints(units, scheme).of(results)


@given(registers(), studies(), schemes | _BY_CERTIFICATE, st.randoms(use_true_random=False))
def test_the_keys_of_results_never_matter_to_the_sums(units, results, scheme, chance):
    """Keys follow the order in which results were entered, also those of one day."""
    keys = [each.key for each in results]
    chance.shuffle(keys)
    renumbered = [replace(each, key=key) for each, key in zip(results, keys, strict=True)]
    before, after = work_out(results, units, scheme), work_out(renumbered, units, scheme)
    assert (after.total, after.at_level, after.blocked) == (before.total, before.at_level, before.blocked)


def _transfer_of(family, units, on, data) -> ResultFacts:
    """A transfer of any unit of the class, or of another unit that stands for one of the class."""
    same = [code for code in CODES if units[code].family == family]
    unit, issued = data.draw(
        st.tuples(st.sampled_from(same), st.sampled_from(["", *CODES]))
        | st.tuples(st.sampled_from(CODES), st.sampled_from(same))
    )
    return ResultFacts(
        99,
        unit,
        data.draw(st.sampled_from(CERTIFICATES)),
        Outcome.CREDIT_TRANSFER,
        on,
        2018,
        units[unit].family != family or data.draw(st.booleans()),
        issued_as=issued,
    )


@given(registers(), studies(), st.data())
def test_a_credit_transfer_of_a_counted_class_never_changes_the_sums(units, results, data):
    """Of any later day, whatever its certificate and document, under the rules of the TCE.

    It may be of the class itself, or stand for a unit of the class that was issued.
    """
    before = work_out(results, units, TCE)
    counted = [line.unit_code for line in before.lines if line.code in ("CREDITED", "BELOW_STEP")]
    assume(counted)
    family = units[data.draw(st.sampled_from(counted))].family
    first = min(
        line.ended_on
        for line in before.lines
        if line.code in ("CREDITED", "BELOW_STEP") and units[line.unit_code].family == family
    )
    on = data.draw(st.sampled_from([each for each in DAYS if each >= first]))
    transfer = _transfer_of(family, units, on, data)
    assume(transfer.ended_on > first or _was_studied(results, units, family, first))
    after = work_out([*results, transfer], units, TCE)
    assert _worth(after) == _worth(before)
    (line,) = [each for each in after.lines if each.key == 99]
    assert (line.credit, line.code) == (0, "ALREADY_CREDITED")


@given(registers(), studies(), _BY_CERTIFICATE, st.data())
def test_a_later_transfer_of_a_unit_in_a_certificate_that_earns_changes_nothing(units, results, scheme, data):
    """The same under schemes that count certificates, whatever the transfer's certificate and document."""
    results = [replace(each, is_finished=each.certificate is not None) for each in results]
    before = work_out(results, units, scheme)
    earning = {line.certificate_code for line in before.lines if line.key is None and line.credit}
    counted = [
        line.unit_code
        for line in before.lines
        if line.code == "IN_CERTIFICATE" and line.certificate_code in earning
    ]
    assume(counted)
    family = units[data.draw(st.sampled_from(counted))].family
    transfer = _transfer_of(family, units, date(2020, 11, 30), data)
    after = work_out([*results, transfer], units, scheme)
    assert _worth(after) == _worth(before)
    (line,) = [each for each in after.lines if each.key == 99]
    assert (line.credit, line.code) == (0, "ALREADY_CREDITED")


_ANY_DAY = [date(2017, 6, 30), *DAYS, date(2020, 11, 30)]


@given(
    registers(), studies(), st.sampled_from(CODES), st.sampled_from(CERTIFICATES), st.sampled_from(_ANY_DAY),
    schemes,
)  # fmt: skip
def test_a_credit_transfer_without_a_document_never_changes_the_sums(
    units, results, code, within, on, scheme
):
    """Whatever its day, its certificate and the scheme."""
    transfer = ResultFacts(99, code, within, Outcome.CREDIT_TRANSFER, on, 2018)
    before, after = work_out(results, units, scheme), work_out([*results, transfer], units, scheme)
    assert _worth(after) == _worth(before)


@given(registers(), studies(), st.sampled_from(_ANY_DAY), st.data())
def test_the_same_unit_transferred_within_its_certificate_never_changes_the_sums(units, results, on, data):
    """Whatever its day: before the first credit it takes the place of what counted, with the same worth."""
    before = work_out(results, units, TCE)
    counted = {line.key for line in before.lines if line.code in ("CREDITED", "BELOW_STEP")}
    assume(counted)
    first = data.draw(st.sampled_from([each for each in results if each.key in counted]))
    issued = first.issued_as if first.outcome is Outcome.CREDIT_TRANSFER else ""
    transfer = replace(
        first, key=99, outcome=Outcome.CREDIT_TRANSFER, ended_on=on, is_evidenced=True, issued_as=issued
    )
    assert _worth(work_out([*results, transfer], units, TCE)) == _worth(before)


def _was_studied(results, units, family, on) -> bool:
    """Whether the class was earned on that day by study: a transfer of the same day comes after it."""
    return any(
        each.ended_on == on
        and each.outcome in GAINED
        and each.unit in units
        and units[each.unit].family == family
        for each in results
    )


@given(registers(), studies(), st.sampled_from(CODES), st.sampled_from(CERTIFICATES), schemes)
def test_a_unit_passed_later_never_lowers_what_counts(units, results, code, within, scheme):
    """Later: an equivalent unit of fewer hours passed earlier would take the place of the one that counts."""
    assume(scheme.one_unit != HIGHEST_CERTIFICATE)
    added = ResultFacts(99, code, within, Outcome.ACHIEVED, date(2020, 11, 30), 2020)
    before, after = work_out(results, units, scheme), work_out([*results, added], units, scheme)
    assert after.total >= before.total
    assert after.at_level >= before.at_level


@given(registers(), studies(), st.sampled_from(CODES), st.integers(0, 200), schemes)
def test_hours_of_a_unit_change_only_its_own_points(units, results, code, hours, scheme):
    changed = units | {code: replace(units[code], hours=(StatedHours(hours, "NCVER"),))}
    before, after = work_out(results, units, scheme), work_out(results, changed, scheme)
    for was, is_now in zip(before.lines, after.lines, strict=True):
        if was.unit_code != code:  # another of its class may say that it waited for these hours
            assert is_now._replace(reason="") == was._replace(reason="")


@given(registers(), studies(), schemes)
def test_every_result_has_one_line_with_its_reason(units, results, scheme):
    ledger = work_out(results, units, scheme)
    assert sorted(line.key for line in ledger.lines) == [each.key for each in results]
    assert [line.position for line in ledger.lines] == list(range(1, len(results) + 1))
    assert all(line.reason and line.code for line in ledger.lines)
    assert ledger.total == sum(line.credit for line in ledger.lines)
    assert 0 <= ledger.at_level <= ledger.total
    assert ledger.blocked == sum(line.code in BLOCKING for line in ledger.lines)


@given(registers(), studies(), schemes)
def test_a_class_of_units_earns_once(units, results, scheme):
    assume(scheme.one_unit != SAME_UNIT)
    earned = [units[line.unit_code].family for line in work_out(results, units, scheme).lines if line.credit]
    assert len(earned) == len(set(earned))


@given(registers(), studies(), schemes)
def test_remembered_units_come_to_what_the_interpreter_says(units, results, scheme):
    """Books remembers units of a scheme whose units do not touch each other; the interpreter decides."""
    books = Books(units, scheme)
    books.ledger(results)
    counting = [each for each in books._counting.count(results) if each.counts]
    said = {award.keys[0]: award for award in credit(counting, scheme)}
    assert {award.keys[0]: award for award in books._awards(counting)} == said


@given(registers(), studies(), st.integers(0, 60), st.integers(0, 60), st.sampled_from([1, 2]))
def test_caps_are_monotone(units, results, one, other, level):
    """A higher cap never gives less, no cap gives the most, and no cap is exceeded."""
    low, high = sorted((one * 1000, other * 1000))

    def total(maximum):
        limits = (Limit(MOST_CREDIT, maximum, level, level),)
        return work_out(results, units, replace(TCE, limits=limits)).total

    def capped(maximum):
        return work_out(results, units, replace(TCE, total_cap=maximum)).total

    free = work_out(results, units, TCE).total
    assert total(low) <= total(high) <= free
    assert capped(low) == min(low, free)
    assert capped(low) <= capped(high)
