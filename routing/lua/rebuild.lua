-- Everything as the tables say. Only the first of those who found it unbuilt does it.
if redis.call('EXISTS', BUILT) == 1 then return noted('built already') end

for _, id in ipairs(redis.call('SMEMBERS', OFFERS)) do
  local offer = close_offer(id)
  forget_responder(offer.responder) -- also one who had left while talking
  forget_call(offer.call)
end
for _, id in ipairs(redis.call('SMEMBERS', DUTY)) do forget_responder(id) end
for _, id in ipairs(redis.call('SMEMBERS', LINE)) do forget_call(id) end

for _, person in ipairs(event.responders) do
  enrol(person)
  if person.talking then redis.call('HSET', at('responder', person.id), 'talking', 1) end
  if person.rest_until > 0 then rest(person.id, person.why, person.rest_until) end
  settle_responder(person.id)
end
for _, call in ipairs(event.calls) do admit(call) end

-- Somebody off duty can still be talking: they are forgotten when that is over.
local function only_talking(id)
  redis.call('HSET', at('responder', id), 'languages', '', 'specialties', '', 'idle_since', now,
    'leaving', 1)
end

local function possible(offer, person, call)
  if (person and person.offer) or (call and call.offer) then return false end
  return offer.accepted or (person and call and not person.talking)
end

local function place(offer)
  local person = record(at('responder', offer.responder))
  local call = record(at('call', offer.call))
  if not possible(offer, person, call) then return false end
  if not person then only_talking(offer.responder) end
  if not call then
    redis.call('HSET', at('call', offer.call), 'bare', 1)
    redis.call('SADD', LINE, offer.call)
  end
  offer.specialty, offer.matched = '*', 'exact'
  if call then offer.specialty, offer.matched = taken_with(call, offer.responder) end
  hold(offer.id, offer)
  if offer.accepted then accept(offer.id, offer) end
  settle_responder(offer.responder)
  settle_call(offer.call)
  return true
end

for _, offer in ipairs(event.offers) do
  if not place(offer) then expired[#expired + 1] = offer.id end
end
redis.call('SET', BUILT, 1)
return moved('')
