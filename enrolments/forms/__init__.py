"""The forms of entering: each checks a page and a row of a file alike, with the same sentences.

A row of the portal's enrolment file is one StudentForm, one EnrolmentForm and one UnitForm. Every error has
a code from a fixed list and one sentence that says what is wrong and what to do.
"""
