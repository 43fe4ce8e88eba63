"""Which document puts somebody straight into a room?"""

from xml.sax.saxutils import escape, quoteattr  # nosec - writing, not reading

from ivr.sandbox.rest import wishes

FLAGS = {
    "Muted": "muted",
    "StartConferenceOnEnter": "startConferenceOnEnter",
    "EndConferenceOnExit": "endConferenceOnExit",
}
WORDS = {
    "Label": "participantLabel",
    "Beep": "beep",
    "CallSidToCoach": "coach",
    "MaxParticipants": "maxParticipants",
}


def room_twiml(name: str, form: wishes.Form) -> str:
    """The <Dial><Conference> that a created participant means."""
    attributes = {}
    for wish, attribute in FLAGS.items():
        if wishes.flag(form, wish) is not None:
            attributes[attribute] = form[wish].lower()
    attributes |= {attribute: form[wish] for wish, attribute in WORDS.items() if form.get(wish)}
    if form.get("ConferenceStatusCallback"):
        attributes["statusCallback"] = wishes.web_address(form["ConferenceStatusCallback"])
        events = form.getlist("ConferenceStatusCallbackEvent")
        attributes["statusCallbackEvent"] = " ".join(events) or "start end"
    if form.get("WaitUrl"):
        attributes["waitUrl"] = wishes.web_address(form["WaitUrl"])
    spelt = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    conference = f"<Conference{spelt}>{escape(name)}</Conference>"
    return f"<Response><Dial>{conference}</Dial></Response>"
