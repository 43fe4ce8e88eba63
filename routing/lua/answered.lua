-- Somebody picked up: they get the length of the whisper on top, once.
local offer = record('offer', event.offer)
if not offer then return noted('stale') end
if not (offer.answered or offer.accepted) then
  local deadline = math.max(tonumber(offer.deadline), now) + spans.whisper
  write(offer, 'answered', 1)
  write(offer, 'deadline', deadline)
  due('offer:' .. offer.id, deadline)
end
return noted('live')
