"""What follows from an error code?"""

import pytest

from ivr.telephony.codes import Then, after


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
