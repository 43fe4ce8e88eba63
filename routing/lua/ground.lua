-- What stands in Redis, and how is it read and written?
--
-- KEYS[1] is the prefix of every key, ARGV[1] the event as JSON. `spans` and `rules` stand above
-- this text as numbers. Under the prefix, all times in milliseconds since 1970:
--   built                      since when there is a state at all
--   clock  count               the latest time seen, the events since it was built
--   lease  pace                whose turn it is to tick, when the next phone may ring
--   duty  resting  line  offers  sets: who is on duty, who of them rests, which calls, which offers
--   responder:R                hash, see people.lua
--   call:C  never:C  missed:C  hash, see calls.lua; who is not asked for it; until when not
--   place:C                    hash: since, base, told of a call that lost its responder, one hour
--   offer:O                    hash, see offers.lua
--   trainees:M                 set: whom this responder listens to
--   able                       hash: how many on duty could serve a cell, busy or not
--   idle:CELL  waiting:CELL    sorted sets: who could be asked now, who asks for such a person
--   deadlines                  sorted set: offer:O, stage:C, rest:R, tired:R, certificate:R,
--                              missed:C:R
-- A CELL is language|specialty|gender|area, '*' for any of them. With a '^' after the specialty it
-- is the cell of people who need a break from hard calls; '~es' and '~*' are people on rest, by
-- language; '=R' is the responder R alone.

local P = KEYS[1]
local event = cjson.decode(ARGV[1])

local BUILT, CLOCK, COUNT, DEADLINES = P .. ':built', P .. ':clock', P .. ':count', P .. ':deadlines'
local DUTY, RESTING, LINE = P .. ':duty', P .. ':resting', P .. ':line'
local OFFERS, ABLE, LEASE, PACE = P .. ':offers', P .. ':able', P .. ':lease', P .. ':pace'

local built = redis.call('GET', BUILT)
if not (built or event.even_unbuilt) then return {'unbuilt'} end

local now = math.max(event.now, tonumber(redis.call('GET', CLOCK) or '0'))

-- What comes of the event, and whose chances may have grown in it.
local proposals, expired, withdrawn, told = {}, {}, {}, {}
local touched_people, touched_calls = {}, {}

local function at(kind, id)
  return P .. ':' .. kind .. ':' .. id
end

-- Each record is read once in an event, and every change goes to it and to Redis.
local records = {}

-- All fields of a hash with its id and key, or false.
local function record(kind, id)
  local key = at(kind, id)
  local found = records[key]
  if found == nil then
    local flat = redis.call('HGETALL', key)
    found = #flat > 0 and {id = id, key = key}
    for i = 1, #flat, 2 do
      found[flat[i]] = flat[i + 1]
    end
    records[key] = found
  end
  return found
end

local function write(it, fields)
  local flat = {}
  for name, value in pairs(fields) do
    it[name] = value
    flat[#flat + 1] = name
    flat[#flat + 1] = value
  end
  redis.call('HSET', it.key, unpack(flat))
end

local function make(kind, id, fields)
  local it = {id = id, key = at(kind, id)}
  records[it.key] = it
  write(it, fields)
  return it
end

local function clear(it, ...)
  for _, name in ipairs({...}) do
    it[name] = nil
  end
  redis.call('HDEL', it.key, ...)
end

local function erase(it)
  records[it.key] = false
  redis.call('DEL', it.key)
end

local function due(member, moment)
  redis.call('ZADD', DEADLINES, moment, member)
end

local function not_due(member)
  redis.call('ZREM', DEADLINES, member)
end

-- The parts of 'a,b,c'; none of ''.
local function parts(list)
  local found = {}
  for part in list:gmatch('[^,]+') do
    found[#found + 1] = part
  end
  return found
end

local function holds(list, part)
  return (',' .. list .. ','):find(',' .. part .. ',', 1, true) ~= nil
end

local function cell(language, specialty, gender, area)
  return language .. '|' .. specialty .. '|' .. gender .. '|' .. area
end

local function tell(what, call_id, responder_id, until_at)
  told[#told + 1] = {what, call_id or '', responder_id or '', until_at or 0}
end
