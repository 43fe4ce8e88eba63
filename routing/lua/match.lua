-- What has time done meanwhile, and who is given to whom?

local PAGE = 32

local function certified(responder_id, specialty)
  local valid_until = redis.call('HGET', at('responder', responder_id), 'until:' .. specialty)
  return valid_until and tonumber(valid_until) > now
end

local function declined(call_id, responder_id)
  return redis.call('SISMEMBER', at('declined', call_id), responder_id) == 1
end

local function excluded(call_id, responder_id)
  if declined(call_id, responder_id) then return true end
  local excluded_until = redis.call('HGET', at('missed', call_id), responder_id)
  return excluded_until and tonumber(excluded_until) > now
end

-- The first member that fits, in order: one that does not fit never blocks those behind it.
local function first_in(key, fits)
  local from = 0
  repeat
    local members = redis.call('ZRANGE', key, from, from + PAGE - 1)
    for _, member in ipairs(members) do
      if fits(member) then return member end
    end
    from = from + PAGE
  until #members < PAGE
end

local function is_wide(call)
  local wide_after = tonumber(call.wide_after)
  return wide_after >= 0 and tonumber(call.since) + wide_after <= now
end

local function first_responder_in(call_id, language, specialty)
  return first_in(P .. ':idle:' .. cell(language, specialty), function(responder_id)
    return certified(responder_id, specialty) and not excluded(call_id, responder_id)
  end)
end

-- Somebody certified for exactly this, before somebody certified for something else.
local function first_responder(call_id, call)
  local found = call.specialty ~= ''
    and first_responder_in(call_id, call.language, call.specialty)
  if not found and is_wide(call) then
    found = first_responder_in(call_id, call.language, '*')
  end
  return found
end

local function ahead(call_id, score, best)
  if not best then return true end
  return score < best.score or (score == best.score and call_id < best.id)
end

-- The first call in order that this responder may take, over all their cells.
local function first_call(responder_id)
  local person, best = record(at('responder', responder_id)), nil
  if not person or not is_free(person) then return nil end
  each_cell(person, function(name, specialty)
    if not certified(responder_id, specialty) then return end
    local key = P .. ':waiting:' .. name
    local id = first_in(key, function(call_id) return not excluded(call_id, responder_id) end)
    local score = id and tonumber(redis.call('ZSCORE', key, id))
    if id and ahead(id, score, best) then best = {id = id, score = score} end
  end)
  return best
end

-- Before an event nobody waited beside somebody free to take them. So only calls and responders
-- touched by this event can find each other, and the first call in order goes first.
local function next_call()
  local best
  for id in pairs(touched_calls) do
    local call = record(at('call', id))
    if not call or call.offer then
      touched_calls[id] = nil
    elseif ahead(id, call_score(call), best) then
      best = {id = id, score = call_score(call)}
    end
  end
  for id in pairs(touched_people) do
    local found = first_call(id)
    if not found then
      touched_people[id] = nil
    elseif ahead(found.id, found.score, best) then
      best = found
    end
  end
  return best and best.id
end

-- Which certificate a responder takes a call with: the one it asks for, or any.
local function taken_with(call, responder_id)
  if call.specialty == '' then return '*', 'exact' end
  if certified(responder_id, call.specialty) or not is_wide(call) then
    return call.specialty, 'exact'
  end
  return '*', 'any_specialty'
end

local function propose(call_id, call, responder_id)
  local offer = {call = call_id, responder = responder_id, deadline = now + spans.ring}
  offer.specialty, offer.matched = taken_with(call, responder_id)
  local id = event.seed .. (#proposals + 1)
  hold(id, offer)
  settle_responder(responder_id)
  settle_call(call_id)
  proposals[#proposals + 1] = {id, call_id, responder_id, tostring(offer.deadline), offer.matched}
end

local function match()
  local call_id = next_call()
  while call_id do
    local call = record(at('call', call_id))
    local responder_id = first_responder(call_id, call)
    if responder_id then propose(call_id, call, responder_id) end
    touched_calls[call_id] = nil
    call_id = next_call()
  end
end

-- Nobody answered in time: the call goes on without them for a while, and they stand at the back.
local function miss(offer)
  exclude(offer.call, offer.responder, now + spans.missed_exclusion)
  free(offer.responder, now)
  settle_call(offer.call)
end

local lapse = {
  offer = function(id)
    miss(close_offer(id))
    expired[#expired + 1] = id
  end,
  wide = function(id)
    settle_call(id)
  end,
  rest = function(id)
    local person = record(at('responder', id))
    end_rest(id)
    if not person.offer then
      free(id, math.max(tonumber(person.idle_since), tonumber(person.rest_until)))
    end
  end,
  missed = function(pair)
    local call_id, responder_id = pair:match('^([^:]+):(.+)$')
    not_due('missed:' .. pair)
    redis.call('HDEL', at('missed', call_id), responder_id)
    touched_calls[call_id] = true
  end,
}

local function let_time_pass()
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', DEADLINES, '-inf', now)) do
    if redis.call('ZSCORE', DEADLINES, member) then
      local kind, id = member:match('^(%a+):(.+)$')
      lapse[kind](id)
    end
  end
end

-- The two ways an event ends: with everything that follows from it, or just noted.
local function moved(answer)
  redis.call('SET', CLOCK, now)
  let_time_pass()
  match()
  return {'done', answer, proposals, expired}
end

local function noted(answer)
  redis.call('SET', CLOCK, now)
  return {'done', answer, {}, {}}
end
