-- The phone has begun to ring: the deadline starts again, once.
local offer = record('offer', event.offer)
if not offer then return noted('stale') end
if not (offer.rang or offer.answered or offer.accepted) then
  local need = record('need', offer.call)
  local deadline = now + tonumber(need and need.ring or spans.ring) + spans.carrier
  write(offer, 'rang', 1)
  write(offer, 'deadline', deadline)
  due('offer:' .. offer.id, deadline)
end
return noted('live')
