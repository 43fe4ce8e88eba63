-- Where does each call stand, and who holds an offer of it?

local DANGER_AHEAD = 10000000000000 -- 300 years: a class of its own, and still an exact double

local function call_score(call)
  return tonumber(call.base) - (call.danger and DANGER_AHEAD or 0)
end

local function leave_line(id, call)
  if call.language then
    redis.call('ZREM', P .. ':waiting:' .. cell(call.language, call.specialty), id)
    redis.call('ZREM', P .. ':waiting:' .. cell(call.language, '*'), id)
  end
  not_due('wide:' .. id)
end

local function forget_call(id)
  local call = record(at('call', id))
  if not call then return end
  leave_line(id, call)
  for _, responder in ipairs(redis.call('HKEYS', at('missed', id))) do
    not_due('missed:' .. id .. ':' .. responder)
  end
  redis.call('SREM', LINE, id)
  redis.call('DEL', at('call', id), at('declined', id), at('missed', id))
end

-- Puts a call into every cell it may be taken from, or takes it out of all of them.
local function settle_call(id)
  local call = record(at('call', id))
  if not call then return end
  if not call.language and not call.offer then
    return forget_call(id) -- known only through an offer that is over
  end
  leave_line(id, call)
  if call.offer then return end
  local score, wide_after = call_score(call), tonumber(call.wide_after)
  if call.specialty ~= '' then
    redis.call('ZADD', P .. ':waiting:' .. cell(call.language, call.specialty), score, id)
  end
  if wide_after >= 0 then
    local wide_at = tonumber(call.since) + wide_after
    if wide_at <= now then
      redis.call('ZADD', P .. ':waiting:' .. cell(call.language, '*'), score, id)
    else
      due('wide:' .. id, wide_at)
    end
  end
  touched_calls[id] = true
end

local function earliest(key, field, value)
  local before = redis.call('HGET', key, field)
  return before and math.min(tonumber(before), value) or value
end

-- In the line with this need. A known call keeps its earliest place, and danger once spoken.
local function admit(call)
  local id, key = call.id, at('call', call.id)
  local before = record(key)
  if before then leave_line(id, before) end
  local source = before and before.since and key or at('place', id)
  redis.call('HSET', key, 'language', call.language, 'specialty', call.specialty,
    'since', earliest(source, 'since', call.since),
    'base', earliest(source, 'base', call.since - call.credit),
    'wide_after', (before and before.danger) and 0 or call.wide_after)
  if call.danger then redis.call('HSET', key, 'danger', 1) end
  redis.call('HDEL', key, 'bare')
  redis.call('DEL', at('place', id))
  redis.call('PERSIST', at('declined', id))
  if #call.declined_by > 0 then
    redis.call('SADD', at('declined', id), unpack(call.declined_by))
  end
  redis.call('SADD', LINE, id)
  settle_call(id)
end

local function exclude(call_id, responder_id, excluded_until)
  redis.call('HSET', at('missed', call_id), responder_id, excluded_until)
  due('missed:' .. call_id .. ':' .. responder_id, excluded_until)
end

-- Both sides are held for each other until the deadline.
local function hold(id, offer)
  redis.call('HSET', at('offer', id), 'call', offer.call, 'responder', offer.responder,
    'specialty', offer.specialty, 'matched', offer.matched, 'deadline', offer.deadline)
  redis.call('SADD', OFFERS, id)
  due('offer:' .. id, offer.deadline)
  redis.call('HSET', at('responder', offer.responder), 'offer', id)
  redis.call('HSET', at('call', offer.call), 'offer', id)
end

local function accept(id, offer)
  redis.call('HSET', at('offer', id), 'accepted', 1)
  redis.call('HSET', at('responder', offer.responder), 'talking', 1)
  not_due('offer:' .. id)
end

-- Neither side holds the offer any more; both still have to be settled. Nil if it was over.
local function close_offer(id)
  local offer = record(at('offer', id))
  if not offer then return nil end
  not_due('offer:' .. id)
  redis.call('SREM', OFFERS, id)
  redis.call('DEL', at('offer', id))
  redis.call('HDEL', at('responder', offer.responder), 'offer', 'talking')
  redis.call('HDEL', at('call', offer.call), 'offer')
  return offer
end

-- The same for an offer nobody accepted yet. Nil, and nothing done, for any other.
local function close_unaccepted(id)
  if redis.call('HEXISTS', at('offer', id), 'accepted') == 1 then return nil end
  return close_offer(id)
end
