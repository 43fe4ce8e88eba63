-- What has time done meanwhile?

local AT_ONCE = 500 -- timers in one event; what is left over is due at the next

-- What each timer does that runs out: made only when one did.
local function lapses()
  return {
    offer = function(id)
      local offer = close_offer(id)
      expired[#expired + 1] = id
      miss(offer, offer.rang or offer.answered)
    end,
    stage = function(id)
      tell_of_wait(record('call', id))
      settle_call(id)
    end,
    rest = function(id)
      local person = record('responder', id)
      end_wrap_up(person, math.max(tonumber(person.idle_since), tonumber(person.rest_until)))
    end,
    tired = function(id)
      refresh(record('responder', id))
    end,
    certificate = function(id)
      recell(record('responder', id))
    end,
    missed = function(pair)
      local call_id, responder_id = pair:match('^([^:]+):(.+)$')
      not_due('missed:' .. pair)
      redis.call('HDEL', at('missed', call_id), responder_id)
      settle_call(call_id)
    end,
  }
end

local function first_due()
  if is_pressing then
    write_timers()
    is_pressing = false
  end
  local member = redis.call('ZRANGEBYSCORE', DEADLINES, '-inf', now, 'LIMIT', 0, 1)[1]
  if not member or timers[member] == nil then return member end
  write_timers()
  return first_due()
end

-- Also at the beginning of what somebody says of themselves: said twice, it is said after the same.
local has_passed = false

local function let_time_pass()
  if has_passed and not is_pressing then return end
  local lapse
  for _ = 1, AT_ONCE do
    local member = first_due()
    if not member then
      has_passed = true
      return
    end
    local kind, id = member:match('^(%a+):(.+)$')
    lapse = lapse or lapses()
    lapse[kind](id)
  end
end

local function reply(answer)
  write_all()
  local count = state.count + 1
  redis.call('HSET', STATE, 'clock', now, 'count', count, 'pace', state.pace)
  local when = {tonumber(state.built or '0'), count, now}
  return {'done', answer, proposals, expired, withdrawn, told, when}
end

-- The two ways an event ends: with everything that follows from it, or just noted.
local function moved(answer)
  let_time_pass()
  if next(touched_calls) or next(touched_people) then match() end
  return reply(answer)
end

local function noted(answer)
  return reply(answer)
end
