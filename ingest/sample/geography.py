"""Where the company sells: regions, their areas, and the real coordinates of a city in each."""

from typing import NamedTuple


class Area(NamedTuple):
    """A territory of the lowest level: its main city, time zone and weight in the market."""

    code: str
    name: str
    city: str
    state: str
    latitude: float
    longitude: float
    time_zone: str
    weight: float


_WIB, _WITA, _WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"

# In order of size, so that a small company has the first regions only.
REGIONS: dict[str, tuple[Area, ...]] = {
    "Jabodetabek": (
        Area(
            "JKT", "Jakarta Pusat dan Selatan", "Jakarta", "DKI Jakarta", -6.2088, 106.8456, _WIB, 9
        ),
        Area("JKU", "Jakarta Utara", "Jakarta Utara", "DKI Jakarta", -6.1550, 106.8800, _WIB, 6),
        Area("TNG", "Tangerang Raya", "Tangerang", "Banten", -6.1783, 106.6319, _WIB, 6),
        Area("BKS", "Bekasi dan Karawang", "Bekasi", "Jawa Barat", -6.2383, 106.9756, _WIB, 6),
        Area("BGR", "Bogor dan Depok", "Bogor", "Jawa Barat", -6.5950, 106.8166, _WIB, 4),
    ),
    "Jawa Timur dan Bali": (
        Area("SBY", "Surabaya Raya", "Surabaya", "Jawa Timur", -7.2875, 112.7321, _WIB, 8),
        Area("MLG", "Malang Raya", "Malang", "Jawa Timur", -7.9666, 112.6326, _WIB, 4),
        Area("KDR", "Kediri dan Madiun", "Kediri", "Jawa Timur", -7.8480, 112.0178, _WIB, 2),
        Area("DPS", "Bali", "Denpasar", "Bali", -8.6505, 115.2126, _WITA, 5),
        Area(
            "MTR",
            "Nusa Tenggara Barat",
            "Mataram",
            "Nusa Tenggara Barat",
            -8.5833,
            116.1467,
            _WITA,
            2,
        ),
    ),
    "Jawa Barat dan Tengah": (
        Area("BDG", "Bandung Raya", "Bandung", "Jawa Barat", -6.9175, 107.6191, _WIB, 7),
        Area("CRB", "Cirebon Raya", "Cirebon", "Jawa Barat", -6.7320, 108.5223, _WIB, 2),
        Area("SMG", "Semarang Raya", "Semarang", "Jawa Tengah", -7.0051, 110.4381, _WIB, 5),
        Area("SLO", "Solo Raya", "Surakarta", "Jawa Tengah", -7.5755, 110.8243, _WIB, 3),
        Area("YOG", "Yogyakarta", "Yogyakarta", "DI Yogyakarta", -7.7956, 110.3695, _WIB, 3),
    ),
    "Sumatera": (
        Area("MDN", "Sumatera Utara", "Medan", "Sumatera Utara", 3.5752, 98.6722, _WIB, 6),
        Area("PKU", "Riau", "Pekanbaru", "Riau", 0.5071, 101.4478, _WIB, 3),
        Area("PDG", "Sumatera Barat", "Padang", "Sumatera Barat", -0.9171, 100.4172, _WIB, 2),
        Area(
            "PLM", "Sumatera Selatan", "Palembang", "Sumatera Selatan", -2.9761, 104.7754, _WIB, 4
        ),
        Area("LPG", "Lampung", "Bandar Lampung", "Lampung", -5.3971, 105.2468, _WIB, 2),
    ),
    "Kalimantan dan Timur": (
        Area(
            "BPN", "Kalimantan Timur", "Balikpapan", "Kalimantan Timur", -1.2179, 116.8529, _WITA, 3
        ),
        Area(
            "BJM",
            "Kalimantan Selatan",
            "Banjarmasin",
            "Kalimantan Selatan",
            -3.3386,
            114.6094,
            _WITA,
            2,
        ),
        Area(
            "UPG", "Sulawesi Selatan", "Makassar", "Sulawesi Selatan", -5.1477, 119.4527, _WITA, 4
        ),
        Area("MDC", "Sulawesi Utara", "Manado", "Sulawesi Utara", 1.4648, 124.8621, _WITA, 1),
        Area("DJJ", "Papua", "Jayapura", "Papua", -2.5837, 140.6881, _WIT, 1),
    ),
}
