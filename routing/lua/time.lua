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
  local member = redis.call('ZRANGEBYSCORE', DEADLINES, '-inf', clock, 'LIMIT', '0', '1')[1]
  if not member or timers[member] == nil then return member end
  write_timers()
  return first_due()
end

-- Also at the beginning of what somebody says of themselves: said twice, it is said after the same.
local has_passed

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

-- The answer, when, and then line by line what is set in motion: one text, because a server takes
-- longer to write a list of lists.
local function said_back(answer)
  local first = answer .. ' ' .. (state.built or '0') .. ' ' .. state.count .. ' ' .. clock
  if not (proposals[1] or expired[1] or withdrawn[1] or told[1]) then return first end
  local lines = {first}
  for _, proposal in ipairs(proposals) do lines[#lines + 1] = 'proposal ' .. proposal end
  for _, id in ipairs(expired) do lines[#lines + 1] = 'expired ' .. id end
  for _, id in ipairs(withdrawn) do lines[#lines + 1] = 'withdrawn ' .. id end
  for _, word in ipairs(told) do lines[#lines + 1] = 'told ' .. word end
  return table.concat(lines, '\n')
end

local function reply(answer)
  write_all()
  state.clock, state.count = clock, whole:format(state.count + 1)
  redis.call('SET', STATE, writes.state(state))
  return said_back(answer)
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

-- What an event leaves behind if it fails half-way is nobody else's.
local is_under_way = true

local function forget_the_last()
  touched_people, touched_calls, timers, ladders, heap = {}, {}, {}, {}, {}
  moving.idle, moving.waiting = {}, {}
  proposals, expired, withdrawn, told, erased = {}, {}, {}, {}, {}
end

-- An event begins with nothing but what is said of it and what stands in Redis.
local function begin(prefix, said)
  if is_under_way then forget_the_last() end
  is_under_way = true
  if prefix ~= P then name_keys(prefix) end
  event = cjson.decode(said)
  local kept = redis.call('GET', STATE)
  state = kept and reads.state(STATE, '', kept) or {clock = 0, count = 0, pace = 0}
  now = math.max(event.now, tonumber(state.clock))
  clock = whole:format(now)
  records, changed, asking = {}, {}, nil
  is_pressing, has_passed = false, false
end

local function run(keys, args)
  begin(keys[1], args[2])
  if not (state.built or event.even_unbuilt) then return 'unbuilt' end
  local answer = events[args[1]]()
  is_under_way = next(touched_people) or next(touched_calls) or next(ladders) or next(timers)
    or proposals[1] or expired[1] or withdrawn[1] or told[1] or erased[1]
  return answer
end
