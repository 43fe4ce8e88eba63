-- A responder did not answer; if their phone really rang they also rest for a while.
local offer = close_unaccepted(event.offer)
if offer then
  if event.pause then rest_at_least(offer.responder, 'paused', now + spans.missed_pause) end
  miss(offer)
end
return moved('')
