"""Invented people and companies, made of common Indonesian words; nobody real is meant."""

from dataclasses import dataclass
from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_GIVEN = _words("""
    Agus Ahmad Andi Anita Ayu Bagus Bambang Bayu Budi Citra Dedi Dewi Dian Dimas Eka Endang
    Fajar Fitri Galih Gita Hadi Hendra Indah Indra Intan Joko Kartika Lestari Lina Made Maya
    Mega Nanda Ningsih Nur Nyoman Putra Putri Rahmat Ratna Reza Rina Rizki Sari Sinta Siti
    Slamet Sri Sugeng Tika Tono Tri Utami Vina Wahyu Wati Wayan Yanti Yoga Yudi Yuni Zainal
""")
_FAMILY = _words("""
    Adinata Anggraini Aritonang Basuki Gunawan Halim Handayani Harahap Hartono Hidayat
    Kurniawan Kusuma Lubis Mahendra Maulana Nasution Nugroho Pangestu Permana Prabowo
    Pratama Puspita Rahayu Ramadhan Saputra Saragih Setiawan Simatupang Siregar Suharto
    Suryadi Susanti Sutanto Syahputra Tanjung Wibowo Wicaksono Widodo Wijaya Wulandari
    Yulianto
""")
_SINGLE = _words("""
    Suparman Sukarni Mulyono Sumarni Paijo Ngatini Kasiman Wagiman Sutrisno Juminten
""")

_FORMS = ("PT", "PT", "PT", "CV", "CV", "UD", "Toko")
_FIRST_WORDS = _words("""
    Aneka Berkah Bina Bintang Cahaya Cakra Dharma Duta Eka Gemilang Graha Guna Indo Jaya
    Karya Kencana Lancar Lestari Maju Makmur Mega Mitra Mulia Nusantara Panca Perdana Prima
    Rajawali Rezeki Sahabat Samudra Sari Sejahtera Sinar Sumber Surya Tirta Tri Tunas Utama
    Wahana Wira
""")
_SECOND_WORDS = _words("""
    Abadi Agung Anugerah Bahari Bersama Buana Gemilang Indah Industri Jaya Kencana Logistik
    Lestari Makmur Mandiri Niaga Pangan Perkasa Permai Persada Pratama Raya Sakti Sejati
    Sentosa Sukses Teknik Usaha Utama Wijaya
""")
_TITLES = (
    "Pemilik",
    "Direktur",
    "Manajer Pembelian",
    "Staf Pembelian",
    "Kepala Gudang",
    "Manajer Operasional",
    "Kepala Produksi",
    "Manajer Umum",
)


@dataclass(frozen=True, slots=True)
class Person:
    """A name; people with a single name have it as last name, as Salesforce demands."""

    first: str
    last: str

    @property
    def full(self) -> str:
        """The name as written."""
        return f"{self.first} {self.last}".strip()

    def mail(self, domain: str) -> str:
        """An address in a domain that can never exist."""
        return ".".join(self.full.lower().split()) + f"@{domain}"


def draw_person(rng: Random, *, with_middle_name: bool = False) -> Person:
    """A person; about one in eight has a single name, unless a middle name is asked for."""
    if with_middle_name:
        first = f"{rng.choice(_GIVEN)} {rng.choice(_GIVEN)}"
        return Person(first, rng.choice(_FAMILY))
    if rng.random() < 0.12:
        return Person("", rng.choice(_SINGLE))
    return Person(rng.choice(_GIVEN), rng.choice(_FAMILY))


def draw_company(rng: Random, city: str) -> str:
    """A company name; every fourth carries its city."""
    name = f"{rng.choice(_FORMS)} {rng.choice(_FIRST_WORDS)} {rng.choice(_SECOND_WORDS)}"
    return f"{name} {city}" if rng.random() < 0.25 else name


def draw_title(rng: Random) -> str:
    """A job title at a customer."""
    return rng.choice(_TITLES)


def draw_phone(rng: Random) -> str:
    """A number in a range that Indonesia does not use."""
    return f"+62 000-{rng.randrange(1000, 9999)}-{rng.randrange(1000, 9999)}"


def domain_of(company: str) -> str:
    """The company's domain under .example."""
    return "".join(char for char in company.lower() if char.isalnum()) + ".example"
