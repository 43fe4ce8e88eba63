-- What stands in Redis, and how is it read and written?
--
-- KEYS[1] is the prefix of every key, ARGV[1] the event as JSON. `spans` and `rules` stand above
-- this text as numbers. Under the prefix, all times in milliseconds since 1970:
--   state                      hash: built (since when there is a state at all), clock (the latest
--                              time seen), count (events since it was built), pace (when the
--                              next phone may ring)
--   lease                      whose turn it is to tick
--   duty  resting              sets: who is on duty, who of them rests
--   line  asking  apart        sets: which calls there are, which of them stand in a cell, which
--                              of them are kept from somebody
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

local STATE, DEADLINES, ABLE = P .. ':state', P .. ':deadlines', P .. ':able'
local DUTY, RESTING = P .. ':duty', P .. ':resting'
local LINE, ASKING, APART = P .. ':line', P .. ':asking', P .. ':apart'

local kept = redis.call('HMGET', STATE, 'built', 'clock', 'count', 'pace')
local state = {built = kept[1], count = tonumber(kept[3] or '0'), pace = tonumber(kept[4] or '0')}
if not (state.built or event.even_unbuilt) then return {'unbuilt'} end

local now = math.max(event.now, tonumber(kept[2] or '0'))

-- What comes of the event, and whose chances may have grown in it.
local proposals, expired, withdrawn, told = {}, {}, {}, {}
local touched_people, touched_calls = {}, {}

local function at(kind, id)
  return P .. ':' .. kind .. ':' .. id
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
