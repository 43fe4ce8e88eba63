-- Where does each call stand, and whom does it ask?
--
-- call:C has what is needed: language, specialty, gender, area ('' for none), rings (at once),
-- after_STAGE (ms in line from which it is open, -1 for never); where it stands: since, base
-- (since - credit), offers ('a,b'), cells ('cell,cell', those it asks in), told ('stage,stage').
-- While they last: danger, hard, interpreters (there are any at all), known, ring (ms), unspoken
-- (nobody on duty spoke the language), taken (accepted), known_from (instead of since). A call
-- without a language is known only from an offer that a rebuild found.

local CLASS = 10000000000000 -- 300 years: a class of its own, and still an exact double
local HELP = {'other_help', 'long_wait'} -- stages that ask nobody else

local function after(call, stage)
  if call.danger and stage == 'interpreter' then
    return call.interpreters and spans.danger_interpreter or -1
  end
  local waived = call.danger and (stage == 'area' or stage == 'gender' or stage == 'specialty')
  return waived and 0 or tonumber(call['after_' .. stage])
end

-- Whether the wait has brought this about, or will some day.
local function is_open(call, stage, some_day)
  local wait = after(call, stage)
  if wait < 0 then return false end
  return some_day or tonumber(call.since) + wait <= now
    or (stage == 'interpreter' and call.unspoken ~= nil)
end

-- Whether who needs a break from hard calls is left alone.
local function spares(call)
  return call.hard and not call.danger
end

