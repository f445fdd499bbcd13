"""One interpreter, every certificate: what other states' schemes publish comes out of their rows."""

from dataclasses import replace

import pytest
from hypothesis import given as invent
from hypothesis import strategies as st

from credits.rules.interpreter import credit
from credits.rules.points import size_value
from credits.rules.scheme_check import IncompleteScheme, before_publishing, lacking
from credits.rules.scheme_rules import CertificateRow, Limit, Pool, Row, SchemeRules
from tests.rules.cases import each, fixed
from tests.rules.credit_schemes import counted, schemes, study, with_certificates

SCHEMES = schemes()


@each("credit_schemes")
def test_published_figures_of_the_schemes(given, expected):
    scheme = SCHEMES[given["scheme"]]
    listed = {
        code: CertificateRow(fixed(most, 3), stage="Stage 1")
        for code, most in given.get("listed", {}).items()
    }
    approved = {code: CertificateRow(0, is_approved=True) for code in given.get("approved", ())}
    awards = credit(study(given["study"]), with_certificates(scheme, **listed, **approved))
    assert sum(award.credit for award in awards) == fixed(expected["credit"], 3)
    amounts = _by_place(awards)
    wanted = {place: fixed(amount, 3) for place, amount in expected.get("amounts", {}).items()}
    assert amounts == (wanted or amounts)
    places = [award.slot for award in awards if award.credit]
    assert places == expected.get("places", places)
    assert all(award.reason for award in awards)
    assert expected.get("left", "") in awards[0].reason


def _by_place(awards) -> dict[str, int]:
    amounts: dict[str, int] = {}
    for award in awards:
        if award.credit:
            amounts[award.slot] = amounts.get(award.slot, 0) + award.credit
    return amounts


_TAKEN = {"certificate": "CUA30915", "begun": "2019", "hours": "55"}


def test_a_fixed_credit_on_two_lines_says_what_is_in_all_and_what_is_here():
    done = study([_TAKEN | {"level": "2", "finished": "yes"}])
    awards = credit(done, SCHEMES["WACE"])
    assert [award.credit for award in awards] == [2000, 2000]
    for award in awards:
        assert award.reason.endswith("4 unit equivalents in all, 2 of them here.")


@pytest.mark.parametrize(
    ("level", "said"),
    [(2, "for a Certificate II begun"), (5, "for a diploma begun"), (6, "for an advanced diploma begun")],
)
def test_a_certificate_without_a_rule_is_named_with_its_article(level, said):
    taken = study([_TAKEN | {"level": level}])
    later = tuple(replace(row, commence_from=2030) for row in SCHEMES["WACE"].rows)
    (award,) = credit(taken, replace(SCHEMES["WACE"], rows=later))
    assert said in award.reason


@invent(st.integers(0, 9_999))
def test_the_tce_row_is_the_size_value(hours):
    awards = credit([counted(1, hours)], SCHEMES["TCE"])
    assert [award.credit for award in awards] == [1000 * size_value(hours)]


def test_each_unit_of_the_tce_is_rounded_by_itself():
    hours = (6, 20, 20, 20, 20, 36, 40, 96, 20, 8, 16)  # CPC10111 as delivered: 302 hours
    awards = credit(
        [counted(key, each, "CPC10111", level=1) for key, each in enumerate(hours)], SCHEMES["TCE"]
    )
    assert sum(hours) == 302
    assert sum(award.credit for award in awards) == 32_000
    assert all(len(award.keys) == 1 for award in awards)


@pytest.mark.parametrize("code", sorted(SCHEMES))
def test_every_row_is_complete_and_names_its_source(code):
    if code == "NESA":  # its indicative hours come with the cases
        assert lacking(SCHEMES[code]) == ()
    else:
        assert before_publishing(SCHEMES[code]) == ()


# What holds for any scheme. Drawn so that most studies earn something and limits are reached: else a property
# of limits would hold by itself.
_SLOTS = st.lists(st.sampled_from(["Unit 1", "Unit 2"]), max_size=3).map(tuple)
_MAXIMA = st.sampled_from([0, 500, 1000, 1500, 2000, 3000, 4000, 6000])
_SELDOM = st.sampled_from([False, False, False, True])


