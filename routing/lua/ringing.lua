-- The phone has begun to ring: the deadline starts again, once.
local offer = record('offer', event.offer)
if not offer then return noted('stale') end
if not (offer.rang or offer.answered or offer.accepted) then
  local call = record('call', offer.call)
  local deadline = now + tonumber(call.ring or spans.ring) + spans.carrier
  write(offer, {rang = 1, deadline = deadline})
  due('offer:' .. offer.id, deadline)
end
return noted('live')