-- Whom the call asks: cells, the closest first, each with how closely it matches. Who needs a break
-- from hard calls comes after the others, and not at all for a hard call.
local function ladder(call, some_day)
  local rungs = {}
  local function add(match, name) rungs[#rungs + 1] = {match = match, cell = name} end
  local function step(match, language, specialty, gender, area)
    add(match, cell(language, specialty, gender, area))
    if not spares(call) then
      add(match, cell(language, specialty .. '^', gender, area))
    end
  end
  local specialty = call.specialty == '' and '*' or call.specialty
  local gender = call.gender == '' and '*' or call.gender
  local area = call.area == '' and '*' or call.area
  if call.known then add('known', '=' .. call.known) end
  step('exact', call.language, specialty, gender, area)
  if area ~= '*' and is_open(call, 'area', some_day) then
    area = '*'
    step('any_area', call.language, specialty, gender, area)
  end
  if gender ~= '*' and is_open(call, 'gender', some_day) then
    gender = '*'
    step('any_gender', call.language, specialty, gender, area)
  end
  if specialty ~= '*' and is_open(call, 'specialty', some_day) then
    step('any_specialty', call.language, '*', gender, area)
  end
  if call.danger then add('on_rest', '~' .. call.language) end
  if is_open(call, 'interpreter', some_day) then
    step('interpreter', '*', call.danger and '*' or specialty, gender, area)
    if call.danger then add('interpreter', '~*') end
  end
  return rungs
end

local function rings(call)
  return #parts(call.offers)
end

local function asks_more(call)
  return call.language and not call.taken and rings(call) < tonumber(call.rings)
end

-- Danger before all others, a first phone before a second, then by rank.
local function call_score(call)
  local class = rings(call) > 0 and 1 or 0
  if call.danger then class = class - 2 end
  return tonumber(call.base) + class * CLASS
end

-- Whether this call is kept from anybody at all: asked once in an event.
local apart = {}

local function is_apart(call_id)
  if apart[call_id] == nil then
    apart[call_id] = redis.call('SISMEMBER', APART, call_id) == 1
  end
  return apart[call_id]
end

local function keep_apart(call_id)
  if is_apart(call_id) then return end
  apart[call_id] = true
  redis.call('SADD', APART, call_id)
end

-- Who is never given this call.
local function refused(call_id)
  return is_apart(call_id) and redis.call('SMEMBERS', at('never', call_id)) or {}
end

local function refuse(call_id, people)
  if #people == 0 then return end
  keep_apart(call_id)
  redis.call('SADD', at('never', call_id), unpack(people))
end

local function excluded_for_good(call_id, responder_id)
  return is_apart(call_id) and redis.call('SISMEMBER', at('never', call_id), responder_id) == 1
end

local function excluded(call_id, responder_id)
  if excluded_for_good(call_id, responder_id) then return true end
  local excluded_until = is_apart(call_id) and redis.call('HGET', at('missed', call_id), responder_id)
  return excluded_until and tonumber(excluded_until) > now
end

-- Whether somebody is everything this call asks for, wherever they live.
local function suits(call, person)
  local specialty = call.specialty == '' and '*' or call.specialty
  local gender = call.gender == '' and '*' or call.gender
  return holds(person.cells, cell(call.language, specialty, gender, '*'))
    or (not spares(call) and holds(person.cells, cell(call.language, specialty .. '^', gender, '*')))
end

local function held_until(call)
  return tonumber(call.known_from or call.since) + spans.known_held
end

-- Whether it waits for somebody the caller knows, who is nearly done.
local function is_held(call)
  if not call.known or call.danger or call.offers ~= '' or held_until(call) <= now then
    return false
  end
  local known = record('responder', call.known)
  return known and known.rest == 'wrapping_up' and tonumber(known.rest_until) <= held_until(call)
    and not (known.offer or known.talking or known.leaving or known.owes)
    and known.mentors == '' and suits(call, known) and not excluded(call.id, known.id)
end

-- When time alone next changes something for this call; nil for never.
local function next_moment(call)
  local since, soonest = tonumber(call.since), nil
  local function at_wait(wait, may_be_past)
    if wait < 0 or not (may_be_past or since + wait > now) then return end
    if not soonest or since + wait < soonest then soonest = since + wait end
  end
  for _, stage in ipairs({'area', 'gender', 'specialty', 'interpreter'}) do
    at_wait(after(call, stage))
  end
  for _, stage in ipairs(HELP) do
    if not holds(call.told, stage) then at_wait(after(call, stage), true) end
  end
  if call.danger and not holds(call.told, 'danger_waits') then
    at_wait(spans.danger_alert, true)
  end
  if is_held(call) then at_wait(held_until(call) - since) end
  return soonest
end

local function note_told(call, what)
  write(call, {told = call.told == '' and what or (call.told .. ',' .. what)})
end

-- What a person outside the line should hear of by now.
local function tell_of_wait(call)
  local waited = now - tonumber(call.since)
  for _, stage in ipairs(HELP) do
    local wait = after(call, stage)
    if wait >= 0 and wait <= waited and not holds(call.told, stage) then
      note_told(call, stage)
      tell(stage, call.id)
    end
  end
  local alarming = call.danger and spans.danger_alert <= waited
  if alarming and not holds(call.told, 'danger_waits') then
    note_told(call, 'danger_waits')
    tell('danger_waits', call.id)
  end
end

local function leave_cells_of_call(call)
  stand('waiting', call.id, call.cells, tonumber(call.score), '', 0)
end

-- Nobody is kept from this call any more.
local function forgive(id)
  if not is_apart(id) then return end
  for _, responder in ipairs(redis.call('HKEYS', at('missed', id))) do
    not_due('missed:' .. id .. ':' .. responder)
  end
  redis.call('DEL', at('never', id), at('missed', id))
  redis.call('SREM', APART, id)
  apart[id] = false
end

local function forget_call(id)
  local call = record('call', id)
  if not call then return end
  if call.language then leave_cells_of_call(call) end
  not_due('stage:' .. id)
  redis.call('SREM', LINE, id)
  forgive(id)
  erase(call)
end

-- Where the call asks now.
local function cells_asked(call)
  if not asks_more(call) then return {} end
  if is_held(call) then return {'=' .. call.known} end
  local names = {}
  for _, rung in ipairs(ladder(call)) do
    names[#names + 1] = rung.cell
  end
  return names
end

-- Puts a call into every cell it may be taken from, and out of all others.
function settle_call(id)
  local call = record('call', id)
  if not call then return end
  if not call.language then
    if call.offers == '' then forget_call(id) end
    return
  end
  local names, score = cells_asked(call), call_score(call)
  local cells = table.concat(names, ',')
  if cells ~= call.cells or score ~= tonumber(call.score) then
    stand('waiting', id, call.cells, tonumber(call.score), cells, score)
    write(call, {cells = cells, score = score})
  end
  local moment = not call.taken and next_moment(call)
  if moment then due('stage:' .. id, moment) else not_due('stage:' .. id) end
  if #names > 0 then touched_calls[id] = true end
end

local function earliest(before, name, value)
  return before and math.min(tonumber(before[name]), value) or value
end

-- Whether nobody on duty speaks their language: then an interpreter is not waited for.
local function listen_for_language(call)
  if call.unspoken then return end
  if redis.call('HEXISTS', ABLE, cell(call.language, '*', '*', '*')) == 0 then
    write(call, {unspoken = 1})
    settle_call(call.id)
  end
end

-- Who lost their responder is here again, and who refused them has not forgotten.
local function come_back(place)
  if redis.call('PERSIST', at('never', place.id)) == 1 then keep_apart(place.id) end
  erase(place)
end

-- In the line with this need. A known call keeps its earliest place, and danger once spoken.
local function admit(said)
  local id = said.id
  local before = record('call', id)
  local kept = before and before.language and before or record('place', id)
  local call = before or make('call', id, {offers = '', cells = '', told = ''})
  local was = {danger = call.danger, unspoken = call.unspoken, language = call.language}
  local since, base = earliest(kept, 'since', said.since), earliest(kept, 'base', said.base)
  if kept and kept ~= before then write(call, {told = kept.told}) end
  clear(call, 'danger', 'hard', 'interpreters', 'known', 'known_from', 'ring', 'unspoken')
  write(call, said.need)
  write(call, {since = since, base = base})
  if was.danger then write(call, {danger = 1}) end
  if was.unspoken and was.language == call.language then write(call, {unspoken = 1}) end
  refuse(id, said.never)
  if kept and kept ~= before then come_back(kept) end
  if not before then redis.call('SADD', LINE, id) end
  settle_call(id)
  return call
end

local function exclude(call_id, responder_id, excluded_until)
  keep_apart(call_id)
  redis.call('HSET', at('missed', call_id), responder_id, excluded_until)
  due('missed:' .. call_id .. ':' .. responder_id, excluded_until)
end
