"""Is nothing promised that nobody here carries out?"""

from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

from ivr.flow import effects as flow
from ivr.flow.facts import Promise
from ivr.flow.position import Position
from ivr.operations import effects
from ivr.operations.facts import KEPT, looked_up
from ivr.operations.turns import Turn
from ivr.runtime import Runtime

PLACE = "welcome.case"
TURN = Turn(
    "nobody", Position("0" * 16, "welcome", "case", "en"), Position("0" * 16, "w", "s", "en")
)
OF_EACH_KIND: dict[type, flow.Effect] = {
    type(effect): effect
    for effect in (
        flow.Marked("harm"),
        flow.LanguageChosen("es"),
        flow.TextPromised("general_list", "es"),
        flow.DigitsGiven(PLACE, "4711"),
        flow.DigitsConfirmed(PLACE),
        flow.DigitsTakenBack(PLACE),
        flow.CallbackPromised(PLACE, "callers", "mornings", False, False, "es"),
        flow.RecordingAsked(PLACE, timedelta(minutes=2), timedelta(days=7), "supervisor", "es"),
        flow.Answered("felt_heard", "yes"),
        flow.WideningAgreed("interpreter"),
        flow.DangerPressed(),
        flow.ErasureAsked(),
    )
}


@pytest.mark.parametrize("kind", [flow.CallbackPromised, flow.RecordingAsked])
def test_what_nobody_keeps_or_may_not_be_recorded_is_refused_even_if_a_flow_gets_that_far(
    rt: Runtime, kind: type
) -> None:
    assert not effects.keep(rt, TURN, "+12125550123", OF_EACH_KIND[kind])


def test_of_a_call_nobody_knows_nothing_is_kept_but_nobody_is_cut_off(rt: Runtime) -> None:
    kept = {
        kind.__name__ for kind, one in OF_EACH_KIND.items() if effects.keep(rt, TURN, None, one)
    }
    assert kept == {"Marked", "LanguageChosen", "Answered", "WideningAgreed", "DangerPressed"}


def test_every_effect_a_flow_knows_is_thought_of(rt: Runtime) -> None:
    assert set(get_args(flow.Effect)) == set(OF_EACH_KIND)
    assert all(isinstance(effects.keep(rt, TURN, None, one), bool) for one in OF_EACH_KIND.values())


def test_no_flow_asks_about_what_would_be_refused(rt: Runtime) -> None:
    assert Promise.TEXT in KEPT
    assert Promise.RECORDING in KEPT
    assert Promise.CALLBACK not in KEPT


def test_a_flow_asks_about_a_call_back_where_there_are_words_for_it(open_rt: Runtime) -> None:
    book = open_rt.books.live()
    wordless = replace(
        book,
        phrases={key: said for key, said in book.phrases.items() if key[0] != "promised_hello"},
    )
    assert Promise.CALLBACK in looked_up(open_rt, book, number_hidden=False).keeps
    assert Promise.CALLBACK not in looked_up(open_rt, wordless, number_hidden=False).keeps
