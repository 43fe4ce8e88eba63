-- Somebody picked up: they get the length of the whisper on top, once.
local key = at('offer', event.offer)
local offer = record(key)
if not offer then return noted('stale') end
if not (offer.answered or offer.accepted) then
  local deadline = math.max(tonumber(offer.deadline), now) + spans.whisper
  redis.call('HSET', key, 'answered', 1, 'deadline', deadline)
  due('offer:' .. event.offer, deadline)
end
return noted('live')
