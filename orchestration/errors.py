"""The one error that an operator is meant to read. Programming errors stay what they are."""


class NightError(Exception):
    """A night cannot go on; the message is one plain line that says what to do next."""
