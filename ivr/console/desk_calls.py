"""What does a responder do in a call, and after it: send, promise, ask for help, write down?"""

from typing import Any

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from ivr import safety
from ivr.console import forms, frame
from ivr.console.access import Page, Visit
from ivr.console.desk import HERE, MAY, PAUSES, WAY, me, said
from ivr.console.desk_words import direction, why
from ivr.console.naming import tongue
from ivr.models import Outcome
from ivr.operations import after_calls, desk_offers, desk_promises, presences
from ivr.operations.after_calls import Asks
from ivr.operations.desk_promises import (
    AFTERWARDS,
    CallBack,
    NotPromised,
    TooLate,
    WantedText,
    sendable,
)
from ivr.operations.presences import Because, Pause
from ivr.queries import asking
from ivr.queries.desk import Talk, talk_of
from ivr.queries.directory import Wanted, listed

__all__ = ["PAGES"]


def in_call(visit: Visit, offer: str) -> Response:
    """Whatever was pressed in a call of theirs."""
    rt, who, pressed = visit.rt, me(visit), forms.field(visit, "do")
    if pressed == "back":
        return said(visit, desk_offers.hand_back(rt, who, offer), "desk_handed_back")
    if pressed == "help":
        if talk_of(rt, who, offer) is None:
            raise NotFound
        after_calls.ask(rt, who, Asks.HELP)
        return frame.go(visit, HERE, "desk_help")
    wanted = pressed == "interpreter"
    done = desk_offers.ask_for_interpreter(rt, who, offer, wanted=wanted)
    return said(visit, done, "desk_interpreter" if wanted else "desk_no_interpreter")


def _talk(visit: Visit, offer: str) -> Talk:
    """Raises NotFound for what is no call of theirs, or was over too long ago."""
    found = talk_of(visit.rt, me(visit), offer)
    if found is None:
        raise NotFound
    return found


def services(visit: Visit, offer: str) -> Response:
    """What can be read to a caller, in their language where it is written in it."""
    talk = _talk(visit, offer)
    language = talk.about.language or visit.language
    speaks = language if visit.request.args.get("speaks") else ""
    return frame.page(
        visit,
        "desk_services.html",
        talk=talk,
        services=listed(visit.rt, Wanted(language=language, speaks=speaks)),
        only=bool(speaks),
        called=tongue(visit, language),
        direction_of=direction,
    )


def text_form(visit: Visit, offer: str, problem: str = "", at: str = "asked") -> Response:
    """Whether it is safe, which words, and when."""
    rt, talk = visit.rt, _talk(visit, offer)
    book = rt.books.live()
    language = talk.about.language
    spoken = language if language in book.settings.languages else book.settings.base_language
    reason = desk_promises.why_no_text(rt, me(visit), offer)
    return frame.page(
        visit,
        "desk_text.html",
        templates={name: book.text(name, spoken, "…") for name in sendable(book, spoken)},
        spoken=spoken,
        reason=why(visit, reason) if reason else "",
        can_wait=reason in safety.CAN_WAIT,
        windows=_windows(visit),
        **_form(visit, talk, problem, at),
    )


def _form(visit: Visit, talk: Talk, problem: str, at: str) -> dict[str, Any]:
    return {
        "talk": talk,
        "status": 422 if problem else 200,
        "problem": problem,
        "at": at,
        "typed": lambda name: forms.field(visit, name),
        "called": tongue(visit, talk.about.language) if talk.about.language else "",
        "direction_of": direction,
    }


def _windows(visit: Visit) -> dict[str, str]:
    found = asking.choices(visit.rt, visit.language)
    return dict(found.windows) if found else {}


def text(visit: Visit, offer: str) -> Response:
    """Promised, once; or what to look at again."""
    if not forms.field(visit, "asked"):
        return text_form(visit, offer, visit.words["tick_asked"])
    wanted = WantedText(
        template=forms.field(visit, "template"),
        when=forms.field(visit, "when") or AFTERWARDS,
        number=forms.field(visit, "number"),
    )
    try:
        desk_promises.text(visit.rt, me(visit), offer, wanted)
    except TooLate:
        raise NotFound from None
    except NotPromised as no:
        return text_form(visit, offer, why(visit, no.code), _field(no.code))
    return frame.go(visit, HERE, "desk_text_promised")


def _field(code: str) -> str:
    """Which field is to be looked at again."""
    fields = {"no_time": "when", "no_words": "template", "code_word": "code"}
    return fields.get(code, "number")


def call_form(visit: Visit, offer: str, problem: str = "", at: str = "asked") -> Response:
    """When, on which phone, and what if somebody else answers."""
    talk = _talk(visit, offer)
    facts = _form(visit, talk, problem, at)
    return frame.page(visit, "desk_callback.html", windows=_windows(visit), **facts)


def call_back(visit: Visit, offer: str) -> Response:
    """Promised, once; or what to look at again."""
    if not forms.field(visit, "asked"):
        return call_form(visit, offer, visit.words["tick_asked"])
    wanted = CallBack(
        window=forms.field(visit, "when"),
        voicemail=bool(forms.field(visit, "voicemail")),
        code=forms.field(visit, "code"),
        number=forms.field(visit, "number"),
    )
    try:
        desk_promises.call_back(visit.rt, me(visit), offer, wanted)
    except TooLate:
        raise NotFound from None
    except NotPromised as no:
        return call_form(visit, offer, why(visit, no.code), _field(no.code))
    return frame.go(visit, HERE, "desk_call_promised")


def take_back(visit: Visit, consent: str) -> Response:
    """The person wants it no more."""
    if not desk_promises.take_back(visit.rt, me(visit), consent):
        raise NotFound
    return frame.go(visit, HERE, "desk_taken_back")


def wrap_up(visit: Visit, offer: str) -> Response:
    """What came of it; then a rest, somebody to talk to, or the next call."""
    rt, who = visit.rt, me(visit)
    outcome = forms.field(visit, "outcome")
    if outcome in set(Outcome) and not after_calls.write_down(rt, who, offer, Outcome(outcome)):
        raise NotFound
    if forms.field(visit, "talk"):
        after_calls.ask(rt, who, Asks.TO_TALK)
    rest = forms.field(visit, "rest")
    if rest in map(str, PAUSES):
        presences.pause(rt, who, Pause(int(rest), WAY, Because.REST))
        return frame.go(visit, HERE, "desk_rests")
    if forms.field(visit, "do") == "ready":
        after_calls.finish(rt, who, offer)
        return frame.go(visit, HERE, "desk_ready")
    return frame.go(visit, HERE, "desk_written")


CALL = "/desk/calls/<offer>"
PAGES = (
    Page(CALL, "desk_call", in_call, MAY, ("POST",)),
    Page(f"{CALL}/services", "desk_services", services, MAY),
    Page(f"{CALL}/text", "desk_text_form", text_form, MAY),
    Page(f"{CALL}/text", "desk_text", text, MAY, ("POST",)),
    Page(f"{CALL}/callback", "desk_call_form", call_form, MAY),
    Page(f"{CALL}/callback", "desk_call_back", call_back, MAY, ("POST",)),
    Page(f"{CALL}/wrap-up", "desk_wrap_up", wrap_up, MAY, ("POST",)),
    Page("/desk/promises/<consent>", "desk_take_back", take_back, MAY, ("POST",)),
)
