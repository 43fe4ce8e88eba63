"""Which words stand on the pages of the console?"""

from babel import Locale

from ivr.console.words.deeds import DEEDS
from ivr.console.words.en import EN
from ivr.console.words.en_board import EN_BOARD
from ivr.console.words.en_callbacks import EN_CALLBACKS
from ivr.console.words.en_desk import EN_DESK
from ivr.console.words.en_entry import EN_ENTRY
from ivr.console.words.en_flows import EN_FLOWS
from ivr.console.words.en_records import EN_RECORDS
from ivr.console.words.en_reports import EN_REPORTS
from ivr.console.words.en_resources import EN_RESOURCES
from ivr.console.words.en_settings import EN_SETTINGS
from ivr.console.words.en_staff import EN_STAFF
from ivr.console.words.en_work import EN_WORK
from ivr.console.words.es import ES
from ivr.console.words.es_board import ES_BOARD
from ivr.console.words.es_callbacks import ES_CALLBACKS
from ivr.console.words.es_desk import ES_DESK
from ivr.console.words.es_entry import ES_ENTRY
from ivr.console.words.es_flows import ES_FLOWS
from ivr.console.words.es_records import ES_RECORDS
from ivr.console.words.es_reports import ES_REPORTS
from ivr.console.words.es_resources import ES_RESOURCES
from ivr.console.words.es_settings import ES_SETTINGS
from ivr.console.words.es_staff import ES_STAFF
from ivr.console.words.es_work import ES_WORK

__all__ = ["BASE", "FAMILIES", "WORDS", "counted", "language_of"]

BASE = "en"
FAMILIES: dict[str, tuple[dict[str, str], ...]] = {
    "en": (
        EN,
        EN_WORK,
        EN_BOARD,
        EN_CALLBACKS,
        EN_FLOWS,
        EN_RECORDS,
        EN_REPORTS,
        EN_RESOURCES,
        EN_DESK,
        EN_SETTINGS,
        EN_ENTRY,
        EN_STAFF,
        DEEDS["en"],
    ),
    "es": (
        ES,
        ES_WORK,
        ES_BOARD,
        ES_CALLBACKS,
        ES_FLOWS,
        ES_RECORDS,
        ES_REPORTS,
        ES_RESOURCES,
        ES_DESK,
        ES_SETTINGS,
        ES_ENTRY,
        ES_STAFF,
        DEEDS["es"],
    ),
}
"""Language → what each family of pages says; no two say something by the same name."""
WORDS: dict[str, dict[str, str]] = {
    language: {key: words for family in families for key, words in family.items()}
    for language, families in FAMILIES.items()
}
"""Language → what the pages say."""


def language_of(*tags: str) -> str:
    """The language of our pages for somebody who reads these, the dearest first."""
    spoken = (part for tag in tags for part in (tag, tag.partition("-")[0]))
    return next((language for language in spoken if language in WORDS), BASE)


def counted(words: dict[str, str], language: str, key: str, number: int) -> str:
    """So many of something: `key_one`, `key_other` and what else the language tells apart; for
    nothing `key_zero` where there is one."""
    form = "zero" if number == 0 else str(Locale.parse(language).plural_form(number))
    return words.get(f"{key}_{form}", words[f"{key}_other"]).format(n=number)
