-- The call is over for its responder. With `keeps_place` the caller was cut off: the place is
-- remembered with its credit, and who is never asked, until they are back or gone.
local PLACE_KEPT = 3600000

local offer = close_offer(event.offer)
if not offer then return moved('') end
local call = record('call', offer.call)
if call then withdraw_others(call) end
local never = event.keeps_place and refused(offer.call) or {}
forget_call(offer.call)
if event.keeps_place and call and call.language then
  local base = math.min(tonumber(call.base), tonumber(call.since) - event.credit)
  local place = at('place', offer.call)
  local kept = writes.place({since = call.since, base = base, told = call.told})
  redis.call('SET', place, kept, 'PX', PLACE_KEPT)
  if #never > 0 then
    redis.call('SADD', at('never', offer.call), unpack(never))
    redis.call('PEXPIRE', at('never', offer.call), PLACE_KEPT)
  end
end
local person = record('responder', offer.responder)
if offer.accepted then
  wind_down(person, offer, event.rest_until)
else
  rest_at_least(person, 'wrapping_up', event.rest_until)
  free(person, now)
end
return moved('')
