"""Calls, e-mails, to-dos, meetings and visits around leads and opportunities, and support cases of customers."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from ingest.sample.accounts import Account, Contact, Customers
from ingest.sample.clock import DAY, Span, at, local_date, lognormal, working_instant
from ingest.sample.company import User
from ingest.sample.ids import IdSequence
from ingest.sample.leads import Lead
from ingest.sample.opportunities import Opportunity, State


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


@dataclass(frozen=True)
class Case:
    """A support case of a customer."""

    case_id: str
    number: int
    account: Account
    contact: Contact | None
    owner: User
    kind: str
    origin: str
    priority: str
    created: int
    taken_up: int
    closed: int | None
    is_escalated: bool


@dataclass
class Activities:
    """All activities in order of creation."""

    tasks: list[Task]
    meetings: list[Meeting]


class _Desk:
    """Writes activities that happen before the end of the sample."""

    def __init__(self, rng: Random, span: Span) -> None:
        self.rng = rng
        self.span = span
        self.tasks: list[Task] = []
        self.meetings: list[Meeting] = []
        self.task_ids = IdSequence("Task")
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


def build_activities(
    rng: Random, leads: list[Lead], opportunities: list[Opportunity], span: Span
) -> Activities:
    """Every activity of the company's life, with those planned for the days after."""
    desk = _Desk(rng, span)
    for lead in leads:
        _work_lead(desk, lead)
    for opportunity in opportunities:
        _work_opportunity(desk, opportunity)
    desk.tasks.sort(key=lambda task: (task.created, task.task_id))
    desk.meetings.sort(key=lambda meeting: (meeting.created, meeting.event_id))
    return Activities(desk.tasks, desk.meetings)


def _work_lead(desk: _Desk, lead: Lead) -> None:
    rng = desk.rng
    limit = min(x for x in (lead.gone, lead.converted, desk.span.end) if x is not None)
    if lead.answered is None or lead.answered >= limit:
        return
    if lead.source in ("WhatsApp", "Cold Call", "Referral") or rng.random() < 0.5:
        desk.call(lead.answered, lead.owner.at(lead.answered), lead=lead)
    else:
        desk.mail(lead.answered, lead.owner.at(lead.answered), lead=lead)
    instant = lead.answered
    finish = lead.status.instants[-1] if lead.status.instants else limit
    for _ in range(rng.choice((0, 0, 1, 1, 2)) + (lead.converted is not None)):
        instant = working_instant(rng, instant + int(lognormal(rng, 3.5, 0.7) * DAY))
        if instant >= min(limit, finish + 5 * DAY):
            break
        owner = lead.owner.at(instant)
        draw = rng.random()
        if draw < 0.45:
            desk.call(instant, owner, inbound=rng.random() < 0.15, lead=lead)
        elif draw < 0.8:
            desk.mail(instant, owner, lead=lead)
        else:
            desk.to_do(instant, owner, lead=lead)


# what a rep does at each stage: weights of call, e-mail, to-do, meeting
_HABITS = ((5, 3, 2, 1), (4, 3, 2, 2), (2, 2, 2, 5), (3, 4, 2, 2), (4, 3, 2, 3))


def _work_opportunity(desk: _Desk, deal: Opportunity) -> None:
    rng = desk.rng
    gone = deal.deleted or desk.span.end
    people = [
        c for c in deal.account.contacts if c.created <= deal.created
    ] or deal.account.contacts[:1]
    contact = deal.lead.contact if deal.lead else (rng.choice(people) if people else None)
    for state, following in zip(deal.states, [*deal.states[1:], None], strict=True):
        if not state.is_open:
            continue
        until = following.instant if following else gone
        _work_stage(desk, deal, state, until, contact, gone)
    if deal.last.is_open and rng.random() < 0.55:
        ahead = working_instant(rng, desk.span.end + rng.randrange(14) * DAY)
        desk.meet(ahead, deal.owner.last, deal, contact, gone)


def _work_stage(
    desk: _Desk, deal: Opportunity, state: State, until: int, contact: Contact | None, gone: int
) -> None:
    rng = desk.rng
    days = (until - state.instant) / DAY
    for _ in range(min(6, int(days / 15 + rng.random()))):
        instant = working_instant(rng, state.instant + int(rng.random() * days * DAY))
        if instant >= until:
            continue
        owner = deal.owner.at(instant)
        about = {"opportunity": deal, "contact": contact}
        kind = rng.choices(("call", "mail", "to_do", "meet"), _HABITS[state.stage])[0]
        if kind == "call":
            desk.call(instant, owner, inbound=rng.random() < 0.2, **about)
        elif kind == "mail":
            desk.mail(instant, owner, **about)
        elif kind == "to_do":
            desk.to_do(instant, owner, **about)
        else:
            desk.meet(instant, owner, deal, contact, gone)


def build_cases(rng: Random, customers: Customers, span: Span, scale: float) -> list[Case]:
    """About 1,100 support cases times `scale`, mostly of customers who have bought."""
    count = max(12, round(1_100 * scale * span.months / 19.9))
    weights = [4.0 if account.first_won else 0.6 for account in customers.accounts]
    found = []
    for account in rng.choices(customers.accounts, weights, k=count):
        earliest = max(account.first_won or account.created, span.start)
        if earliest >= span.end - DAY:
            continue
        created = rng.randrange(earliest, span.end - 600)
        if rng.random() < 0.8:
            created = min(working_instant(rng, created), span.end - 400)
        priority = rng.choices(("High", "Medium", "Low"), (2, 5, 3))[0]
        hours = lognormal(rng, {"High": 14, "Medium": 40, "Low": 90}[priority], 0.9)
        closed = working_instant(rng, created + int(hours * 3_600) + 1_800)
        found.append((created, account, priority, closed, hours))
    found.sort(key=lambda item: (item[0], item[1].account_id))
    ids = IdSequence("Case")
    return [
        Case(
            case_id=ids.take(),
            number=number,
            account=account,
            contact=next((c for c in account.contacts if c.created <= created), None),
            owner=account.owner.at(created),
            kind=rng.choice(("Pengiriman", "Kualitas Barang", "Tagihan", "Pertanyaan")),
            origin=rng.choice(("Phone", "Email", "Web", "WhatsApp")),
            priority=priority,
            created=created,
            taken_up=min(created + int(hours * 600) + 300, closed - 60),
            closed=closed if closed < span.end else None,
            is_escalated=hours > 120 and priority != "Low",
        )
        for number, (created, account, priority, closed, hours) in enumerate(found, start=1)
    ]
