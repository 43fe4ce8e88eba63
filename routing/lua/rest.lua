-- A responder pauses or wraps up until a time they set; it may be shorter than before. While they
-- hold an offer or a call it waits for the end of that.
local id = event.responder
local person = record(at('responder', id))
if not person or person.leaving then return noted('') end
if not person.offer then redis.call('HDEL', at('responder', id), 'talking') end
rest(id, event.why, event.rest_until)
settle_responder(id)
return noted('')
