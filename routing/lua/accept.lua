-- A responder takes the call: 'won', however often they say so, or 'stale'. The certificate has to
-- count now, whatever it did when the offer was made.
local offer = record(at('offer', event.offer))
if not offer then return noted('stale') end
if offer.accepted then return noted('won') end
if not certified(offer.responder, offer.specialty) then return noted('stale') end
accept(event.offer, offer)
return noted('won')
