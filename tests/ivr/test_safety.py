"""Is nobody texted who must not be, and is STOP always heard?"""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ivr.safety import (
    CAN_WAIT,
    OPT_IN_WORDS,
    OPT_OUT_WORDS,
    Contact,
    Standing,
    asks_for_help,
    is_opt_in,
    is_opt_out,
    why_no_call,
    why_no_text,
)

NOW = datetime(2027, 3, 5, 22, 30, tzinfo=UTC)
YES = Standing(withdrawn=False, expires_at=NOW + timedelta(hours=2), in_window=True)
SAFE = Contact(now=NOW, number_problem=None, consent=YES, opted_out=False)
spans = some.timedeltas(timedelta(days=-3), timedelta(days=3))
standings = some.builds(
    Standing,
    withdrawn=some.booleans(),
    expires_at=some.none() | spans.map(lambda span: NOW + span),
    in_window=some.booleans(),
)
counts = some.integers(0, 5)
contacts = some.builds(
    Contact,
    now=some.just(NOW),
    number_problem=some.none() | some.sampled_from(["hidden", "impossible", "premium"]),
    consent=some.none() | standings,
    opted_out=some.booleans(),
    within_a_day=counts,
    within_an_hour=counts,
    left_today=some.integers(-1, 3),
    attempts=counts,
)


def but(**changes: object) -> Contact:
    """Somebody who may be contacted, but for this."""
    known = {field.name for field in fields(Standing)}
    standing = {name: value for name, value in changes.items() if name in known}
    rest = {name: value for name, value in changes.items() if name not in known}
    return replace(SAFE, **({"consent": replace(YES, **standing)} | rest))


FORBIDDEN = {
    "opted_out": {"opted_out": True},
    "no_consent": {"consent": None},
    "consent_withdrawn": {"withdrawn": True},
    "consent_expired": {"expires_at": NOW},
    "number_hidden": {"number_problem": "hidden"},
    "outside_window": {"in_window": False},
}
NO_TEXT = FORBIDDEN | {
    "enough_today": {"within_a_day": 3},
    "too_soon": {"within_an_hour": 1},
    "budget_spent": {"left_today": 0},
}
NO_CALL = FORBIDDEN | {"tried_enough": {"attempts": 3}}


def test_somebody_who_said_yes_a_moment_ago_is_texted_and_called() -> None:
    assert why_no_text(SAFE) is None
    assert why_no_call(SAFE) is None
    assert why_no_text(but(expires_at=None)) is None, "the call goes on"
    assert why_no_text(but(within_a_day=2)) is None


@pytest.mark.parametrize("reason", NO_TEXT)
def test_each_reason_alone_is_enough_not_to_text(reason: str) -> None:
    assert why_no_text(but(**NO_TEXT[reason])) == reason


@pytest.mark.parametrize("reason", NO_CALL)
def test_each_reason_alone_is_enough_not_to_call(reason: str) -> None:
    assert why_no_call(but(**NO_CALL[reason])) == reason


def test_texts_sent_do_not_keep_a_promised_call_from_being_made() -> None:
    assert why_no_call(but(within_a_day=3, within_an_hour=1, left_today=0)) is None
    assert why_no_text(but(attempts=3)) is None


@given(contacts)
def test_a_text_is_sent_only_when_everything_allows_it(known: Contact) -> None:
    yes = known.consent
    safe = (
        yes is not None
        and not yes.withdrawn
        and (yes.expires_at is None or yes.expires_at > NOW)
        and yes.in_window
        and not known.opted_out
        and known.number_problem is None
        and known.within_a_day < 3
        and known.within_an_hour < 1
        and known.left_today > 0
    )
    assert (why_no_text(known) is None) is safe


@given(contacts)
def test_who_may_not_be_contacted_for_good_is_neither_texted_nor_called(known: Contact) -> None:
    """A reason that can wait never hides a final one: nobody is tried again after STOP."""
    stopped = replace(known, opted_out=True)
    assert why_no_text(stopped) == why_no_call(stopped) == "opted_out"


@given(contacts, some.timedeltas(timedelta(0), timedelta(days=30)))
def test_waiting_makes_safe_only_what_could_wait(known: Contact, wait: timedelta) -> None:
    for ask in (why_no_text, why_no_call):
        reason = ask(known)
        if reason is not None and reason not in CAN_WAIT:
            assert ask(replace(known, now=NOW + wait)) not in {None, *CAN_WAIT}


@pytest.mark.parametrize("word", sorted(OPT_OUT_WORDS))
def test_stop_is_heard_however_it_is_written(word: str) -> None:
    for text in (word, word.upper(), f" {word}. ", f"¡{word.title()}!!", f'"{word}"', f"{word}\n"):
        assert is_opt_out(text)
        assert not is_opt_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "make him stop",
        "Stop it please",
        "how do I stop this",
        "haz que pare",
        "no quiero parar",
        "",
        " ",
        "...",
        "nonstop",
        "st op",
        "1",
        "fin de semana",
        "please quit calling me",
    ],
)
def test_a_cry_for_help_is_not_an_opt_out(text: str) -> None:
    assert not is_opt_out(text)
    assert not is_opt_in(text)


@pytest.mark.parametrize(
    "word", ["stop", "stopall", "unsubscribe", "cancel", "end", "quit", "alto"]
)
def test_the_words_carriers_and_spanish_speakers_use_are_known(word: str) -> None:
    assert is_opt_out(word)


@pytest.mark.parametrize("word", sorted(OPT_IN_WORDS))
def test_start_is_heard_too(word: str) -> None:
    assert is_opt_in(f" {word.upper()}! ")
    assert not is_opt_out(word)


@given(some.text(max_size=2000))
def test_no_text_is_both_and_none_breaks_anything(text: str) -> None:
    assert not (is_opt_out(text) and is_opt_in(text))


@given(some.text(min_size=1, max_size=40).filter(lambda text: any(c.isalnum() for c in text)))
def test_a_word_more_and_it_is_no_opt_out_any_more(more: str) -> None:
    assert not is_opt_out(f"stop him {more}")


@pytest.mark.parametrize("body", ["HELP", "help!", "Info", " ayuda ", "¿Información?"])
def test_who_asks_only_for_help_asks_whom_to_turn_to(body: str) -> None:
    assert asks_for_help(body)
    assert not is_opt_out(body)


@pytest.mark.parametrize("body", ["help me", "I need help", "", "stop", "no"])
def test_a_sentence_with_help_in_it_is_a_sentence(body: str) -> None:
    assert not asks_for_help(body)
