-- A responder says no: not this call again, and they stand at the back.
local offer = close_unaccepted(event.offer)
if offer then
  local person = record('responder', offer.responder)
  refuse(offer.call, {offer.responder})
  clear(person, 'misses')
  free(person, now)
  settle_call(offer.call)
end
return moved('')
