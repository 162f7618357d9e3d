"""What was true on a day, told from full exports that only ever show the present."""

from datetime import date
from pathlib import Path

from tests.figures.plain.read import Row, export, nights, yes


class History:
    """All records of one object in all nightly exports."""

    def __init__(self, landing: Path, object_name: str) -> None:
        self.nights = nights(landing)
        self.rows: dict[str, dict[date, Row]] = {}
        for night in self.nights:
            for row in export(landing, night, object_name):
                self.rows.setdefault(row["Id"], {})[night] = row
        self._deleted = {record_id: self._deleted_nights(record_id) for record_id in self.rows}

    def on(self, record_id: str, day: date) -> Row:
        """The record as that day's export shows it, or the last export before that shows it.

        Nobody exported anything before the first time: what it showed then holds backwards.
        """
        seen = self.rows[record_id]
        earlier = [night for night in seen if night <= day]
        return seen[max(earlier)] if earlier else seen[min(seen)]

    def latest(self, record_id: str) -> Row:
        """The record as it was shown last."""
        return self.on(record_id, self.nights[-1])

    def is_deleted(self, record_id: str, day: date) -> bool:
        """Whether the record was known to be deleted at the end of the day."""
        earlier = [night for night in self.nights if night <= day]
        return bool(earlier) and earlier[-1] in self._deleted[record_id]

    def is_deleted_now(self, record_id: str) -> bool:
        """Whether the record is deleted as of the last export."""
        return self.is_deleted(record_id, self.nights[-1])

    def _deleted_nights(self, record_id: str) -> set[date]:
        """Nights that show it as deleted, or lack it where the night after lacks it too."""
        seen = self.rows[record_id]
        deleted: set[date] = set()
        for place, night in enumerate(self.nights):
            if night < min(seen):
                continue
            if night in seen:
                if yes(seen[night].get("IsDeleted", "")):
                    deleted.add(night)
                continue
            previous, following = self.nights[place - 1], self.nights[place + 1 : place + 2]
            if previous in deleted or (following and following[0] not in seen):
                deleted.add(night)
        return deleted
