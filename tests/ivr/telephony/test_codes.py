"""What follows from an error code?"""

import pytest

from ivr.telephony.codes import BUSY, Number, Then, after, fault, rung


@pytest.mark.parametrize(
    ("code", "then"),
    [
        (30003, Then.ONCE_MORE),
        (30008, Then.GIVE_UP),
        (30006, Then.GIVE_UP),
        (21614, Then.GIVE_UP),
        (21610, Then.GIVE_UP),
        (21611, Then.LATER),
        (20003, Then.ALARM),
        (30034, Then.ALARM),
        (99999, Then.GIVE_UP),
    ],
)
def test_a_text_that_failed_is_tried_again_only_where_nothing_can_have_arrived(
    code: int, then: Then
) -> None:
    assert after(code) is then


@pytest.mark.parametrize(
    ("code", "sip", "says"),
    [
        ("21211", "", Number.DEAD),
        ("21215", "", Number.DEAD),
        ("13224", "404", Number.DEAD),
        ("", "410", Number.DEAD),
        ("21214", "604", Number.DEAD),
        ("21214", "404", Number.UNSURE),
        ("", "503", Number.UNSURE),
        ("", "", Number.UNSURE),
        ("99999", "", Number.UNSURE),
        ("21210", "", Number.OURS),
        ("20003", "", Number.OURS),
        ("22005", "", Number.OURS),
        ("; DROP", "²", Number.UNSURE),
        ("12345678901234567890", "1" * 40, Number.UNSURE),
    ],
)
def test_a_ring_that_failed_says_something_of_the_number_or_of_us(
    code: str, sip: str, says: Number
) -> None:
    assert rung(fault(code, sip)) is says
    assert len(fault(code, sip)) <= 16, "it stands in a column"


def test_an_engaged_phone_says_nothing_against_the_number() -> None:
    assert rung(BUSY) is Number.FINE
