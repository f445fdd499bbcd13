"""What an action answers when it will not do what was asked."""


class Refused(Exception):  # noqa: N818 - the name reads as the sentence it carries
    """The step is not allowed now, or not by this person. The text is shown as it stands."""


class Conflict(Refused):
    """Somebody else was faster, so what the person looked at is no longer what is stored."""
