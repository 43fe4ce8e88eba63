"""Does a seal keep a secret, and know its own?"""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ivr.seal import BrokenSeal, Seal, call_id_of

OLD, NEW, STRANGER = b"the key of last year", b"the key of this year", b"somebody else's key"
purposes = some.text(string.ascii_lowercase, min_size=1, max_size=12)
plain = some.binary(min_size=1, max_size=200)


@given(purposes, plain, some.text(max_size=30))
def test_what_was_sealed_comes_back_unchanged(purpose: str, words: bytes, about: str) -> None:
    about = about.encode("utf-8", "ignore").decode()
    seal = Seal([NEW, OLD])
    assert seal.open(purpose, seal.close(purpose, words, about), about) == words
    assert seal.open_text(purpose, seal.close_text(purpose, words, about), about) == words


@given(plain)
def test_sealed_text_is_safe_inside_a_url_and_always_the_same(words: bytes) -> None:
    sealed = Seal([NEW]).close_text("position", words, "call")
    assert set(sealed) <= set(string.ascii_letters + string.digits + "-_")
    assert sealed == Seal([NEW, OLD]).close_text("position", words, "call")


def test_a_call_in_progress_survives_the_change_of_keys() -> None:
    before = Seal([OLD]).close_text("position", b"main menu", "call-1")
    during = Seal([NEW, OLD])
    assert during.open_text("position", before, "call-1") == b"main menu"
    assert during.close_text("position", b"main menu", "call-1") != before
    with pytest.raises(BrokenSeal):
        Seal([NEW]).open_text("position", before, "call-1")


@given(plain)
def test_nobody_can_use_the_position_of_another_call(words: bytes) -> None:
    seal = Seal([NEW, OLD])
    sealed = seal.close_text("position", words, "call-1")
    for purpose, about in (("position", "call-2"), ("position", ""), ("phone", "call-1")):
        with pytest.raises(BrokenSeal):
            seal.open_text(purpose, sealed, about)
    with pytest.raises(BrokenSeal):
        Seal([STRANGER]).open_text("position", sealed, "call-1")


@given(plain, some.data())
def test_one_changed_bit_breaks_the_seal(words: bytes, data: some.DataObject) -> None:
    seal = Seal([NEW])
    sealed = bytearray(seal.close("position", words))
    sealed[data.draw(some.integers(0, len(sealed) - 1))] ^= 1 << data.draw(some.integers(0, 7))
    with pytest.raises(BrokenSeal):
        seal.open("position", bytes(sealed))


@given(some.one_of(some.text(max_size=60), some.text(string.ascii_letters + "-_=", max_size=60)))
def test_garbage_of_any_kind_is_a_broken_seal_and_nothing_else(garbage: str) -> None:
    with pytest.raises(BrokenSeal):
        Seal([NEW, OLD]).open_text("position", garbage, "call")


@given(some.binary(max_size=80))
def test_bytes_of_any_kind_are_a_broken_seal_and_nothing_else(garbage: bytes) -> None:
    with pytest.raises(BrokenSeal):
        Seal([NEW]).open("phone", garbage)


def test_a_broken_seal_says_what_it_was_for_and_nothing_that_was_in_it() -> None:
    with pytest.raises(BrokenSeal) as raised:
        Seal([NEW]).open_text("position", "c2VjcmV0LXdvcmRz", "call")
    assert str(raised.value) == "position"


def test_a_number_is_found_again_by_its_fingerprint_also_after_new_keys() -> None:
    kept = Seal([OLD]).fingerprint("+12125550123")
    now = Seal([NEW, OLD])
    assert len(kept) == 64
    assert kept in now.fingerprints("+12125550123")
    assert now.fingerprints("+12125550123")[0] == now.fingerprint("+12125550123")
    assert kept not in now.fingerprints("+12125550124")
    assert "5550123" not in kept


def test_without_the_key_nobody_can_make_the_fingerprint_of_a_number() -> None:
    assert Seal([NEW]).fingerprint("+12125550123") != Seal([STRANGER]).fingerprint("+12125550123")


@pytest.mark.parametrize("keys", [[], [b""], [NEW, b""]])
def test_a_seal_without_a_key_cannot_be_made(keys: list[bytes]) -> None:
    with pytest.raises(ValueError, match="secret key"):
        Seal(keys)


def test_every_process_gives_a_call_the_same_id() -> None:
    assert call_id_of("CA" + "1" * 32) == call_id_of("CA" + "1" * 32)
    assert call_id_of("CA" + "1" * 32) != call_id_of("CA" + "2" * 32)
    assert len(call_id_of("")) == 20
