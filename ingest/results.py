"""What a run over one source reports."""

from dataclasses import asdict, dataclass, field

from ingest.discovery import Problem


@dataclass
class ObjectResult:
    """What one run did for one object."""

    object_name: str
    new_loads: int = 0
    repeats: int = 0
    superseded: int = 0
    quarantined: int = 0
    rows_read: int = 0
    rows_loaded: int = 0
    rows_rejected: int = 0
    rows_erased: int = 0

    def as_metadata(self) -> dict[str, int]:
        """The counts by name, for a run's metadata."""
        return {key: value for key, value in asdict(self).items() if isinstance(value, int)}


@dataclass
class SourceResult:
    """What one run did for one source; `messages` are the lines an operator should read."""

    source: str
    objects: dict[str, ObjectResult] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def total(self, measure: str) -> int:
        """Sum of one measure of ObjectResult over the objects."""
        return sum(getattr(result, measure) for result in self.objects.values())
