"""Which wrong rules must be noticed? Each is one change of a script or of the policy."""
# ruff: noqa: E501 - a mutant is a line of the text it changes

Mutant = tuple[str, ...]
"""Where, then what is right and what is wrong there, in pairs."""

OF_THE_SCRIPTS: dict[str, Mutant] = {
    "an expired certificate is honoured when a call is offered": (
        "people", "due('certificate:' .. person.id, next_end)", "",
    ),
    "an expired certificate is honoured at the key": (
        "accept", "if not certified(person, needed_certificate(offer)) then return noted('stale') end", "",
    ),
    "the specialty is forgotten at the key": (
        "offers", "return (is_waived or call.specialty == '') and '*' or call.specialty", "return '*'",
    ),
    "one who declined is asked again": (
        "calls", "if excluded_for_good(call_id, responder_id) then return true end", "",
    ),
    "one who missed the call is asked again at once": (
        "calls", "return excluded_until and tonumber(excluded_until) > now", "return false",
    ),
    "an offer has no deadline": ("offers", "due('offer:' .. id, offer.deadline)", ""),
    "danger waits its turn": ("calls", "if call.danger then class = class - 2 end", ""),
    "danger leaves people on rest in peace": (
        "calls", "if call.danger then rungs[#rungs + 1] = {match = 'on_rest', cell = '~' .. language} end", "",
    ),
    "danger keeps to the specialty": (
        "calls", "stage == 'gender' or stage == 'specialty')", "stage == 'gender')",
    ),
    "nobody is told that danger waits": (
        "calls", "tell('danger_waits', call.id)", "",
    ),
    "the rare linguist is asked like any other": ("people", "spans.rarity *", "0 *"),
    "a hang-up while talking keeps the responder busy": (
        "leave", "if offer.accepted then wind_down(person, offer, event.rest_until) else free(person) end",
        "if not offer.accepted then free(person) end",
    ),
    "an offered call still waits": (
        "calls", "rings(call) < tonumber(call.rings)", "rings(call) <= tonumber(call.rings)",
    ),
    "everybody gets a second phone before others a first": (
        "calls", "local class = rings(call) > 0 and 1 or 0", "local class = 0",
    ),
    "two people win one call": ("accept", "withdraw_others(call, offer.id)", ""),
    "a freed responder pulls nobody": (
        "people", "if inside ~= '' then touched_people[id] = true end", "",
    ),
    "only the head of the line is looked at": (
        "match", "until is_end", "until true",
        "if fits(member) then return member end", "return fits(member) and member",
    ),
    "a late decline ends a conversation": ("decline", "close_unaccepted", "close_offer"),
    "a slow clock turns time back": (
        "time", "math.max(event.now, tonumber(state.clock))", "event.now",
    ),
    "a pause never ends": ("weariness", "due('rest:' .. person.id, rest_until)", ""),
    "protected calls widen": (
        "calls", "if wait < 0 then return false end\n  return some_day", "return some_day",
    ),
    "the wrap-up is lost": (
        "weariness", "rest_at_least(person, 'wrapping_up', rest_until)\n  end", "end",
    ),
    "entering again costs the place": (
        "calls", "math.min(tonumber(before[name]), value)", "value",
    ),
    "a second accept loses": ("accept", "if offer.accepted then return moved('won') end", "if offer.accepted then return noted('stale') end"),
    "the whisper is added each time": (
        "answered", "offer.answered or offer.accepted", "offer.accepted",
    ),
    "a wish for a gender is dropped unasked": (
        "calls", "if gender ~= '*' and is_open(call, 'gender', some_day) then",
        "if gender ~= '*' then",
    ),
    "an area is wished for ever": (
        "calls", "if area ~= '*' and is_open(call, 'area', some_day) then", "if false then",
    ),
    "the wait brings nothing about": ("calls", "if moment then due('stage:' .. id, moment) else", "do"),
    "an interpreter is waited for though nobody speaks the language": (
        "calls", "or (stage == 'interpreter' and call.unspoken ~= nil)", "",
    ),
    "hard calls in a row earn no rest": (
        "weariness", "if run >= rules.hard_to_rest then write(person, 'owes', 1) end", "",
    ),
    "who needs a break gets hard calls": (
        "people", "local kinds, mark = {}, tired and '^' or ''", "local kinds, mark = {}, ''",
    ),
    "a break does not end a row of hard calls": (
        "weariness", "< spans.hard_break\n", "< 1e15\n",
    ),
    "the last one on duty is sent to rest": (
        "weariness", "return others <= 0", "return false",
    ),
    "two misses in a row change nothing": (
        "weariness", "if person.misses >= rules.misses_to_away then", "if false then",
    ),
    "a trainee is rung alone": (
        "people", "if person.mentors and not mentor_of(person) then return '' end", "",
        "and not (call_id and", "and (call_id and false or",
    ),
    "the mentor is not held": (
        "offers", "write(record('responder', offer.mentor), 'offer', id)", "",
    ),
    "a mentor hears a caller they must not": (
        "people", "and not (call_id and redis.call('SISMEMBER', at('never', call_id), id) == 1)", "",
    ),
    "a caller is held for ever": (
        "calls", "or held_until(call) <= now then", "then",
        "and tonumber(known.rest_until) <= held_until(call)", "",
    ),
    "nobody is held for whom they know": (
        "calls", "if is_held(call) then return {'=' .. call.known} end", "",
        "if is_held(call) then at_wait(held_until(call) - since) end", "",
    ),
    "a place is lost with the responder": (
        "finish", "if event.keeps_place and call and call.language then", "if false then",
    ),
    "phones are rung all at once": (
        "match", "state.pace = free_at + spans.pace", "",
    ),
}  # fmt: skip

