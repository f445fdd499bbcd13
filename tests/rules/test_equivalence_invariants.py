"""Classes of equivalent units: closed over every step, apart where no step joins them, and never a circle."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrolments.rules.equivalence import CircularSuccession, check_no_circle, families

CODES = [f"U{number:02}" for number in range(8)]

STEPS = st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(CODES)), max_size=15)


@given(STEPS)
def test_equivalence_is_closed(steps):
    heads = families(steps)

    def head(code):
        return heads.get(code, code)

    for one, other in steps:
        assert head(one) == head(other), "every step joins its two units"
    assert families([(other, one) for one, other in steps]) == heads, "symmetric"
    assert families(sorted(steps)) == heads, "whatever the order"
    for code in heads:
        assert head(head(code)) == head(code), "transitive: the head is the head of its own class"
        assert head(code) <= code


@given(STEPS)
def test_units_that_no_chain_joins_stay_apart(steps):
    heads, joined = families(steps), {code: {code} for code in CODES}
    for one, other in steps:
        merged = joined[one] | joined[other]
        for code in merged:
            joined[code] = merged
    for one in CODES:
        for other in CODES:
            assert (heads.get(one, one) == heads.get(other, other)) == (other in joined[one])


@given(st.lists(st.sampled_from(CODES), min_size=1, max_size=8, unique=True), st.data())
def test_a_circle_of_successors_is_found(chain, data):
    successors = {earlier: [later] for earlier, later in pairwise(chain)}
    check_no_circle(successors)
    back = data.draw(st.sampled_from(chain))
    with pytest.raises(CircularSuccession, match=back):
        check_no_circle(successors | {chain[-1]: [back]})
