"""How a unit ended for a student, and what the training providers' national codes say about it."""

from enum import StrEnum


class Outcome(StrEnum):
    """How a unit ended. The words are the reader's; whether one counts is up to the scheme."""

    ACHIEVED = "ACHIEVED"
    NOT_ACHIEVED = "NOT_ACHIEVED"
    WITHDRAWN = "WITHDRAWN"
    RPL = "RPL"
    CREDIT_TRANSFER = "CREDIT_TRANSFER"
    CONTINUING = "CONTINUING"


LABELS = {
    Outcome.ACHIEVED: "Achieved",
    Outcome.NOT_ACHIEVED: "Not achieved",
    Outcome.WITHDRAWN: "Withdrawn",
    Outcome.RPL: "Recognition of prior learning",
    Outcome.CREDIT_TRANSFER: "Credit transfer",
    Outcome.CONTINUING: "Continuing",
}
LETTERS = {
    "A": Outcome.ACHIEVED,
    "N": Outcome.NOT_ACHIEVED,
    "W": Outcome.WITHDRAWN,
    "R": Outcome.RPL,
    "T": Outcome.CREDIT_TRANSFER,
    "C": Outcome.CONTINUING,
}
# AVETMISS release 8.0, outcome identifier - national, with the codes that states or earlier releases used.
NATIONAL = {
    "20": Outcome.ACHIEVED,
    "30": Outcome.NOT_ACHIEVED,
    "40": Outcome.WITHDRAWN,
    "41": Outcome.WITHDRAWN,
    "51": Outcome.RPL,
    "52": Outcome.NOT_ACHIEVED,
    "53": Outcome.RPL,
    "54": Outcome.NOT_ACHIEVED,
    "60": Outcome.CREDIT_TRANSFER,
    "61": Outcome.WITHDRAWN,
    "65": Outcome.WITHDRAWN,
    "66": Outcome.WITHDRAWN,
    "70": Outcome.CONTINUING,
    "81": Outcome.NOT_ACHIEVED,
    "82": Outcome.NOT_ACHIEVED,
    "85": Outcome.CONTINUING,
    "90": Outcome.CONTINUING,
}
FINISHED = frozenset(set(Outcome) - {Outcome.CONTINUING})
