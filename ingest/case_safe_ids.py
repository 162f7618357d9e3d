"""SQL that completes record ids whose letters differ by case only."""


def case_safe_id(cell: str) -> str:
    """An id of 15 characters with the three that tell its upper case letters from its lower case.

    The vendor's own rule: a bit per character, five of them a letter of A-Z and 0-5, the first
    character the lowest bit. Ids of 18 characters have them, and any other text stays as it is.
    """
    letters = "'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'"
    suffix = " || ".join(
        f"substr({letters}, 1 + {' + '.join(_upper_case_bit(cell, start, i) for i in range(5))}, 1)"
        for start in (1, 6, 11)
    )
    is_short = f"strlen({cell}) = 15 and regexp_full_match({cell}, '[A-Za-z0-9]{{15}}')"
    return f"case when {is_short} then {cell} || {suffix} else {cell} end"


def _upper_case_bit(cell: str, start: int, index: int) -> str:
    letter = f"substr({cell}, {start + index}, 1)"
    return f"case when {letter} between 'A' and 'Z' then {2**index} else 0 end"
