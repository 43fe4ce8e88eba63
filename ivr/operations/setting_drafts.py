"""How is a setting that callers depend on changed: in a draft, which somebody else agrees to?"""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ivr.flow.draft import SETTINGS
from ivr.flow.editing import put
from ivr.flow.reader import read_set
from ivr.flow.source import Path, Plain
from ivr.operations import audit, drafts, sets
from ivr.operations.drafts import ImpossibleDraft, Kept
from ivr.runtime import Runtime

__all__ = ["DRAFT", "Wanted", "change"]

DRAFT = "settings"
"""What the draft is called in which these changes are collected."""


@dataclass(frozen=True)
class Wanted:
    """How the settings should be. `signed`: whoever asks signs the profile off today."""

    profile: str
    recording: bool
    turns: str
    texts_a_day: str
    call_back_to: tuple[str, ...]
    signed: bool = False


def change(rt: Runtime, wanted: Wanted, who: str) -> Kept:
    """Put these into the draft DRAFT, begun from what is live if there is none; nobody hears it
    until somebody else agrees. Raises BrokenFlows when the set could not be published so,
    ChangedMeanwhile, NoSuchSet."""
    signed = audit.staff(who)
    try:
        draft = drafts.get(rt, DRAFT)
    except ImpossibleDraft:
        files = _changed(rt, sets.named(rt, "live").files, wanted, signed)
        return drafts.begin(rt, DRAFT, signed, files)
    files = _changed(rt, draft.files, wanted, signed)
    return drafts.change(rt, DRAFT, signed, draft.version, files)


def _changed(rt: Runtime, files: Mapping[str, str], wanted: Wanted, who: str) -> Mapping[str, str]:
    today = rt.now().astimezone(ZoneInfo(rt.books.live().settings.zone)).date()
    values: dict[Path, Plain] = {
        ("confidentiality", "profile"): wanted.profile,
        ("confidentiality", "recording"): "yes" if wanted.recording else "no",
    }
    if wanted.signed:
        values["confidentiality", "signed_off_by"] = who
        values["confidentiality", "signed_off_on"] = today.isoformat()
    text = files[SETTINGS]
    if "limits:" not in text:
        text = put(text, ("limits",), {})
    values |= {
        ("limits", "turns"): wanted.turns,
        ("limits", "texts_a_day"): wanted.texts_a_day,
        ("limits", "call_back_to"): list(wanted.call_back_to),
    }
    for path, value in values.items():
        text = put(text, path, value)
    changed = {**files, SETTINGS: text}
    read_set(changed, allow_test_numbers=rt.environment.allow_test_numbers)
    return changed
