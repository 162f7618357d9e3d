import pytest

from ingest.sample.ids import IdSequence, extend_id, salesforce_id


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("001000000000000", "001000000000000AAA"),
        # 001Aa: fourth place only, 8 -> I; BB000: first two, 3 -> D; 0000Z: fifth, 16 -> Q
        ("001AaBB0000000Z", "001AaBB0000000ZIDQ"),
        ("00aABCDEFGHIJKL", "00aABCDEFGHIJKLY55"),
    ],
)
def test_checksum_says_which_letters_are_upper_case(short: str, long: str) -> None:
    assert extend_id(short) == long


def test_ids_carry_the_prefix_of_their_object_and_rise() -> None:
    sequence = IdSequence("Opportunity")
    ids = [sequence.take() for _ in range(200)]
    assert all(len(one) == 18 and one.startswith("006") for one in ids)
    assert len(set(ids)) == 200
    assert salesforce_id("Lead", 61)[14] == "z"
    assert salesforce_id("Lead", 62)[13:15] == "10"
