-- What has time done meanwhile?

local AT_ONCE = 500 -- timers in one event; what is left over is due at the next

local lapse = {
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

-- Also at the beginning of what somebody says of themselves: said twice, it is said after the same.
local function let_time_pass()
  for _ = 1, AT_ONCE do
    local member = redis.call('ZRANGEBYSCORE', DEADLINES, '-inf', now, 'LIMIT', 0, 1)[1]
    if not member then return end
    local kind, id = member:match('^(%a+):(.+)$')
    lapse[kind](id)
  end
end

local function reply(answer)
  local count = redis.call('INCR', COUNT)
  local when = {tonumber(built or '0'), count, now}
  return {'done', answer, proposals, expired, withdrawn, told, when}
end

-- The two ways an event ends: with everything that follows from it, or just noted.
local function moved(answer)
  redis.call('SET', CLOCK, now)
  let_time_pass()
  match()
  return reply(answer)
end

local function noted(answer)
  redis.call('SET', CLOCK, now)
  return reply(answer)
end
