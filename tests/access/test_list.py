"""Every address is in the list with who may open it, and the list says what the doors say."""

from collections import Counter

from tests.access import matrix

LIST = matrix.listed()
ADDRESSES = {address.name: address for address in matrix.addresses()}
# What an address may be made of; a new kind of key needs a decision on how another school's is answered.
KNOWN_PARAMETERS = {"school_code", "pk", "year", "form", "section", "code"}


def test_no_address_is_missing_in_the_list():
    assert sorted(ADDRESSES.keys() - LIST.keys()) == []
    assert "" not in ADDRESSES, "an address without a name"


def test_no_row_is_without_an_address():
    assert sorted(LIST.keys() - ADDRESSES.keys() - {matrix.ADMIN}) == []


def test_a_name_stands_for_one_address():
    counted = Counter(address.name for address in matrix.addresses())
    assert [name for name, times in counted.items() if times > 1] == []


def test_the_list_says_what_the_doors_say():
    differing = {
        name: (row.door, sorted(row.who), address.door, sorted(allowed))
        for name, row in LIST.items()
        if name != matrix.ADMIN
        for address in [ADDRESSES[name]]
        for allowed in [matrix.roles_with(address.door, address.permission)]
        if (row.door, row.who) != (address.door, allowed)
    }
    assert differing == {}


def test_a_door_on_a_schools_page_names_the_school_in_the_address():
    without = [
        name
        for name, row in LIST.items()
        if row.door == "SCHOOL" and "school_code" not in ADDRESSES[name].parameters
    ]
    assert without == []


def test_every_parameter_of_an_address_is_known():
    unknown = {name: each.parameters - KNOWN_PARAMETERS for name, each in ADDRESSES.items()}
    assert {name: found for name, found in unknown.items() if found} == {}
    with_key = {name for name, each in ADDRESSES.items() if each.parameters & {"pk", "year", "code"}}
    assert with_key == {name for name, row in LIST.items() if row.record}


def test_the_administration_site_has_addresses():
    assert len(matrix.admin_addresses()) > 20
