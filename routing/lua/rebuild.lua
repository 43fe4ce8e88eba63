-- Everything as the tables say. Only the first of those who found it unbuilt does it.
if state.built then return noted('built already') end

for _, id in ipairs(redis.call('SMEMBERS', LINE)) do
  local offers = record('call', id).offers
  for _, offer in ipairs(parts(offers)) do
    forget_responder(close_offer(offer).responder) -- also one who had left while talking
  end
  forget_call(id)
end
for _, id in ipairs(redis.call('SMEMBERS', DUTY)) do forget_responder(id) end
write_all()
redis.call('DEL', ABLE, SPOKEN, RESTING, DEADLINES)

for _, said in ipairs(event.responders) do
  local person = enrol(said)
  if said.talking then write(person, 'talking', 1) end
  if said.rest_until > 0 then rest(person, said.why, said.rest_until) end
  local owes = person.rest == 'wrapping_up' and said.lately.run >= rules.hard_to_rest
  if owes then write(person, 'owes', 1) end
end
for _, said in ipairs(event.responders) do
  local person = record('responder', said.id)
  recell(person)
  remember(person, said.lately)
end
for _, said in ipairs(event.calls) do listen_for_language(admit(said)) end

-- Somebody off duty can still be talking: they are forgotten when that is over.
local function only_talking(id)
  make('skills', id, {languages = '', areas = '', gender = '', able = ''})
  make('cells', id, {cells = ''})
  make('responder', id, {certificates = '', idle_since = now, inside = '', n = 0,
    score = now, leaving = 1})
end

local function mentor_in(offer)
  local mentor = offer.mentor and record('responder', offer.mentor)
  local is_there = mentor and not mentor.offer and (offer.accepted or not mentor.talking)
  return is_there and offer.mentor or nil
end

local function is_possible(offer, person, call)
  if person and person.offer then return false end
  if call and call.taken then return false end
  if offer.accepted then return not call or call.offers == '' end
  if is_excluded(offer) then return false end
  return person and call and not person.talking and (not offer.mentor or mentor_in(offer))
end

local function place(said)
  local person, call = record('responder', said.responder), record('call', said.call)
  if not is_possible(said, person, call) then return false end
  if not person then only_talking(said.responder) end
  if not call then
    new_call(said.call)
    redis.call('SADD', LINE, said.call)
  end
  local offer = hold(said.id, {
    call = said.call, responder = said.responder, deadline = said.deadline,
    hard = said.hard and 1 or nil, mentor = mentor_in(said), matched = said.matched,
  })
  if said.accepted then accept(offer, said.accepted) end
  settle_responder(said.responder)
  if offer.mentor then settle_responder(offer.mentor) end
  settle_call(said.call)
  return true
end

for _, said in ipairs(event.offers) do
  if said.ring then take_slot(false, said.ring) end
  if not place(said) then expired[#expired + 1] = said.id end
end
state.built, state.count = now, 0
touched_people = {} -- every call is touched, which is enough
return moved('')
