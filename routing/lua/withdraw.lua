-- An offer is taken back, accepted or not: both keep the place they had. For a moment they are not
-- given to each other, or what made it fail would be met again at once.
local offer = close_offer(event.offer)
if offer then
  exclude(offer.call, offer.responder, now + spans.withdrawn_exclusion)
  free(offer.responder)
  settle_call(offer.call)
end
return moved('')
