-- A responder pauses or wraps up until a time they set; it may be shorter than before, but for a
-- rest they need. While they hold an offer or a call it waits for the end of that.
let_time_pass()
local person = record('responder', event.responder)
if not person or person.leaving then return moved('') end
local needs_it = person.rest == 'resting' and event.rest_until <= tonumber(person.rest_until)
if not person.offer then clear(person, 'talking') end
if not needs_it then rest(person, event.why, event.rest_until) end
settle_responder(person.id)
return moved('')
