-- A responder is done resting. Nothing for somebody who was not.
local id = event.responder
local person = record(at('responder', id))
local stray = person and person.talking and not person.offer
if not person or not (person.resting or stray) then return moved('') end
end_rest(id)
if not person.offer then
  redis.call('HDEL', at('responder', id), 'talking')
  free(id, now)
end
return moved('')
