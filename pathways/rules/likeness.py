"""How alike two learning outcomes are worded: a hint for a person who compares them, never a judgement.

The words that carry the meaning are compared: common words and the verbs that every outcome begins with are
left out, endings are cut, and a word that few of the lines at hand use weighs more than one that most use.
The score is a whole percent and depends on the texts alone. How well it does is measured on the labelled
lines of tests/cases/likeness.yaml.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from vetportal.rounding import divide_half_up

LEAST = 20  # below this a likeness is chance more often than not
OFFERED = 3  # lines that are suggested for one outcome
_ALIKE = 85  # of 100: words from which on they are taken as one, such as organise and organize
_WORD = re.compile(r"[a-z]+")
_SHORTEST = 3
_ENDINGS = (
    "isations", "izations", "isation", "ization", "ations", "ments", "ation", "ities", "ings", "ment",
    "ical", "ance", "ence", "ions", "ises", "ised", "ized", "izes", "ness", "ies", "ing", "ion", "ise",
    "ize", "ity", "ers", "ous", "ive", "al", "ed", "er", "es", "ic", "ly", "or", "e", "s", "y",
)  # fmt: skip
_STEM = 4  # letters that stay when an ending is cut
_COMMON_WORDS = (
    "a about according across after all also an and any appropriate are as at be been before being between "
    "both by can current different each etc for from given has have how in including into is it its key may "
    "more most not of off on or other others out over own per range related relevant required requirements "
    "several so some such that the their them these they this those through to under up upon use used using "
    "various was were what when where which while who will with within without you your"
)
_OPENING_VERBS = (
    "able achieve analyse analyze apply appraise articulate assess assist carry clarify communicate compare "
    "complete conduct confirm consider contribute critically defend define demonstrate describe determine "
    "discuss distinguish employ ensure establish evaluate examine explain explore follow formulate gain "
    "identify illustrate implement interpret investigate maintain make obtain outline participate perform "
    "prepare present produce provide recognise recommend reflect report respond review select show solve "
    "support synthesise take undertake understand understanding knowledge skills"
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A line of the source that is worded like an outcome of the target: its place and a whole percent."""

    place: int
    percent: int


def same_words(text: str) -> str:
    """A text as it is compared for being the same: case, spaces and closing marks left out."""
    return " ".join(text.casefold().split()).rstrip(" .;,")


def stems(text: str) -> tuple[str, ...]:
    """The words that carry the meaning, cut to their stems, each once, in the order of the alphabet."""
    words = (word for word in _WORD.findall(text.casefold()) if len(word) >= _SHORTEST)
    return tuple(sorted({_stem(word) for word in words} - _SILENT))


def suggestions(targets: Sequence[str], sources: Sequence[str]) -> tuple[tuple[Suggestion, ...], ...]:
    """For each target the lines of the source that are worded most alike, best first, at most OFFERED."""
    asked, offered = [stems(text) for text in targets], [stems(text) for text in sources]
    weights = _weights([*asked, *offered])
    return tuple(_best(each, offered, weights) for each in asked)


def likeness(one: str, other: str) -> int:
    """How alike two lines are on their own, 0 to 100 percent."""
    first, second = stems(one), stems(other)
    return _percent(first, second, _weights([first, second]))


def _best(
    asked: tuple[str, ...], offered: Sequence[tuple[str, ...]], weights: Mapping[str, int]
) -> tuple[Suggestion, ...]:
    scored = (Suggestion(place, _percent(asked, each, weights)) for place, each in enumerate(offered))
    found = sorted(
        (each for each in scored if each.percent >= LEAST), key=lambda each: (-each.percent, each.place)
    )
    return tuple(found[:OFFERED])


def _percent(one: tuple[str, ...], other: tuple[str, ...], weights: Mapping[str, int]) -> int:
    """Twice the weight of the words both have, by the weight of all words (Dice's coefficient)."""
    total = sum(weights[word] for word in one) + sum(weights[word] for word in other)
    if not total:
        return 0
    shared, free = 0, list(other)
    for word in one:
        match = _match(word, free)
        if match is not None:
            free.remove(match)
            shared += weights[word] + weights[match]
    return divide_half_up(100 * shared, total)


def _match(word: str, among: Sequence[str]) -> str | None:
    if word in among:
        return word
    alike = ((fuzz.ratio(word, each), each) for each in among)
    best = max(alike, default=(0.0, ""))
    return best[1] if best[0] >= _ALIKE else None


def _weights(lines: Iterable[Sequence[str]]) -> dict[str, int]:
    """A word's weight falls with the number of lines that use it: a whole number, the same on any machine."""
    held = list(lines)
    used = Counter(word for line in held for word in line)
    return {word: (len(held) // times).bit_length() for word, times in used.items()}


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word


# Compared as stems, so that an opening verb is left out in every form.
_SILENT = frozenset(map(_stem, f"{_COMMON_WORDS} {_OPENING_VERBS}".split()))