@st.composite
def _rows(draw: st.DrawFn) -> Row:
    scope = draw(st.sampled_from(["UNIT", "CERTIFICATE", "COURSE"]))
    bases = ["HOURS", "HOURS", "LOOKUP", "HOURS", "LOOKUP", "NONE"] + ["SHARE"] * (scope != "UNIT")
    basis = draw(st.sampled_from(bases))
    first = draw(st.sampled_from([1, 1, 1, 2, 3]))
    return Row(
        name=f"Row {draw(st.integers(1, 99))}",
        basis=basis,
        scope=scope,
        level_from=first,
        level_to=draw(st.sampled_from([6, 6, 4, 3])),
        step=draw(st.sampled_from([25, 50, 90])),
        value=draw(st.sampled_from([500, 1000, 5000])),
        parts=draw(st.sampled_from([1, 2])),
        rounding=draw(st.sampled_from(["FLOOR", "HALF_UP"])),
        min_hours=draw(st.sampled_from([None, None, 60])),
        cap=draw(st.none() | _MAXIMA),
        cap_of_certificate=scope != "UNIT" and draw(_SELDOM),
        slots=draw(_SLOTS),
        completed_only=draw(_SELDOM),
        pool="Pool" if basis == "HOURS" and draw(st.booleans()) else "",
        commence_from=draw(st.sampled_from([None, None, 2019])),
    )


_SPAN = {"level_from": st.just(1), "level_to": st.sampled_from([6, 6, 3, 1])}
_LIMITS = (
    st.builds(Limit, st.just("CREDIT"), _MAXIMA, **_SPAN)
    | st.builds(Limit, st.just("CERTIFICATES"), st.integers(0, 2), **_SPAN)
    | st.builds(Limit, st.just("SLOT"), _MAXIMA, slot=st.just("Unit 1"))
)
_SCHEMES = st.builds(
    SchemeRules,
    code=st.just("ANY"),
    version=st.just(1),
    name=st.just("Any scheme"),
    credit_word=st.just("point"),
    rows=st.lists(_rows(), min_size=1, max_size=4).map(tuple),
    pools=st.just((Pool("Pool", 90, 1000, 2000),)),
    limits=st.lists(_LIMITS, max_size=2).map(tuple),
    total_cap=st.sampled_from([None, None, None, 0, 1000, 3000]),
    certificates=st.dictionaries(
        st.sampled_from("AB"), st.builds(CertificateRow, maximum=_MAXIMA, units=st.integers(1, 4)), max_size=2
    ),
)


@st.composite
def _studies(draw: st.DrawFn) -> list:
    levels = {code: draw(st.sampled_from([2, 3, 1, 2, 3, 4, 5])) for code in "ABC"}
    return [
        counted(
            key,
            draw(st.sampled_from([90, 150, 210, 400, 100, 60, 45, 27, 0, None])),
            code,
            level=levels.get(code, draw(st.none() | st.integers(1, 4))),
            begun=draw(st.sampled_from([2023, 2019, 2018, 2024])),
            finished=draw(st.booleans()),
            counts=not draw(_SELDOM),
        )
        for key, code in enumerate(draw(st.lists(st.sampled_from([*"AABBC", ""]), max_size=10)), start=1)
    ]


def _total(results, scheme):
    return sum(award.credit for award in credit(results, scheme))


@invent(_studies(), _SCHEMES, st.randoms(use_true_random=False))
def test_the_order_of_results_does_not_matter(results, scheme, random):
    shuffled = list(results)
    random.shuffle(shuffled)
    assert credit(shuffled, scheme) == credit(results, scheme)


@invent(_studies(), _SCHEMES)
def test_the_total_cap_holds_and_every_result_has_an_answer(results, scheme):
    awards = credit(results, scheme)
    if scheme.total_cap is not None:
        assert sum(award.credit for award in awards) <= scheme.total_cap
    answered = {key for award in awards for key in award.keys}
    assert answered == {each.result.key for each in results if each.counts}
    assert all(award.credit >= 0 and award.reason and award.code for award in awards)


