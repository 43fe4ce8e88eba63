-- The phone has begun to ring: the deadline starts again, once.
local key = at('offer', event.offer)
local offer = record(key)
if not offer then return noted('stale') end
if not (offer.rang or offer.answered or offer.accepted) then
  redis.call('HSET', key, 'rang', 1, 'deadline', now + spans.ring)
  due('offer:' .. event.offer, now + spans.ring)
end
return noted('live')
