"""Errors of the ingest, each with a message an operator can act on."""


class IngestError(Exception):
    """Something the operator has to know; its text is one plain line."""


class ContractError(IngestError):
    """A contract file is not valid; the text names the file and the key."""


class LockedError(IngestError):
    """Another ingest is at work on the same data folder."""


class FileRefusedError(IngestError):
    """A whole file breaks its contract and belongs in quarantine.

    `rule` is the machine-readable name (`column_missing`, `truncated`, ...), the text says what
    is wrong and what to do next.
    """

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
