"""What the company sells, and the campaigns that bring it leads."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from ingest.sample.clock import Span
from ingest.sample.fx import round_to
from ingest.sample.ids import IdSequence


@dataclass(frozen=True)
class Product:
    """An article of the catalogue with its list price in whole rupiah."""

    product_id: str
    name: str
    code: str
    family: str
    list_price: int
    is_active: bool


@dataclass(frozen=True)
class Campaign:
    """A marketing campaign that brings leads of one source while it runs."""

    campaign_id: str
    name: str
    kind: str
    source: str
    first_day: date
    last_day: date
    budget: int


# family: article and list price in rupiah
_CATALOGUE: dict[str, dict[str, int]] = {
    "Kebersihan": {
        "Sabun Cuci Tangan 5 L": 142_000,
        "Cairan Pembersih Lantai 20 L": 318_000,
        "Tisu Industri 12 Rol": 265_000,
        "Disinfektan 5 L": 187_000,
        "Kereta Kebersihan": 2_350_000,
    },
    "Kemasan": {
        "Kardus Gelombang 100 Lembar": 612_000,
        "Plastik Wrap 6 Rol": 438_000,
        "Lakban Bening 72 Rol": 521_000,
        "Palet Plastik": 685_000,
        "Mesin Segel Karton": 24_500_000,
    },
    "Keselamatan Kerja": {
        "Helm Proyek": 96_000,
        "Sepatu Keselamatan": 384_000,
        "Sarung Tangan Nitril 100": 127_000,
        "Rompi Reflektif": 58_000,
        "Alat Pemadam 6 kg": 742_000,
    },
    "Perkakas": {
        "Set Kunci Pas": 465_000,
        "Bor Listrik 13 mm": 895_000,
        "Gerinda Tangan": 612_000,
        "Tangga Aluminium 3 m": 1_480_000,
        "Kotak Perkakas": 276_000,
    },
    "Mesin Ringan": {
        "Kompresor 50 L": 3_950_000,
        "Genset 5 kVA": 11_800_000,
        "Pompa Air Industri": 6_750_000,
        "Hand Pallet 2 ton": 4_250_000,
        "Mesin Las Inverter": 2_890_000,
    },
}
_WITHDRAWN = {"Rompi Reflektif", "Kotak Perkakas"}


def build_products() -> list[Product]:
    """All articles, families in order."""
    products = []
    ids = IdSequence("Product2")
    for family, articles in _CATALOGUE.items():
        for number, (name, price) in enumerate(articles.items(), start=1):
            code = f"{family[:3].upper()}-{number:03d}"
            products.append(Product(ids.take(), name, code, family, price, name not in _WITHDRAWN))
    return products


def build_campaigns(rng: Random, span: Span) -> list[Campaign]:
    """Campaigns over the company's life: trade shows, search ads and webinars in turn."""
    campaigns = []
    ids = IdSequence("Campaign")
    kinds = (
        ("Pameran Industri", "Trade Show", "Pameran", 4, 185_000_000),
        ("Iklan Pencarian", "Advertisement", "Iklan Digital", 75, 60_000_000),
        ("Webinar Gudang Aman", "Webinar", "Website", 14, 12_000_000),
    )
    day = span.first_day
    number = 0
    while day < span.nights[-1] - timedelta(days=20):
        name, kind, source, length, budget = kinds[number % len(kinds)]
        last = day + timedelta(days=length)
        title = f"{name} {day.year}-{day.month:02d}"
        cost = round_to(budget * rng.uniform(0.7, 1.4), 100_000)
        campaigns.append(Campaign(ids.take(), title, kind, source, day, last, cost))
        day += timedelta(days=rng.randrange(28, 46))
        number += 1
    return campaigns