OF_THE_POLICY: dict[str, Mutant] = {
    "danger has no class of its own": (
        "policy", "return not call.need.in_danger, self.rings > 0", "return self.rings > 0, False",
    ),
    "a call's credit counts for nothing": ("policy", "self.rings > 0, call.rank, call.id", "self.rings > 0, call.waiting_since, call.id"),
    "a shared language is not asked for": (
        "widening", "(self.language is None or self.language in responder.languages)", "True",
    ),
    "an expired certificate counts": (
        "widening", "and responder.certified(self.specialty, now)", "and (responder.certificates if self.specialty is None else self.specialty in responder.certificates)",
    ),
    "who declined may be asked": ("policy", "    if who.id in call.never:", "    if who.id in call.need.conflicts:"),
    "a conflict is forgotten": ("policy", "    if who.id in call.never:", "    if who.id in call.declined_by:"),
    "who missed it may be asked at once": (
        "policy", "return until is not None and until > duty.now", "return False",
    ),
    "rare skills keep nobody free": (
        "policy", "self.timings.rarity * (max(cells, 1) - 1)", "self.timings.rarity * 0",
    ),
    "the closest match does not come first": (
        "policy", "    for rung in rungs(place, duty):\n        for one in free:\n            if fits", "    for one in free:\n        for rung in rungs(place, duty):\n            if fits",
    ),
    "the stages open a second late": (
        "widening", "if after <= waited}", "if after < waited}",
    ),
    "protected specialties widen": (
        "widening", "if need.protected and widen.to == Stage.ANY_SPECIALTY:", "if False:",
    ),
    "nobody has to agree": (
        "widening", "return not widen.asks or widen.to in need.agreed", "return True",
    ),
    "danger waits for the specialty": (
        "widening", "frozenset({Stage.ANY_AREA, Stage.ANY_GENDER, Stage.ANY_SPECIALTY})", "frozenset({Stage.ANY_AREA, Stage.ANY_GENDER})",
    ),
    "danger calls nobody from a rest": (
        "widening", "rungs.append(Rung(Match.ON_REST, need.language, None, on_rest=True))", "pass",
    ),
    "an interpreter comes with anybody": (
        "widening", "specialty = None if need.in_danger else need.specialty", "specialty = None",
    ),
    "the tired get hard calls": ("widening", "if not rung.on_rest and not need.spares:", "if not rung.on_rest:"),
    "callers are held for somebody who rests afterwards": ("policy", "        and not known.owes_rest\n", ""),
    "callers in danger are held": ("policy", "or call.need.in_danger or duty.now >= end", "or duty.now >= end"),
    "trainees need no mentor": (
        "policy", "if who.mentors and mentor_of(standing, place, duty) is None:", "if False:",
    ),
    "any certificate will do at the key": (
        "policy", "        return None\n    return need.specialty", "        return None\n    return None",
    ),
    "one mentor listens to two": (
        "policy", "held = [one for one in (pair.standing, pair.mentor) if one is not None]", "held = [pair.standing]",
    ),
    "hope is for ever": ("policy", "        who.id not in call.never\n        and (not who", "        (not who"),
}  # fmt: skip
