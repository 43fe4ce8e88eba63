-- Who is held for whom, and until when?
--
-- offer:O has call, responder, matched (how closely), deadline. While they last: mentor (who
-- listens to a trainee), hard, rang, answered, accepted (when).

local function without(list, part)
  local kept = {}
  for _, each in ipairs(parts(list)) do
    if each ~= part then kept[#kept + 1] = each end
  end
  return table.concat(kept, ',')
end

-- Both sides are held for each other until the deadline, and who listens with them.
local function hold(id, fields)
  local offer = make('offer', id, fields)
  due('offer:' .. id, offer.deadline)
  write(record('responder', offer.responder), 'offer', id)
  if offer.mentor then
    write(record('responder', offer.mentor), 'offer', id)
    write(record('responder', offer.mentor), 'listens', 1)
  end
  local call = record('call', offer.call)
  write(call, 'offers', call.offers == '' and id or (call.offers .. ',' .. id))
  return offer
end

-- Which certificate has to count when it is accepted; '*' for any.
local function needed_certificate(offer)
  local call = record('call', offer.call)
  local is_waived = call.danger or offer.matched == 'any_specialty' or offer.matched == 'on_rest'
  return (is_waived or call.specialty == '') and '*' or call.specialty
end

local function accept(offer, accepted_at)
  write(offer, 'accepted', accepted_at)
  write(record('responder', offer.responder), 'talking', 1)
  if offer.mentor then write(record('responder', offer.mentor), 'talking', 1) end
  write(record('call', offer.call), 'taken', 1)
  not_due('offer:' .. offer.id)
end

-- Nobody holds this offer any more. Its mentor is free; its responder and call still have to be
-- settled. Nil if it was over.
local function close_offer(id)
  local offer = record('offer', id)
  if not offer then return nil end
  not_due('offer:' .. id)
  erase('offer', id)
  local call = record('call', offer.call)
  if call then
    write(call, 'offers', without(call.offers, id))
    if offer.accepted then clear(call, 'taken') end
  end
  local person = record('responder', offer.responder)
  clear(person, 'offer')
  clear(person, 'talking')
  if offer.mentor then
    local mentor = record('responder', offer.mentor)
    clear(mentor, 'offer')
    clear(mentor, 'listens')
    clear(mentor, 'talking')
    free(mentor, offer.accepted and now or nil)
  end
  return offer
end

-- The same for an offer nobody accepted yet. Nil, and nothing done, for any other.
local function close_unaccepted(id)
  local offer = record('offer', id)
  if not offer or offer.accepted then return nil end
  return close_offer(id)
end

-- The offer ends without them: both keep the place they had.
local function take_back(id)
  local offer = close_offer(id)
  free(record('responder', offer.responder))
  return offer
end

-- Those offers of a call that fit end, and both keep the place they had.
local function withdraw(call, fits)
  for _, id in ipairs(parts(call.offers)) do
    if fits(record('offer', id)) then
      take_back(id)
      withdrawn[#withdrawn + 1] = id
    end
  end
end

-- The call is another's now: all its other phones stop ringing.
local function withdraw_others(call, winner)
  withdraw(call, function(offer) return offer.id ~= winner end)
end

-- Neither responder nor mentor may be somebody who must never hear this caller.
local function is_excluded(offer)
  return excluded_for_good(offer.call, offer.responder)
    or (offer.mentor and excluded_for_good(offer.call, offer.mentor))
end

local function withdraw_excluded(call)
  if call.taken or call.offers == '' then return end
  withdraw(call, is_excluded)
  settle_call(call.id)
end

-- Nobody answered: the call goes on without them for a while, and they stand at the back. Who let
-- a ringing phone ring rests as well.
local function miss(offer, rang)
  local person = record('responder', offer.responder)
  exclude(offer.call, offer.responder, now + spans.missed_exclusion)
  local is_away = rang and count_miss(person)
  if not is_away then free(person, now) end
  settle_call(offer.call)
end

-- Off duty: at once, or when the call they are in is over. An offer they had ends.
local function depart(person)
  if person.talking and person.offer then return leave_after_this(person) end
  local offer_id = person.offer
  local offer = offer_id and close_offer(offer_id)
  if offer then
    expired[#expired + 1] = offer_id
    if offer.responder ~= person.id then free(record('responder', offer.responder)) end
  end
  forget_responder(person.id)
  if offer then settle_call(offer.call) end
end
