-- The call is over for its responder. With `keeps_place` the caller was cut off: the place is
-- remembered with its credit, and those who declined, until they are back or gone.
local PLACE_KEPT = 3600000

local offer = close_offer(event.offer)
if not offer then return moved('') end
local call = record(at('call', offer.call))
if event.keeps_place and call and call.language then
  local refusals = redis.call('SMEMBERS', at('declined', offer.call))
  forget_call(offer.call)
  redis.call('HSET', at('place', offer.call), 'since', call.since,
    'base', math.min(tonumber(call.base), tonumber(call.since) - event.credit))
  redis.call('PEXPIRE', at('place', offer.call), PLACE_KEPT)
  if #refusals > 0 then
    redis.call('SADD', at('declined', offer.call), unpack(refusals))
    redis.call('PEXPIRE', at('declined', offer.call), PLACE_KEPT)
  end
else
  forget_call(offer.call)
end
rest_at_least(offer.responder, 'wrapping_up', event.rest_until)
free(offer.responder, now)
return moved('')
