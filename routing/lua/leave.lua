-- The caller is gone. Whoever was held for them is free, or rests if they had been talking.
local call = record(at('call', event.call))
local offer_id = call and call.offer or ''
redis.call('DEL', at('place', event.call), at('declined', event.call))
forget_call(event.call)
if offer_id ~= '' then
  local offer = close_offer(offer_id)
  if offer.accepted then rest_at_least(offer.responder, 'wrapping_up', event.rest_until) end
  free(offer.responder, offer.accepted and now)
end
return moved(offer_id)