@invent(_studies(), _SCHEMES, _MAXIMA, st.integers(0, 3000))
def test_a_higher_total_cap_never_lowers_the_credit(results, scheme, cap, more):
    lower, higher = replace(scheme, total_cap=cap), replace(scheme, total_cap=cap + more)
    assert _total(results, lower) <= _total(results, higher)


@invent(_studies(), _SCHEMES, _LIMITS, st.integers(0, 3000))
def test_a_higher_limit_never_lowers_the_credit(results, scheme, limit, more):
    """Whatever it limits: credit of some levels, credit of a place, or a number of certificates."""
    others = scheme.limits[:1]
    lower = replace(scheme, limits=(limit, *others))
    higher = replace(scheme, limits=(replace(limit, maximum=limit.maximum + more), *others))
    assert _total(results, lower) <= _total(results, higher)


@invent(_studies(), _SCHEMES, _MAXIMA, st.integers(0, 3000))
def test_a_higher_cap_of_a_row_never_lowers_the_credit(results, scheme, cap, more):
    """Without a pool: hours that a certificate may now use itself are no longer left over."""
    first, *others = (replace(row, pool="") for row in scheme.rows)
    lower, higher = (
        replace(scheme, rows=(replace(first, cap=each), *others), limits=()) for each in (cap, cap + more)
    )
    assert _total(results, lower) <= _total(results, higher)


@invent(_studies(), _SCHEMES)
def test_without_a_row_there_is_no_credit(results, scheme):
    elsewhere = tuple(replace(row, level_from=6, level_to=6) for row in scheme.rows)
    assert _total(results, replace(scheme, rows=elsewhere)) == 0


@invent(_studies(), _SCHEMES)
def test_what_does_not_count_earns_nothing(results, scheme):
    assert credit([replace(each, counts=False) for each in results], scheme) == ()


# Bad data
def test_a_row_without_a_basis_is_named_and_nothing_is_worked_out():
    rows = (Row("Certificate II", "", "CERTIFICATE"),)
    with pytest.raises(IncompleteScheme, match=r"Rule 1, Certificate II: it does not say what it counts"):
        credit([counted(1, 90, "A")], replace(SCHEMES["VCE"], rows=rows))


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (Row("R", "HOURS", "UNIT", value=1000), "it has no step"),
        (Row("R", "HOURS", "UNIT", step=90), "it has no credit"),
        (Row("R", "HOURS", "", step=90, value=1000), "what it counts together"),
        (Row("R", "SHARE", "UNIT", step=25), "has no share"),
        (Row("R", "SHARE", "CERTIFICATE", step=101), "at most 100 percent"),
        (Row("R", "HOURS", "UNIT", step=90, value=1000, parts=3), "cannot be divided"),
        (Row("R", "LOOKUP", "CERTIFICATE", value=1000, level_from=3, level_to=2), "levels are not in order"),
        (Row("R", "LOOKUP", "CERTIFICATE", value=1000, hours_from=3, hours_to=2), "hours are not in order"),
        (Row("R", "HOURS", "CERTIFICATE", step=90, value=1000, pool="Elsewhere"), "not in the scheme"),
        (
            Row("R", "HOURS", "CERTIFICATE", step=90, value=1000, rounding="UP"),
            "how a part of a step is rounded",
        ),
    ],
)
def test_what_a_row_lacks_is_said(row, says):
    assert any(says in lack for lack in lacking(replace(SCHEMES["TCE"], rows=(row,))))


def test_a_scheme_without_rows_or_outcomes_is_incomplete():
    empty = replace(SCHEMES["TCE"], rows=(), counting_outcomes=frozenset())
    assert len(lacking(empty)) == 2


def test_publishing_asks_for_sources_and_for_the_lists_that_rows_look_up():
    row = Row("R", "HOURS", "CERTIFICATE", step=35, value=5000, cap_of_certificate=True)
    share = Row("S", "SHARE", "CERTIFICATE", step=25, source="somewhere")
    lacks = before_publishing(replace(SCHEMES["TCE"], rows=(row, share)))
    assert any("Rule 1, R: it names no source" in lack for lack in lacks)
    assert any("no certificate is entered" in lack for lack in lacks)
    assert any("how many units it asks for" in lack for lack in lacks)
