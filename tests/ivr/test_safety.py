"""Is nobody texted who must not be, and is STOP always heard?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ivr.safety import (
    OPT_IN_WORDS,
    OPT_OUT_WORDS,
    TextFacts,
    asks_for_help,
    is_opt_in,
    is_opt_out,
    why_no_text,
)

NOW = datetime(2027, 3, 5, 22, 30, tzinfo=UTC)
SAFE = TextFacts(
    now=NOW,
    number_problem=None,
    consent_given=True,
    consent_withdrawn=False,
    consent_expires_at=NOW + timedelta(hours=2),
    opted_out=False,
    sent_within_a_day=0,
)
spans = some.timedeltas(timedelta(days=-3), timedelta(days=3))
facts = some.builds(
    TextFacts,
    now=some.just(NOW),
    number_problem=some.none() | some.sampled_from(["hidden", "impossible", "premium"]),
    consent_given=some.booleans(),
    consent_withdrawn=some.booleans(),
    consent_expires_at=some.none() | spans.map(lambda span: NOW + span),
    opted_out=some.booleans(),
    sent_within_a_day=some.integers(0, 6),
)
FORBIDDEN = {
    "opted_out": {"opted_out": True},
    "no_consent": {"consent_given": False},
    "consent_withdrawn": {"consent_withdrawn": True},
    "consent_expired": {"consent_expires_at": NOW},
    "number_hidden": {"number_problem": "hidden"},
    "enough_today": {"sent_within_a_day": 3},
}


def test_somebody_who_said_yes_a_moment_ago_is_texted() -> None:
    assert why_no_text(SAFE) is None
    assert why_no_text(replace(SAFE, consent_expires_at=None)) is None, "the call goes on"
    assert why_no_text(replace(SAFE, sent_within_a_day=2)) is None


@pytest.mark.parametrize("reason", FORBIDDEN)
def test_each_reason_alone_is_enough(reason: str) -> None:
    assert why_no_text(replace(SAFE, **FORBIDDEN[reason])) == reason


@given(facts, some.sampled_from(sorted(FORBIDDEN)))
def test_nothing_else_known_makes_up_for_a_reason(known: TextFacts, reason: str) -> None:
    assert why_no_text(replace(known, **FORBIDDEN[reason])) is not None


@given(facts)
def test_a_text_is_sent_only_when_everything_allows_it(known: TextFacts) -> None:
    over = known.consent_expires_at is not None and known.consent_expires_at <= NOW
    safe = (
        known.consent_given
        and not known.consent_withdrawn
        and not over
        and not known.opted_out
        and known.number_problem is None
        and known.sent_within_a_day < 3
    )
    assert (why_no_text(known) is None) is safe


@given(facts, some.timedeltas(timedelta(0), timedelta(days=30)))
def test_waiting_never_makes_a_text_safe_again(known: TextFacts, wait: timedelta) -> None:
    if why_no_text(known) is not None:
        assert why_no_text(replace(known, now=NOW + wait)) is not None


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
