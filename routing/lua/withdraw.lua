-- An offer is taken back, accepted or not: both keep the place they had. For a moment they are not
-- given to each other, or what made it fail would be met again at once.
if record('offer', event.offer) then
  local offer = take_back(event.offer)
  exclude(offer.call, offer.responder, now + spans.withdrawn_exclusion)
  settle_call(offer.call)
end
return moved('')
