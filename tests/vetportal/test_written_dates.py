"""Dates as people write them: read exactly, or refused with what to write."""

from datetime import date

import pytest

from vetportal import written
from vetportal.money import day


@pytest.mark.parametrize(
    "text",
    ["6 May 2019", "06 may 2019", " 6  MAY 2019 ", "6/05/2019", "6/5/2019", "06/05/2019", "2019-05-06"],
)
def test_every_way_of_writing_a_day_is_the_same_day(text) -> None:
    assert written.day(text) == date(2019, 5, 6)


@pytest.mark.parametrize("month", range(1, 13))
def test_what_a_page_shows_can_be_typed_again(month) -> None:
    assert written.day(day(date(2019, month, 1))) == date(2019, month, 1)


@pytest.mark.parametrize(
    "text", ["6 Mai 2019", "May 6 2019", "6 May 19", "6.5.2019", "5/2019", "", "6 M 2019"]
)
def test_what_is_no_date_is_refused_with_an_example(text) -> None:
    with pytest.raises(ValueError, match=r"Write it as 6 May 2019, 6/05/2019 or 2019-05-06"):
        written.day(text)


@pytest.mark.parametrize("text", ["31 April 2019", "31/4/2019", "2019-02-29"])
def test_a_day_that_no_calendar_has_is_refused(text) -> None:
    with pytest.raises(ValueError, match="not a day of the calendar"):
        written.day(text)
