"""Rules of schemes read as sentences that can be held against the publication."""

from credits.rules import scheme_sentences as sentences
from credits.rules.scheme_rules import Limit, Pool, Row
from tests.rules.cases import each, whole
from tests.rules.credit_schemes import schemes

SCHEMES = schemes()


@each("scheme_sentences")
def test_rules_as_sentences(given, expected):
    scheme = SCHEMES[given["scheme"]]
    row = scheme.rows[whole(given["rule"]) - 1]
    assert sentences.for_whom(row) == expected["about"]
    assert sentences.earns(row, scheme.credit_word) == expected["text"]


def test_pools_and_limits_as_sentences():
    assert sentences.pools(SCHEMES["VCE"].pools[0], "VCE unit") == (
        "Each 90 hours left over by certificates begun from 2023 earn 1 VCE unit, in the order GV011, GV012, "
        "at most 2 VCE units."
    )
    assert sentences.pools(Pool("P", 60, 500), "point") == (
        "Each 60 hours left over by all certificates earn 0.5 points."
    )
    assert [sentences.limits(each, "QCE credit") for each in SCHEMES["QCE"].limits] == [
        "At most 2 certificates of Certificate I can count: those that earn the most.",
        "Certificates of Certificate I earn at most 6 QCE credits together.",
    ]
    assert sentences.limits(Limit("SLOT", 4000, slot="Year 11"), "unit") == "Year 11 takes at most 4 units."
    assert sentences.total(150_000, "SACE credit") == "All of VET together earns at most 150 SACE credits."
    assert sentences.total(None, "point") == ""


def test_a_rule_that_is_not_finished_says_so():
    assert sentences.earns(Row("R", "", "UNIT"), "point") == "It does not say what it counts yet."
    row = Row("R", "HOURS", "UNIT", hours_from=10, hours_to=20, commence_from=2019, commence_to=2019)
    assert sentences.for_whom(row) == "Any level, begun in 2019, 10 to 20 hours"
    assert sentences.years(2019, 2022) == "begun from 2019 to 2022"
