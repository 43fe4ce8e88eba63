"""Are the settings complete, and can every number in them be rung?"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from ivr import numbers
from ivr.flow.draft import SETTINGS, Draft, Where
from ivr.flow.finding import Finding

SAID: Final = re.compile(r"[0-9][0-9 .()-]{1,22}[0-9]")
MOST_DUTY_PHONES: Final = 5
TITLED: Final = ("specialties", "services", "areas", "genders", "emergency_centres")
"""Parts of the settings whose entries have a title in every language."""


def findings(draft: Draft) -> Iterator[Finding]:
    """Duty phones, services, centres, titles in every language, marks, neutral codes."""
    yield from _duty_phones(draft)
    yield from _services(draft)
    yield from _centres(draft)
    yield from _marks(draft)
    yield from _codes(draft)
    for where, titles in _all_titles(draft):
        for language in draft.settings.languages.keys() - titles.keys():
            sentence = f"This has no name in `{language}`."
            yield draft.finding(where, "not-translated", sentence)


def _duty_phones(draft: Draft) -> Iterator[Finding]:
    phones = draft.settings.duty_phones
    if not 1 <= len(phones) <= MOST_DUTY_PHONES:
        sentence = f"Between one and {MOST_DUTY_PHONES} duty phones answer when all else fails."
        yield draft.finding(Where(SETTINGS, ("duty_phones",)), "duty-phones", sentence)
    for i, phone in enumerate(phones):
        where = Where(SETTINGS, ("duty_phones", i))
        try:
            number = numbers.parse(phone, allow_test=draft.allow_test_numbers)
        except numbers.ImpossibleNumber as problem:
            sentence = f"This duty phone cannot be rung: {problem}."
            yield draft.finding(where, "duty-phone", sentence)
            continue
        if number != phone:
            sentence = "A duty phone is written without spaces or dashes."
            yield draft.finding(where, "duty-phone", sentence, f'Write it as "{number}".')
        if number in phones[:i]:
            yield draft.finding(where, "duty-phone-twice", "This duty phone is named twice.")


def _services(draft: Draft) -> Iterator[Finding]:
    for name, service in draft.settings.services.items():
        if SAID.fullmatch(service.number) is None:
            where = Where(SETTINGS, ("services", name, "number"))
            sentence = "A number we say is written in digits with dashes: 1-800-555-0100, 988."
            yield draft.finding(where, "not-a-number", sentence)


def _centres(draft: Draft) -> Iterator[Finding]:
    for name, centre in draft.settings.emergency_centres.items():
        where = Where(SETTINGS, ("emergency_centres", name, "number"))
        try:
            number = numbers.parse(centre.number, allow_test=draft.allow_test_numbers)
        except numbers.ImpossibleNumber as problem:
            sentence = f"This emergency centre cannot be rung: {problem}."
            hint = "Write the centre's own ten-digit number; a short one sends our own address."
            yield draft.finding(where, "emergency-centre", sentence, hint)
            continue
        if number != centre.number:
            sentence = "The number of a centre is written without spaces or dashes."
            yield draft.finding(where, "emergency-centre", sentence, f'Write it as "{number}".')


def _marks(draft: Draft) -> Iterator[Finding]:
    """A mark is one thing: a specialty, an area or a wish."""
    seen: dict[str, str] = {}
    for group in ("specialties", "areas", "genders"):
        for name in getattr(draft.settings, group):
            if name in seen:
                sentence = f"`{name}` stands among the {seen[name]} already."
                yield draft.finding(Where(SETTINGS, (group, name)), "mark-twice", sentence)
            seen[name] = group


def _codes(draft: Draft) -> Iterator[Finding]:
    seen: dict[int, str] = {}
    for name, specialty in draft.settings.specialties.items():
        where = Where(SETTINGS, ("specialties", name, "code"))
        if specialty.code == 0:
            sentence = "The neutral code 0 means a call without a specialty; choose another."
            yield draft.finding(where, "code-zero", sentence)
        elif specialty.code in seen:
            sentence = f"`{seen[specialty.code]}` has this neutral code already."
            yield draft.finding(where, "code-twice", sentence)
        seen[specialty.code] = name


def _all_titles(draft: Draft) -> Iterator[tuple[Where, Mapping[str, str]]]:
    settings = draft.settings
    for group in TITLED:
        for name, titled in getattr(settings, group).items():
            yield Where(SETTINGS, (group, name, "title")), titled.title
    for name, language in settings.languages.items():
        yield Where(SETTINGS, ("languages", name, "called")), language.called
