"""What if a responder answers a call on the desk, and then on the phone, or not?"""

from town import CALLER, SECOND_CALLER, Town

from ivr.models import Call, Offer
from ivr.operations import desk_offers, desk_promises
from ivr.operations.desk_offers import Done
from ivr.operations.desk_promises import WantedText
from ivr.sandbox import NoAnswer, Voicemail


def offer_of(town: Town, name: str) -> str:
    """The newest offer made to this person."""
    with town.rt.db.read() as session:
        wanted = session.query(Offer.id).filter_by(responder_id=town.id_of(name))
        return str(wanted.order_by(Offer.made_at.desc()).first()[0])  # type: ignore[index]


def take(town: Town, name: str) -> Done:
    return desk_offers.take(town.rt, town.id_of(name), offer_of(town, name))


def test_a_yes_on_the_desk_and_a_key_on_the_phone_bring_the_caller(either_town: Town) -> None:
    town = either_town
    town.add("Ana")
    leg = town.dial()
    town.wait_until("ringing", "Ana")
    assert take(town, "Ana") is Done.DONE
    assert not town.are_connected(leg), "nobody has picked up yet"
    town.wait_until("joined", CALLER)
    assert town.in_one_room(leg, "Ana")
    assert take(town, "Ana") is Done.DONE


def test_a_voicemail_that_answers_after_a_yes_never_meets_the_caller(town: Town) -> None:
    town.add("Ana")
    town.phone("Ana").behaves(Voicemail())
    town.wait(5)
    town.add("Ben")
    leg = town.dial()
    town.wait_until("ringing", "Ana")
    assert take(town, "Ana") is Done.DONE
    town.wait_until("joined", CALLER)
    assert town.offers() == [("Ana", "missed"), ("Ben", "accepted")]
    assert town.in_one_room(leg, "Ben")


def test_a_phone_that_nobody_picks_up_after_a_yes_keeps_no_caller_waiting(town: Town) -> None:
    town.add("Ana")
    town.phone("Ana").behaves(NoAnswer())
    town.wait(5)
    town.add("Ben")
    leg = town.dial()
    town.wait_until("ringing", "Ana")
    asked_at = town.clock.now()
    take(town, "Ana")
    town.wait_until("ringing", "Ben")
    assert (town.clock.now() - asked_at).total_seconds() < 25
    town.wait_until("joined", CALLER)
    assert town.in_one_room(leg, "Ben")
    with town.rt.db.read() as session:
        first = session.query(Offer.id).filter_by(responder_id=town.id_of("Ana")).scalar()
    assert desk_offers.take(town.rt, town.id_of("Ana"), first) is Done.TOO_LATE


def test_a_no_on_the_desk_stops_the_phone_and_rings_the_next(town: Town) -> None:
    town.add("Ana")
    town.phone("Ana").behaves(NoAnswer())
    town.wait(5)
    town.add("Ben")
    leg = town.dial()
    town.wait_until("ringing", "Ana")
    offer = offer_of(town, "Ana")
    assert desk_offers.decline(town.rt, town.id_of("Ana"), offer) is Done.DONE
    town.wait(2)
    assert town.leg("Ana").finished, "it rings no more"
    town.wait_until("joined", CALLER)
    assert town.offers() == [("Ana", "declined"), ("Ben", "accepted")]
    assert town.in_one_room(leg, "Ben")
    assert desk_offers.decline(town.rt, town.id_of("Ana"), offer) is Done.DONE
    assert desk_offers.take(town.rt, town.id_of("Ana"), offer) is Done.TOO_LATE


def test_a_no_while_the_whisper_is_heard_lets_the_phone_go(town: Town) -> None:
    town.add("Ana")
    town.phone("Ana").behaves(town.presses("", ""))
    town.dial()
    town.wait_until("listening", "Ana")
    desk_offers.decline(town.rt, town.id_of("Ana"), offer_of(town, "Ana"))
    town.wait(2)
    assert town.leg("Ana").finished
    assert town.offers() == [("Ana", "declined")]


def test_a_call_that_is_given_back_goes_on_with_somebody_else(town: Town) -> None:
    town.add("Ana")
    leg = town.together()
    town.add("Ben")
    done = desk_offers.hand_back(town.rt, town.id_of("Ana"), offer_of(town, "Ana"))
    assert done is Done.DONE
    town.wait_until("joined", "Ben")
    town.wait(5)
    assert town.leg("Ana").finished
    assert town.in_one_room(leg, "Ben")
    assert town.busy_with("Ana") == "wrapping_up"


def test_an_interpreter_who_is_asked_for_on_the_desk_joins_the_call(town: Town) -> None:
    from ivr.models import Role

    town.add("Ana")
    leg = town.together()
    ana, offer = town.id_of("Ana"), offer_of(town, "Ana")
    desk_offers.ask_for_interpreter(town.rt, ana, offer, wanted=True)
    town.wait(15)
    town.add("Idris", speaks="en es", role=Role.INTERPRETER)
    town.wait_until("joined", "Idris")
    town.wait(2)
    assert len(town.company(leg)) == 3
    desk_offers.ask_for_interpreter(town.rt, ana, offer, wanted=False)
    town.leg("Idris").hang_up()
    town.wait(30)
    assert town.rung().count("Idris") == 1, "nobody is looked for any more"
    assert town.in_one_room(leg, "Ana")


def test_a_text_promised_on_the_desk_comes_when_the_caller_has_hung_up(town: Town) -> None:
    town.add("Ana")
    leg = town.together()
    offer = offer_of(town, "Ana")
    wanted = WantedText("general_list")
    desk_promises.text(town.rt, town.id_of("Ana"), offer, wanted)
    town.wait(20)
    assert [one.state for one in town.messages()] == ["promised"]
    leg.hang_up()
    town.wait(5)
    (text,) = town.messages()
    assert text.state in ("sent", "delivered")
    assert town.phone(CALLER).texts, "in the language they chose"
    with town.rt.db.read() as session:
        assert session.query(Call.number).filter(Call.number.is_not(None)).count() == 1
    town.wait(17 * 60)
    with town.rt.db.read() as session:
        assert session.query(Call.number).filter(Call.number.is_not(None)).count() == 0


def test_of_who_only_waited_nothing_is_left_a_minute_later(town: Town) -> None:
    leg = town.dial(number=SECOND_CALLER)
    town.wait(30)
    leg.hang_up()
    town.wait(70)
    with town.rt.db.read() as session:
        assert session.query(Call.number).filter(Call.number.is_not(None)).count() == 0
