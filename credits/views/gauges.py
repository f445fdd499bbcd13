"""How far a student is towards a scheme's standard, as drawings."""

from credits.rules.interpreter_words import plural
from credits.rules.projection import Projection
from credits.rules.scheme_rules import SchemeRules
from vetportal import charts
from vetportal.money import credit


def gauges_of(rules: SchemeRules, projection: Projection, words: str) -> list[charts.Gauge]:
    """How far the student is in all, and at the standard's level; none where the scheme has no standard.

    `words` say what the lighter part adds: "with present study".
    """
    standard = rules.standard
    if standard is None or not standard.total:
        return []
    before, after = projection.before, projection.after
    many = plural(rules.credit_word)
    gauges = [_gauge(many[:1].upper() + many[1:], standard.total, before.total, after.total, words)]
    if standard.at_level:
        title = f"At level {standard.level} or higher"
        gauges.append(_gauge(title, standard.at_level, before.at_level, after.at_level, words))
    return gauges


def _gauge(title: str, goal: int, now: int, then: int, words: str) -> charts.Gauge:
    sentence = f"{credit(now)} of {credit(goal)}"
    if then > now:
        sentence = f"{sentence}; {credit(then)} {words}"
    return charts.goal_gauge(
        title=title,
        description=f"{sentence}.",
        goal=goal,
        parts=[("Now", now), (words[:1].upper() + words[1:], max(then - now, 0))],
        sentence=f"{sentence}.",
        text=credit,
        key=f"standing-{goal}",
    )
