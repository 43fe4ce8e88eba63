"""Is a password looked at slowly, alone, and as long when nobody has the name?"""

import pytest
from argon2 import PasswordHasher, extract_parameters

from ivr.operations import passwords
from ivr.operations.passwords import NOBODYS, Busy, WeakPassword, fits, hashed, refuse_weak

GOOD = "four unlikely words together"


def test_the_right_one_fits_and_no_other() -> None:
    known = hashed(GOOD)
    assert fits(GOOD, known)
    assert not fits(GOOD + " ", known)
    assert not fits("", known)
    assert not fits(GOOD, "not a hash")
    assert hashed(GOOD) != known, "two people with one password do not look alike"


def test_a_name_that_nobody_has_takes_the_same_work() -> None:
    assert extract_parameters(NOBODYS) == extract_parameters(hashed(GOOD))
    assert not fits(GOOD, None)
    least = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
    assert extract_parameters(NOBODYS).memory_cost >= least.memory_cost


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("eleven sign", "short"),
        ("x1y2z3w4" * 26, "long"),
        ("abababababababab", "easy"),
        ("my PassWord is this", "easy"),
        ("mi contraseña segura", "easy"),
        ("i am anabel and i know it", "name"),
    ],
)
def test_what_anybody_would_try_is_refused_and_not_repeated(password: str, why: str) -> None:
    with pytest.raises(WeakPassword) as raised:
        refuse_weak(password, "Anabel Lee")
    assert raised.value.why == why
    assert password not in str(raised.value)


@pytest.mark.parametrize(
    "password", [GOOD, "пароль из четырёх слов", "四つの言葉を並べて書いておく"]
)
def test_words_of_any_script_are_good(password: str) -> None:
    refuse_weak(password, "Al B")
    assert fits(password, hashed(password))


def test_there_is_room_for_three_and_it_is_given_back() -> None:
    with passwords.room(), passwords.room(), passwords.room(), pytest.raises(Busy):
        passwords.room().__enter__()
    with passwords.room():
        pass
