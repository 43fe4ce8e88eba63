-- What stands in Redis, and how is it read and written?
--
-- The one key given is the prefix of every key; then come the event's name and its facts as JSON.
-- `spans` and `rules` stand here as numbers. Under the prefix, all times in milliseconds since 1970:
--   state                      record: built (since when there is a state at all), clock (the latest
--                              time seen), count (events since it was built), pace (when the
--                              next phone may ring)
--   lease                      whose turn it is to tick
--   duty  resting              sets: who is on duty, who of them rests
--   line  asking               sets: which calls there are, which of them stand in a cell
--   responder:R  cells:R  skills:R   records, see people.lua
--   call:C  need:C             records, see calls.lua
--   never:C  missed:C          set: who is not asked for it; hash: until when not
--   place:C                    record: since, base, told of a call that lost its responder, one hour
--   offer:O                    record, see offers.lua
--   trainees:M                 set: whom this responder listens to
--   able                       hash: how many on duty could serve a cell, busy or not
--   spoken                     hash: how many of them speak a language
--   idle:CELL  waiting:CELL    sorted sets: who could be asked now, who asks for such a person
--   deadlines                  sorted set: offer:O, stage:C, rest:R, tired:R, certificate:R,
--                              missed:C:R
-- A CELL is language|specialty|gender|area, '*' for any of them; nobody stands in one for any language,
-- who looks for somebody there looks in that of each language which is spoken. With a '^' after the specialty it
-- is the cell of people who need a break from hard calls; '~es' and '~*' are people on rest, by
-- language; '=R' is the responder R alone.

-- What is set anew for each event is set in time.lua, where it begins: a server may keep all this.

local P, event, state, now, clock -- now is a number, clock the same as a text
local STATE, DEADLINES, ABLE, DUTY, RESTING, LINE, ASKING, SPOKEN

-- What each event does, by name.
local events = {}

-- What comes of the event, and whose chances may have grown in it.
local proposals, expired, withdrawn, told
local touched_people, touched_calls

local function name_keys(prefix)
  P = prefix
  STATE, DEADLINES = P .. ':state', P .. ':deadlines'
  ABLE, SPOKEN = P .. ':able', P .. ':spoken'
  DUTY, RESTING = P .. ':duty', P .. ':resting'
  LINE, ASKING = P .. ':line', P .. ':asking'
end

local function at(kind, id)
  return P .. ':' .. kind .. ':' .. id
end

local NONE = {}

-- The parts of 'a,b,c'; none of ''. Not to be changed.
local function parts(list)
  if list == '' then return NONE end
  local found = {}
  for part in list:gmatch('[^,]+') do
    found[#found + 1] = part
  end
  return found
end

local function holds(list, part)
  return list ~= '' and (',' .. list .. ','):find(',' .. part .. ',', 1, true) ~= nil
end

local function cell(language, specialty, gender, area)
  return language .. '|' .. specialty .. '|' .. gender .. '|' .. area
end

local function tell(what, call_id, responder_id, until_at)
  told[#told + 1] = ('%s %s %s %d'):format(what, call_id or '', responder_id or '', until_at or 0)
end
