-- Where does each responder stand?
--
-- KEYS[1] is the prefix of every key; ARGV[1] the spans (ms), ARGV[2] the event, both JSON. Under
-- the prefix, all times in milliseconds since 1970:
--   built                      there is a state at all
--   clock                      the latest time seen
--   duty  line  offers         sets: who is on duty, which calls and offers are known
--   responder:R                hash: languages, specialties ('a,b,*'), until:S for each, idle_since,
--                              and while they last: offer, talking, resting + rest_until, leaving
--   call:C                     hash: language, specialty ('' for none), danger, wide_after (-1 for
--                              never), since, base (since - credit), and while it lasts: offer;
--                              bare, with no need: a rebuild found it talking, and no more
--   declined:C  missed:C       set of responders for good; hash of responder -> until
--   place:C                    hash: since, base of a call that lost its responder, for an hour
--   offer:O                    hash: call, responder, specialty, matched, deadline, accepted, rang,
--                              answered
--   idle:L|S  able:L|S  waiting:L|S   sorted sets; S is '*' where any certificate will do
--   deadlines                  sorted set: offer:O, wide:C, rest:R, missed:C:R

local P = KEYS[1]
local spans, event = cjson.decode(ARGV[1]), cjson.decode(ARGV[2])

local BUILT, CLOCK, DEADLINES = P .. ':built', P .. ':clock', P .. ':deadlines'
local DUTY, LINE, OFFERS = P .. ':duty', P .. ':line', P .. ':offers'

if not event.even_unbuilt and redis.call('EXISTS', BUILT) == 0 then
  return {'unbuilt'}
end

local now = math.max(event.now, tonumber(redis.call('GET', CLOCK) or '0'))

local touched_people, touched_calls = {}, {} -- whose chances may have grown in this event
local proposals, expired = {}, {}

local function at(kind, id)
  return P .. ':' .. kind .. ':' .. id
end

local function cell(language, specialty)
  return language .. '|' .. specialty
end

-- All fields of a hash, or nil.
local function record(key)
  local flat, fields = redis.call('HGETALL', key), {}
  for i = 1, #flat, 2 do
    fields[flat[i]] = flat[i + 1]
  end
  return next(fields) and fields
end

local function due(member, moment)
  redis.call('ZADD', DEADLINES, moment, member)
end

local function not_due(member)
  redis.call('ZREM', DEADLINES, member)
end

local function each_cell(person, visit)
  for language in person.languages:gmatch('[^,]+') do
    for specialty in person.specialties:gmatch('[^,]+') do
      visit(cell(language, specialty), specialty)
    end
  end
end

-- Longest idle first, and each further cell they can serve keeps them a little free.
local function responder_score(person)
  local cells, since = 0, tonumber(person.idle_since)
  each_cell(person, function(_, specialty)
    if specialty ~= '*' and tonumber(person['until:' .. specialty]) > since then
      cells = cells + 1
    end
  end)
  return since + spans.rarity * (math.max(cells, 1) - 1)
end

local function is_free(person)
  return not (person.offer or person.talking or person.resting or person.leaving)
end

-- Puts a responder into, or takes them out of, every cell they belong to.
local function settle_responder(id)
  local person = record(at('responder', id))
  if not person then return end
  local free, score = is_free(person), responder_score(person)
  each_cell(person, function(name)
    if free then
      redis.call('ZADD', P .. ':idle:' .. name, score, id)
    else
      redis.call('ZREM', P .. ':idle:' .. name, id)
    end
  end)
  if free then touched_people[id] = true end
end

local function leave_cells(id, person)
  each_cell(person, function(name)
    redis.call('ZREM', P .. ':idle:' .. name, id)
    redis.call('ZREM', P .. ':able:' .. name, id)
  end)
end

local function forget_responder(id)
  local person = record(at('responder', id))
  if not person then return end
  leave_cells(id, person)
  not_due('rest:' .. id)
  redis.call('SREM', DUTY, id)
  redis.call('DEL', at('responder', id))
end

-- Writes what somebody is certified for, in place of what was known.
local function certify(key, before, certificates)
  local specialties, widest = {}, 0
  for specialty in (before and before.specialties or ''):gmatch('[^,]+') do
    redis.call('HDEL', key, 'until:' .. specialty)
  end
  for _, certificate in ipairs(certificates) do
    local specialty, valid_until = certificate[1], certificate[2]
    specialties[#specialties + 1] = specialty
    widest = math.max(widest, valid_until)
    redis.call('HSET', key, 'until:' .. specialty, valid_until)
  end
  if #specialties > 0 then
    specialties[#specialties + 1] = '*'
    redis.call('HSET', key, 'until:*', widest)
  end
  redis.call('HSET', key, 'specialties', table.concat(specialties, ','))
end

-- On duty with these skills. Somebody already on duty keeps their state and their place.
local function enrol(profile)
  local id, key = profile.id, at('responder', profile.id)
  local before = record(key)
  if before then leave_cells(id, before) end
  certify(key, before, profile.certificates)
  redis.call('HSET', key, 'languages', table.concat(profile.languages, ','))
  redis.call('HSETNX', key, 'idle_since', profile.idle_since)
  redis.call('HDEL', key, 'leaving')
  redis.call('SADD', DUTY, id)
  each_cell(record(key), function(name)
    redis.call('ZADD', P .. ':able:' .. name, 0, id)
  end)
  settle_responder(id)
end

local function rest(id, why, rest_until)
  redis.call('HSET', at('responder', id), 'resting', why, 'rest_until', rest_until)
  due('rest:' .. id, rest_until)
end

-- A rest that follows from what happened never shortens one the responder chose.
local function rest_at_least(id, why, rest_until)
  local before = tonumber(redis.call('HGET', at('responder', id), 'rest_until') or '0')
  if rest_until > math.max(now, before) then
    rest(id, why, rest_until)
  end
end

local function end_rest(id)
  redis.call('HDEL', at('responder', id), 'resting', 'rest_until')
  not_due('rest:' .. id)
end

-- A responder holds no offer any more. Without `since` they keep their old place.
local function free(id, since)
  local key = at('responder', id)
  if redis.call('HEXISTS', key, 'leaving') == 1 then
    forget_responder(id)
  else
    if since then redis.call('HSET', key, 'idle_since', since) end
    settle_responder(id)
  end
end
