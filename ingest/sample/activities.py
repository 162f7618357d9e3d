"""What reps do about leads and opportunities, and when."""

from dataclasses import dataclass
from random import Random

from ingest.sample.accounts import Contact
from ingest.sample.cases import Case
from ingest.sample.clock import DAY, Span, lognormal, working_instant
from ingest.sample.desk import Desk, Meeting, Task
from ingest.sample.leads import Lead
from ingest.sample.opportunities import Opportunity, State


@dataclass
class Activities:
    """All activities in order of creation."""

    tasks: list[Task]
    meetings: list[Meeting]


def build_activities(
    rng: Random, leads: list[Lead], opportunities: list[Opportunity], span: Span
) -> Activities:
    """Every activity of the company's life, with those planned for the days after."""
    desk = Desk(rng, span)
    for lead in leads:
        _work_lead(desk, lead)
    for opportunity in opportunities:
        _work_opportunity(desk, opportunity)
    desk.tasks.sort(key=lambda task: (task.created, task.task_id))
    desk.meetings.sort(key=lambda meeting: (meeting.created, meeting.event_id))
    return Activities(desk.tasks, desk.meetings)


def answer_cases(rng: Random, activities: Activities, cases: list[Case], span: Span) -> None:
    """Add the call or e-mail with which most support cases are taken up."""
    desk = Desk(rng, span, first_task=_FIRST_ANSWER)
    for case in cases:
        draw = rng.random()
        if draw < 0.5:
            desk.call(case.taken_up, case.owner, case=case)
        elif draw < 0.85:
            desk.mail(case.taken_up, case.owner, case=case)
    activities.tasks += desk.tasks
    activities.tasks.sort(key=lambda task: (task.created, task.task_id))


def _work_lead(desk: Desk, lead: Lead) -> None:
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


# task numbers far from those of all others
_FIRST_ANSWER = 50_000_000

# what a rep does at each stage: weights of call, e-mail, to-do, meeting
_HABITS = ((5, 3, 2, 1), (4, 3, 2, 2), (2, 2, 2, 5), (3, 4, 2, 2), (4, 3, 2, 3))


def _work_opportunity(desk: Desk, deal: Opportunity) -> None:
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
    desk: Desk, deal: Opportunity, state: State, until: int, contact: Contact | None, gone: int
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
