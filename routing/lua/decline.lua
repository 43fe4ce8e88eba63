-- A responder says no: not this call again, and they stand at the back.
local offer = close_unaccepted(event.offer)
if offer then
  redis.call('SADD', at('declined', offer.call), offer.responder)
  free(offer.responder, now)
  settle_call(offer.call)
end
return moved('')
