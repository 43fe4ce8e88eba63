"""What is each kind of webhook answered with, and what when something breaks?"""

import logging
from collections.abc import Callable, Mapping
from functools import wraps

from flask import Response, after_this_request, current_app, request

from ivr import lifeline
from ivr.bookshelf import NothingPublished
from ivr.logs import log
from ivr.operations import endings
from ivr.runtime import EXTENSION, Runtime
from ivr.seal import call_id_of
from ivr.telephony import verbs
from ivr.telephony.requests import VoiceRequest, voice_request

__all__ = [
    "after_the_answer",
    "caller_document",
    "lifeline_documents",
    "notice",
    "person_document",
    "responder_document",
    "runtime",
    "text_document",
    "wait_document",
    "xml",
]


View = Callable[..., Response]
Words = Callable[..., str]


def runtime() -> Runtime:
    """The runtime of this process."""
    found: Runtime = current_app.extensions[EXTENSION]
    return found


def xml(document: str) -> Response:
    """A TwiML answer."""
    return Response(document, content_type="text/xml; charset=utf-8")


def lifeline_documents(rt: Runtime) -> Mapping[str, str]:
    """The lifeline as this host serves it. Raises NothingPublished."""
    base = f"{rt.addresses.public}/lifeline"
    return lifeline.documents(rt.books.live(), base, rt.environment.number, rt.sounds.has)


def lifeline_words(rt: Runtime) -> str:
    """The lifeline's first document from the last known good flows."""
    try:
        return lifeline_documents(rt)[lifeline.FIRST]
    except NothingPublished:
        return lifeline.LAST_WORDS


def after_the_answer(work: Callable[[], None]) -> None:
    """Have this done when the answer to this request has been sent: nobody waits for it, and
    nobody is hurt when it breaks."""

    def done() -> None:
        try:
            work()
        except Exception:
            log("broke after the answer", level=logging.ERROR, problem=True)

    @after_this_request
    def remember(response: Response) -> Response:
        response.call_on_close(done)
        return response


def _guarded(view: Words, instead: Callable[[Runtime, VoiceRequest], str]) -> View:
    """The view's document; when anything breaks, the last answer of this kind of leg."""

    @wraps(view)
    def guarded(**ids: str) -> Response:
        rt = runtime()
        asked: VoiceRequest = voice_request(request.form)
        try:
            return xml(view(rt, asked, **ids))
        except Exception:
            log("webhook broke", level=logging.ERROR, problem=True, view=view.__name__)
            return xml(instead(rt, asked))

    return guarded


def caller_document(view: Words) -> View:
    """A document for a caller's leg; the lifeline when it breaks."""
    return _guarded(view, _to_the_lifeline)


def _to_the_lifeline(rt: Runtime, asked: VoiceRequest) -> str:
    try:
        endings.step_aside(rt, call_id_of(asked.call_sid))
    except Exception:
        log("call not stepped aside", level=logging.ERROR, problem=True)
    return lifeline_words(rt)


def wait_document(view: Words) -> View:
    """A document for the waiting line; out of the line when it breaks."""
    return _guarded(view, lambda _rt, _asked: verbs.document(verbs.leave()))


def responder_document(view: Words) -> View:
    """A document for a responder's leg; one sentence and the end when it breaks."""
    return _guarded(
        view,
        lambda _rt, _asked: verbs.document(
            verbs.say("Sorry, this call could not be connected. Thank you."), verbs.hangup()
        ),
    )


def person_document(view: Words) -> View:
    """A document for whoever picked up a promised call: nothing is said when it breaks."""
    return _guarded(view, lambda _rt, _asked: verbs.document(verbs.hangup()))


def text_document(view: Words) -> View:
    """An answer to a text; no words when it breaks."""
    return _guarded(view, lambda _rt, _asked: verbs.document())


def notice(view: Callable[..., None]) -> View:
    """A report; 204 in any case, because sweeps find what a broken one has left undone."""

    @wraps(view)
    def guarded(**ids: str) -> Response:
        try:
            view(runtime(), voice_request(request.form), **ids)
        except Exception:
            log("notice broke", level=logging.ERROR, problem=True, view=view.__name__)
        return Response(status=204)

    return guarded
