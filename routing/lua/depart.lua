-- A responder goes off duty: at once, or when the call they are in is over.
local id = event.responder
local person = record(at('responder', id))
if not person then return moved('') end
if person.talking and person.offer then
  redis.call('HSET', at('responder', id), 'leaving', 1)
  leave_cells(id, person)
  redis.call('SREM', DUTY, id)
  return moved('')
end
local offer = person.offer and close_offer(person.offer)
forget_responder(id)
if offer then
  expired[#expired + 1] = person.offer
  settle_call(offer.call)
end
return moved('')
