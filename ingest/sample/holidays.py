"""Indonesian public holidays and joint leave (cuti bersama) of the years 2024 to 2026.

These are facts, not invented: the days that the government's yearly joint decrees set, with the
election day of 27 November 2024 and the extra leave of 18 August 2025.
"""

from datetime import date
from typing import NamedTuple


class Holiday(NamedTuple):
    """One day off in the whole country."""

    day: date
    name_en: str
    name_id: str
    is_joint_leave: bool


_NAMES = {
    "new_year": ("New Year's Day", "Tahun Baru Masehi"),
    "isra": ("Isra Mi'raj", "Isra Mikraj Nabi Muhammad SAW"),
    "imlek": ("Chinese New Year", "Tahun Baru Imlek"),
    "nyepi": ("Day of Silence", "Hari Suci Nyepi"),
    "friday": ("Good Friday", "Wafat Yesus Kristus"),
    "easter": ("Easter Sunday", "Kebangkitan Yesus Kristus (Paskah)"),
    "fitri": ("Eid al-Fitr", "Idul Fitri"),
    "labour": ("Labour Day", "Hari Buruh Internasional"),
    "ascension": ("Ascension Day", "Kenaikan Yesus Kristus"),
    "waisak": ("Vesak Day", "Hari Raya Waisak"),
    "pancasila": ("Pancasila Day", "Hari Lahir Pancasila"),
    "adha": ("Eid al-Adha", "Idul Adha"),
    "muharram": ("Islamic New Year", "Tahun Baru Islam"),
    "independence": ("Independence Day", "Proklamasi Kemerdekaan"),
    "maulid": ("Birthday of the Prophet", "Maulid Nabi Muhammad SAW"),
    "election": ("Regional election day", "Pemungutan Suara Pilkada"),
    "christmas": ("Christmas Day", "Kelahiran Yesus Kristus (Natal)"),
}

# year: days as MM-DD; a name ending in + is joint leave around that feast
_DAYS = {
    2024: """
        01-01 new_year, 02-08 isra, 02-09 imlek+, 02-10 imlek, 03-11 nyepi, 03-12 nyepi+,
        03-29 friday, 03-31 easter, 04-08 fitri+, 04-09 fitri+, 04-10 fitri, 04-11 fitri,
        04-12 fitri+, 04-15 fitri+, 05-01 labour, 05-09 ascension, 05-10 ascension+, 05-23
        waisak, 05-24 waisak+, 06-01 pancasila, 06-17 adha, 06-18 adha+, 07-07 muharram,
        08-17 independence, 09-16 maulid, 11-27 election, 12-25 christmas, 12-26
        christmas+
    """,
    2025: """
        01-01 new_year, 01-27 isra, 01-28 imlek+, 01-29 imlek, 03-28 nyepi+, 03-29 nyepi,
        03-31 fitri, 04-01 fitri, 04-02 fitri+, 04-03 fitri+, 04-04 fitri+, 04-07 fitri+,
        04-18 friday, 04-20 easter, 05-01 labour, 05-12 waisak, 05-13 waisak+, 05-29
        ascension, 05-30 ascension+, 06-01 pancasila, 06-06 adha, 06-09 adha+, 06-27
        muharram, 08-17 independence, 08-18 independence+, 09-05 maulid, 12-25 christmas,
        12-26 christmas+
    """,
    2026: """
        01-01 new_year, 01-16 isra, 02-16 imlek+, 02-17 imlek, 03-18 nyepi+, 03-19 nyepi,
        03-20 fitri+, 03-21 fitri, 03-22 fitri, 03-23 fitri+, 03-24 fitri+, 04-03 friday,
        04-05 easter, 05-01 labour, 05-14 ascension, 05-15 ascension+, 05-27 adha, 05-28
        adha+, 05-31 waisak, 06-01 pancasila, 06-16 muharram, 08-17 independence, 08-25
        maulid, 12-24 christmas+, 12-25 christmas
    """,
}


def _holidays() -> tuple[Holiday, ...]:
    found = []
    for year, days in _DAYS.items():
        for entry in days.split(","):
            month_day, name = entry.split()
            name_en, name_id = _NAMES[name.rstrip("+")]
            joint = name.endswith("+")
            if joint:
                name_en, name_id = f"Joint leave: {name_en}", f"Cuti bersama: {name_id}"
            found.append(
                Holiday(date.fromisoformat(f"{year}-{month_day}"), name_en, name_id, joint)
            )
    return tuple(found)


HOLIDAYS = _holidays()
