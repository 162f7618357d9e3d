"""Calls, e-mails, to-dos, meetings and visits, and how one of each is written down."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from ingest.sample.accounts import Contact
from ingest.sample.cases import Case
from ingest.sample.clock import DAY, Span, at, local_date, working_instant
from ingest.sample.company import User
from ingest.sample.ids import IdSequence
from ingest.sample.leads import Lead
from ingest.sample.opportunities import Opportunity


@dataclass(frozen=True)
class Task:
    """A call, an e-mail or a to-do; `completed` is None while it is still to do."""

    task_id: str
    kind: str
    subject: str
    owner: User
    created: int
    due: date
    completed: int | None
    lead: Lead | None = None
    opportunity: Opportunity | None = None
    contact: Contact | None = None
    case: Case | None = None
    call_type: str = ""
    seconds: int = 0
    outcome: str = ""


@dataclass(frozen=True)
class Meeting:
    """A calendar entry: a meeting or a visit."""

    event_id: str
    kind: str
    subject: str
    owner: User
    created: int
    start: int
    minutes: int
    opportunity: Opportunity
    contact: Contact | None


class Desk:
    """Writes activities that happen before the end of the sample."""

    def __init__(self, rng: Random, span: Span, first_task: int = 7919) -> None:
        self.rng = rng
        self.span = span
        self.tasks: list[Task] = []
        self.meetings: list[Meeting] = []
        self.task_ids = IdSequence("Task", first_task)
        self.event_ids = IdSequence("Event")

    def call(self, instant: int, owner: User, inbound: bool = False, **about: object) -> None:
        """A logged phone call."""
        outcome = self.rng.choices(
            ("Tersambung", "Tidak diangkat", "Minta dihubungi lagi", "Salah sambung"),
            (60, 25, 12, 3),
        )[0]
        seconds = (
            self.rng.randrange(60, 1_500) if outcome == "Tersambung" else self.rng.randrange(5, 60)
        )
        kind = "Inbound" if inbound else "Outbound"
        self._log("Call", "Telepon", instant, owner, kind, seconds, outcome, about)

    def mail(self, instant: int, owner: User, **about: object) -> None:
        """A logged e-mail."""
        subject = self.rng.choice(
            ("Email: Perkenalan", "Email: Penawaran harga", "Email: Tindak lanjut")
        )
        self._log("Email", subject, instant, owner, "", 0, "", about)

    def _log(
        self,
        kind: str,
        subject: str,
        instant: int,
        owner: User,
        call_type: str,
        seconds: int,
        outcome: str,
        about: dict[str, object],
    ) -> None:
        if instant < self.span.end:
            self.tasks.append(
                Task(
                    self.task_ids.take(),
                    kind,
                    subject,
                    owner,
                    instant,
                    local_date(instant),
                    instant,
                    call_type=call_type,
                    seconds=seconds,
                    outcome=outcome,
                    **about,  # type: ignore[arg-type]
                )
            )

    def to_do(self, instant: int, owner: User, **about: object) -> None:
        """A task for later; most are done around their day."""
        if instant >= self.span.end:
            return
        due = local_date(instant) + timedelta(days=self.rng.randrange(1, 15))
        done = working_instant(self.rng, at(due, 8) + self.rng.randrange(-DAY // 4, 3 * DAY))
        done = max(done, instant + 900)
        is_done = done < self.span.end and self.rng.random() < 0.88
        self.tasks.append(
            Task(
                self.task_ids.take(),
                "Other",
                self.rng.choice(("Kirim penawaran", "Hubungi kembali", "Siapkan contoh barang")),
                owner,
                instant,
                due,
                done if is_done else None,
                **about,  # type: ignore[arg-type]
            )
        )

    def meet(
        self, instant: int, owner: User, deal: Opportunity, contact: Contact | None, gone: int
    ) -> None:
        """A meeting or visit agreed some days before."""
        planned = instant - self.rng.randrange(DAY, 9 * DAY)
        planned = max(planned, deal.created + 300)
        if planned >= min(self.span.end, gone) or instant <= planned:
            return
        kind = "Kunjungan" if self.rng.random() < 0.45 else "Meeting"
        self.meetings.append(
            Meeting(
                self.event_ids.take(),
                kind,
                f"{kind}: {deal.account.name}",
                owner,
                planned,
                instant - instant % 900,
                self.rng.choice((30, 45, 60, 60, 90, 120)),
                deal,
                contact,
            )
        )
