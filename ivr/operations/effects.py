"""What did a caller's answer change beyond what they hear, and can it be kept?"""

from ivr.flow.effects import (
    Answered,
    CallbackPromised,
    DangerPressed,
    DigitsConfirmed,
    DigitsGiven,
    DigitsTakenBack,
    Effect,
    ErasureAsked,
    LanguageChosen,
    Marked,
    RecordingAsked,
    TextPromised,
    WideningAgreed,
)
from ivr.operations import answers, callback_wishes, erasures, messages, typed, voicemails
from ivr.operations.turns import Turn
from ivr.runtime import Runtime

__all__ = ["keep"]


def keep(rt: Runtime, turn: Turn, number: str | None, effect: Effect) -> bool:
    """Write down what has come of this answer, once. `number` is None when it is withheld.

    False when it cannot be kept: the reply is to be discarded, and the step has failed.
    """
    match effect:
        case TextPromised():
            return _text(rt, turn, number, effect)
        case DigitsGiven():
            return typed.keep(rt, turn, effect)
        case DigitsConfirmed(place):
            return typed.confirm(rt, turn, place)
        case DigitsTakenBack(place):
            return typed.take_back(rt, turn, place)
        case Answered():
            answers.count(rt, turn, effect)
            return True
        case RecordingAsked():
            return voicemails.ask(rt, turn, effect)
        case ErasureAsked():
            return erasures.by_phone(rt, turn, number)
        case CallbackPromised():
            return callback_wishes.agreed(rt, turn, number, effect)
        case Marked() | LanguageChosen() | WideningAgreed() | DangerPressed():
            return True  # the position carries them, and entering the line writes them down


def _text(rt: Runtime, turn: Turn, number: str | None, text: TextPromised) -> bool:
    asked = messages.Asked(
        call_id=turn.call_id,
        turn=turn.count,
        number=number,
        template=text.template,
        language=text.language,
        revision=turn.stands_at.revision,
    )
    return messages.promise(rt, asked)
