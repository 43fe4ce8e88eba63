-- The caller is gone. Whoever was held for them is free, or winds down if they had been talking.
-- Answers the offers that end with the call.
local call = record('call', event.call)
local offers = call and call.offers or ''
redis.call('DEL', at('place', event.call), at('never', event.call))
for _, id in ipairs(parts(offers)) do
  local offer = close_offer(id)
  local person = record('responder', offer.responder)
  if offer.accepted then wind_down(person, offer, event.rest_until) else free(person) end
end
forget_call(event.call)
return moved(offers)
