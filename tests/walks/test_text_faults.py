"""What becomes of a promised text when something breaks on the way?"""

import pytest
from test_texts import asked_for, hang_up, inbox
from town import CALLER, NEUTRAL, Town

from ivr.operations import messages
from ivr.operations.receipts import ONCE_MORE_AFTER

SENDING = ("POST", "/Messages.json")


def states(town: Town) -> list[tuple[str, str | None]]:
    """How the promised texts stand."""
    return [(str(message.state), message.reason) for message in town.messages()]


def test_who_opted_out_at_the_carrier_is_never_texted_again(town: Town) -> None:
    asked_for(town)
    town.exchange.messages.opted_out.add((NEUTRAL, CALLER))
    hang_up(town)
    assert states(town) == [("undelivered", "21610")]
    asked_for(town)
    assert town.words("no_text", language="es") in town.heard(town.leg(CALLER))


def test_a_carrier_that_is_too_busy_is_asked_again(town: Town) -> None:
    asked_for(town)
    town.rest.fails(*SENDING, status=429, code=20429)
    hang_up(town)
    assert inbox(town) == []
    town.wait(30)
    assert len(inbox(town)) == 1


@pytest.mark.parametrize("fault", [{}, {"status": 500}])
def test_a_sent_text_whose_answer_was_lost_is_known_by_its_receipt(
    town: Town, fault: dict[str, int]
) -> None:
    asked_for(town)
    town.rest.fails(*SENDING, done=True, **fault)
    hang_up(town)
    town.wait(60)
    assert (len(inbox(town)), states(town)) == (1, [("delivered", None)])


def test_without_a_receipt_it_is_found_by_looking_and_not_sent_again(town: Town) -> None:
    asked_for(town)
    town.post.loses("/receipt")
    town.rest.fails(*SENDING, done=True)
    hang_up(town)
    town.wait(60)
    assert (len(inbox(town)), states(town)) == (1, [("sent", None)])


def test_a_text_that_cannot_be_found_is_unknown_and_not_sent_again(town: Town) -> None:
    asked_for(town)
    town.rest.fails(*SENDING)
    hang_up(town)
    town.wait(120)
    assert (inbox(town), states(town)) == ([], [("unknown", None)])


def test_receipts_in_the_wrong_order_end_with_the_final_one(town: Town) -> None:
    asked_for(town)
    town.post.holds("/receipt")
    hang_up(town)
    town.wait(10)
    town.post.release()
    assert states(town) == [("delivered", None)]


def test_a_phone_that_takes_no_texts_is_written_down(town: Town) -> None:
    town.phone(CALLER).text_error = 30006
    asked_for(town)
    hang_up(town)
    town.wait(10)
    assert inbox(town) == []
    assert states(town) == [("undelivered", "21614")]


def test_a_phone_that_is_switched_off_is_tried_once_more(town: Town) -> None:
    town.phone(CALLER).text_error = 30003
    asked_for(town)
    hang_up(town)
    town.wait(10)
    assert states(town) == [("promised", None)]
    town.phone(CALLER).text_error = None
    town.wait(ONCE_MORE_AFTER + 20)
    assert len(inbox(town)) == 1
    assert states(town) == [("delivered", None)]


def test_a_phone_that_stays_switched_off_is_let_be(town: Town) -> None:
    town.phone(CALLER).text_error = 30003
    asked_for(town)
    hang_up(town)
    town.wait(3 * ONCE_MORE_AFTER)
    assert states(town) == [("undelivered", "30003")]
    assert len([path for _, path in town.rest.asked if "Messages.json" in path]) == 2


def test_a_text_that_may_have_arrived_is_not_sent_again(town: Town) -> None:
    town.phone(CALLER).text_error = 30008
    asked_for(town)
    hang_up(town)
    town.wait(3 * ONCE_MORE_AFTER)
    assert states(town) == [("undelivered", "30008")]


def test_when_the_worker_is_dead_the_clock_sends(town: Town) -> None:
    asked_for(town)
    town.worker_works = False
    hang_up(town)
    town.wait(15)
    assert len(inbox(town)) == 1


def test_a_worker_killed_before_it_asked_the_carrier_sends_once(town: Town) -> None:
    asked_for(town)
    town.worker_works = False
    town.leg(CALLER).hang_up()
    town.settle()
    assert messages._claim(town.rt, town.messages()[0].id)
    town.worker_works = True
    town.wait(25)
    assert inbox(town) == []
    town.wait(30)
    assert len(inbox(town)) == 1


def test_two_workers_with_the_same_job_send_once(town: Town) -> None:
    asked_for(town)
    town.later.jobs.extend([("deliver", town.messages()[0].id)] * 2)
    hang_up(town)
    town.later.jobs.extend([("deliver", town.messages()[0].id)] * 2)
    town.wait(40)
    assert len(inbox(town)) == 1


def test_a_text_of_a_call_that_goes_on_is_not_sent_by_anybody(town: Town) -> None:
    asked_for(town)
    town.later.jobs.append(("deliver", town.messages()[0].id))
    town.wait(30)
    assert (inbox(town), states(town)) == ([], [("promised", None)])


def test_a_text_whose_number_was_forgotten_is_refused(town: Town) -> None:
    asked_for(town)
    town.forget_numbers()
    hang_up(town)
    assert states(town) == [("refused", "number_forgotten")]


def test_the_carrier_may_not_hold_a_text_longer_than_the_consent(town: Town) -> None:
    asked_for(town)
    hang_up(town)
    asked = [e for e in town.events("asked") if e.details["path"].endswith("/Messages.json")]
    assert 60 <= int(asked[0].details["parameters"]["ValidityPeriod"][0]) <= 2 * 3600
