-- Who is not asked for a while: by their own word, after a call, or because they need it?

local function rest(person, why, rest_until)
  local was_resting, is_resting = person.rest == 'resting', why == 'resting'
  write(person, 'rest', why)
  write(person, 'rest_until', rest_until)
  if was_resting ~= is_resting then
    redis.call(is_resting and 'SADD' or 'SREM', RESTING, person.id)
  end
  due('rest:' .. person.id, rest_until)
end

-- A rest that follows from what happened never shortens another.
local function rest_at_least(person, why, rest_until)
  if rest_until > math.max(now, tonumber(person.rest_until or '0')) then
    rest(person, why, rest_until)
  end
end

local function end_rest(person)
  if person.rest == 'resting' then redis.call('SREM', RESTING, person.id) end
  clear(person, 'rest')
  clear(person, 'rest_until')
  not_due('rest:' .. person.id)
end

-- Nobody else on duty is spared from resting: to take this one out would empty the line.
local function is_last(person)
  local others = redis.call('SCARD', DUTY) - redis.call('SCARD', RESTING)
  if person.rest ~= 'resting' then others = others - redis.call('SISMEMBER', DUTY, person.id) end
  return others <= 0
end

-- A responder holds no offer any more. Without `since` they keep their old place.
local function free(person, since)
  if person.leaving then return forget_responder(person.id) end
  if since then write(person, 'idle_since', since) end
  settle_responder(person.id)
end

-- Their wrap-up is over at that moment, and a rest they earned begins.
local function end_wrap_up(person, ended_at)
  end_rest(person)
  if person.offer then return end
  if person.owes then
    clear(person, 'owes')
    if is_last(person) then
      tell('last_on_duty', nil, person.id)
    else
      rest(person, 'resting', ended_at + spans.hard_rest)
      tell('rests', nil, person.id, ended_at + spans.hard_rest)
    end
  end
  free(person, ended_at)
end

-- No hard calls until then.
local function spare(person, tired_until)
  if is_last(person) then return tell('last_on_duty', nil, person.id) end
  write(person, 'tired_until', tired_until)
  due('tired:' .. person.id, tired_until)
  recell(person)
end

local function refresh(person)
  if not person.tired_until then return end
  clear(person, 'tired_until')
  not_due('tired:' .. person.id)
  recell(person)
end

-- A call they took is over: after hard calls in a row they are owed a rest, then other calls.
local function count_call(person, offer)
  if not offer.hard then
    clear(person, 'run')
    clear(person, 'run_at')
    return refresh(person)
  end
  local in_a_row = tonumber(offer.accepted) - tonumber(person.run_at or '0') < spans.hard_break
  local run = (in_a_row and tonumber(person.run or '0') or 0) + 1
  write(person, 'run', run)
  write(person, 'run_at', now)
  if run >= rules.hard_to_rest then write(person, 'owes', 1) end
  if run >= rules.hard_to_spare then spare(person, now + spans.hard_break) end
end

-- The call is over for its responder, who wraps up until then, or is free: then they never met.
local function wind_down(person, offer, rest_until)
  if person.leaving then return forget_responder(person.id) end
  if rest_until > now then
    count_call(person, offer)
    rest_at_least(person, 'wrapping_up', rest_until)
  end
  free(person, now)
end

-- They let a ringing phone ring. True if they are off duty by it.
local function count_miss(person)
  write(person, 'misses', tonumber(person.misses or '0') + 1)
  if person.misses >= rules.misses_to_away then
    if is_last(person) then
      tell('last_on_duty', nil, person.id)
    else
      tell('away', nil, person.id)
      forget_responder(person.id)
      return true
    end
  end
  rest_at_least(person, 'paused', now + spans.missed_pause)
end

-- What the tables say of the latest calls of somebody who is new here.
local function remember(person, lately)
  for name, value in pairs(lately) do
    if value > 0 then write(person, name, value) end
  end
  local tired_until = tonumber(lately.run_at) + spans.hard_break
  if lately.run >= rules.hard_to_spare and tired_until > now then spare(person, tired_until) end
end
