-- A responder takes the call: 'won', however often they say so, or 'stale'. The certificate has to
-- count now, whatever it did when the offer was made. All other phones stop ringing.
local offer = record('offer', event.offer)
if not offer then return noted('stale') end
if offer.accepted then return moved('won') end
local person = record('responder', offer.responder)
if not certified(person, needed_certificate(offer)) then return noted('stale') end
accept(offer, now)
clear(person, 'misses')
local call = record('call', offer.call)
withdraw_others(call, offer.id)
settle_call(call.id)
return moved('won')
