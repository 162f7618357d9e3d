"""What an opportunity is worth: a first guess, product lines, what negotiation leaves of them."""

from datetime import date
from random import Random

from ingest.sample.accounts import INDUSTRIES
from ingest.sample.company import Company
from ingest.sample.fx import BOOK_RATE_DEFAULT, round_to
from ingest.sample.ids import IdSequence
from ingest.sample.opportunities import Line, Opportunity, State


class Pen:
    """Writes the states of one opportunity in order, none of them after the end of the sample."""

    def __init__(self, opportunity: Opportunity, end: int) -> None:
        self.opportunity = opportunity
        self.end = end

    @property
    def last(self) -> State:
        """The state written last."""
        return self.opportunity.states[-1]

    def write(
        self,
        instant: int,
        *,
        stage: int | None = None,
        amount: int | None = None,
        close_date: date | None = None,
    ) -> None:
        """One change; what is not given stays, and states are at least a minute apart."""
        last = self.last
        instant = max(instant, last.instant + 60)
        if instant < self.end:
            self.opportunity.states.append(
                State(
                    instant,
                    last.stage if stage is None else stage,
                    last.amount if amount is None else amount,
                    close_date or last.close_date,
                )
            )


def estimate(rng: Random, opportunity: Opportunity) -> int:
    """A round first guess, in hundredths."""
    guess = opportunity.volume * rng.uniform(0.7, 1.5)
    if opportunity.currency == "USD":
        return max(100, round_to(guess / BOOK_RATE_DEFAULT, 100)) * 100
    return max(500_000, round_to(guess, 100_000)) * 100


def renegotiate(rng: Random, pen: Pen, instant: int) -> None:
    """Another amount: of one line if there are lines, of the whole if not."""
    opportunity = pen.opportunity
    if instant >= pen.end or pen.last.amount is None:
        return
    if not opportunity.lines:
        pen.write(
            instant, amount=max(10_000, round_to(pen.last.amount * rng.uniform(0.75, 1.2), 10_000))
        )
        return
    line = rng.choice(opportunity.lines)
    _, quantity, price = line.versions[-1]
    if rng.random() < 0.5:
        quantity = max(1, round(quantity * rng.uniform(0.6, 1.5)))
    else:
        step = 10_000 if opportunity.currency == "IDR" else 1
        price = max(step, round_to(price * rng.uniform(0.9, 0.99), step))
    line.versions.append((instant, quantity, price))
    total = opportunity.lines_total(instant)
    if total == pen.last.amount:
        line.versions.pop()
    else:
        pen.write(instant, amount=total)


def price(rng: Random, company: Company, pen: Pen, leave: int, line_ids: IdSequence) -> None:
    """Product lines before the first presentation; for one deal in eight only a firmer amount."""
    opportunity = pen.opportunity
    if opportunity.lines:
        return
    instant = max(leave - rng.randrange(180, 1_800), pen.last.instant + 60)
    if instant >= leave - 60 or instant >= pen.end:
        return
    if rng.random() < 0.13:
        if pen.last.amount is None:
            pen.write(instant, amount=estimate(rng, opportunity))
        return
    families = INDUSTRIES[opportunity.account.industry][2]
    shelf = [p for p in company.products if p.family in families and p.is_active]
    rate = BOOK_RATE_DEFAULT if opportunity.currency == "USD" else 1
    chosen = rng.sample(shelf, rng.choices((1, 2, 3, 4), (4, 4, 2, 1))[0])
    for product in chosen:
        list_price = product.list_price * 100 // rate
        price = list_price * rng.choice((100, 100, 97, 95, 92, 90, 85)) // 100
        share = opportunity.volume / len(chosen) * rng.uniform(0.6, 1.4)
        quantity = max(1, round(share * 100 / (price * rate)))
        opportunity.lines.append(
            Line(line_ids.take(), product, list_price, [(instant, quantity, price)])
        )
    pen.write(instant, amount=opportunity.lines_total(instant))
