-- Where does each call stand, and whom does it ask?
--
-- need:C has what is seldom read: gender, area ('' for none), after_STAGE (ms in line from which it is
-- open, -1 for never) and, if so, hard, interpreters (there are any at all), known_from (instead of
-- since), ring (ms). call:C has the rest of it: language, specialty ('' for none), rings (at once),
-- danger, known; and where it stands: since, base (since - credit), offers ('a,b'), cells
-- ('cell,cell', those it asks in), score (there), told ('stage,stage'). While they last: unspoken
-- (nobody on duty spoke the language), taken (accepted), apart (it is kept from somebody, see never:C
-- and missed:C). A call without a language is known only from an offer that a rebuild found.

local CLASS = 10000000000000 -- 300 years: a class of its own, and still an exact double
local STAGES = {'area', 'gender', 'specialty', 'interpreter'} -- those that ask somebody else
local AFTER = {
  area = 'after_area', gender = 'after_gender', specialty = 'after_specialty',
  interpreter = 'after_interpreter', other_help = 'after_other_help',
  long_wait = 'after_long_wait',
}
local HELP = {'other_help', 'long_wait'} -- stages that ask nobody else

local function need_of(call)
  return record('need', call.id)
end

local function after(call, stage)
  if call.danger and stage == 'interpreter' then
    return need_of(call).interpreters and spans.danger_interpreter or -1
  end
  local waived = call.danger and (stage == 'area' or stage == 'gender' or stage == 'specialty')
  if waived then return 0 end
  local need = need_of(call)
  local name = AFTER[stage]
  need[name] = tonumber(need[name]) -- a text is read once in an event
  return need[name]
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
  return not call.danger and need_of(call).hard
end

local ladders -- of this event, by call

local function add_rungs(rungs, call, match, name, tired)
  rungs[#rungs + 1] = {match = match, cell = name}
  if not spares(call) then rungs[#rungs + 1] = {match = match, cell = tired} end
end

local function step(rungs, call, match, language, specialty, gender, area)
  add_rungs(rungs, call, match, cell(language, specialty, gender, area),
    cell(language, specialty .. '^', gender, area))
end

-- Whom the call asks: cells, the closest first, each with how closely it matches. Who needs a break
-- from hard calls comes after the others, and not at all for a hard call.
local function climb(call, some_day)
  local rungs, language, need = {}, call.language, need_of(call)
  local specialty = call.specialty == '' and '*' or call.specialty
  local gender = need.gender == '' and '*' or need.gender
  local area = need.area == '' and '*' or need.area
  if call.known then rungs[1] = {match = 'known', cell = '=' .. call.known} end
  step(rungs, call, 'exact', language, specialty, gender, area)
  if area ~= '*' and is_open(call, 'area', some_day) then
    area = '*'
    step(rungs, call, 'any_area', language, specialty, gender, area)
  end
  if gender ~= '*' and is_open(call, 'gender', some_day) then
    gender = '*'
    step(rungs, call, 'any_gender', language, specialty, gender, area)
  end
  if specialty ~= '*' and is_open(call, 'specialty', some_day) then
    step(rungs, call, 'any_specialty', language, '*', gender, area)
  end
  if call.danger then rungs[#rungs + 1] = {match = 'on_rest', cell = '~' .. language} end
  if is_open(call, 'interpreter', some_day) then
    step(rungs, call, 'interpreter', '*', call.danger and '*' or specialty, gender, area)
    if call.danger then rungs[#rungs + 1] = {match = 'interpreter', cell = '~*'} end
  end
  return rungs
end

-- The same, as far as the wait has come by now.
local function ladder(call)
  local rungs = ladders[call.id] or climb(call, false)
  ladders[call.id] = rungs
  return rungs
end

local function rings(call)
  if call.offers == '' then return 0 end
  return call.offers:find(',', 1, true) and #parts(call.offers) or 1
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

-- Whether this call is kept from anybody at all.
local function is_apart(call_id)
  local call = record('call', call_id)
  return call and call.apart
end

local function keep_apart(call_id)
  local call = record('call', call_id)
  if call then write(call, 'apart', 1) end
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
  local need = need_of(call)
  local specialty = call.specialty == '' and '*' or call.specialty
  local gender = need.gender == '' and '*' or need.gender
  local cells = cells_held(person)
  return holds(cells, cell(call.language, specialty, gender, '*'))
    or (not spares(call) and holds(cells, cell(call.language, specialty .. '^', gender, '*')))
end

local function held_until(call)
  return tonumber(need_of(call).known_from or call.since) + spans.known_held
end

-- Whether it waits for somebody the caller knows, who is nearly done.
local function is_held(call)
  if not call.known or call.danger or call.offers ~= '' or held_until(call) <= now then
    return false
  end
  local known = record('responder', call.known)
  return known and known.rest == 'wrapping_up' and tonumber(known.rest_until) <= held_until(call)
    and not (known.offer or known.talking or known.leaving or known.owes)
    and not known.mentors and suits(call, known) and not excluded(call.id, known.id)
end

-- When time alone next changes something for this call; nil for never.
local function next_moment(call)
  local since, soonest = tonumber(call.since), nil
  local function at_wait(wait, may_be_past)
    if wait < 0 or not (may_be_past or since + wait > now) then return end
    if not soonest or since + wait < soonest then soonest = since + wait end
  end
  for _, stage in ipairs(STAGES) do
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
  write(call, 'told', call.told == '' and what or (call.told .. ',' .. what))
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
end

local function forget_call(id)
  local call = record('call', id)
  if not call then return end
  if call.language then leave_cells_of_call(call) end
  not_due('stage:' .. id)
  redis.call('SREM', LINE, id)
  forgive(id)
  if call.language then erase('need', id) end
  erase('call', id)
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
    write(call, 'cells', cells)
    write(call, 'score', score)
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
    write(call, 'unspoken', 1)
    ladders[call.id] = nil
    settle_call(call.id)
  end
end

-- Who lost their responder is here again, and who refused them has not forgotten.
local function come_back(place)
  if redis.call('PERSIST', at('never', place.id)) == 1 then keep_apart(place.id) end
  erase('place', place.id)
end

local function new_call(id)
  return make('call', id, {offers = '', cells = '', told = '', specialty = ''})
end

-- They need this from now on; danger once spoken stays.
local function say_need(call, need)
  write(call, 'language', need.language)
  write(call, 'specialty', need.specialty)
  write(call, 'rings', need.rings)
  write(call, 'known', need.known)
  if need.danger then write(call, 'danger', 1) end
  make('need', call.id, need)
  ladders[call.id] = nil
end

-- In the line with this need. A known call keeps its earliest place, and danger once spoken.
local function admit(said)
  local id = said.id
  local before = record('call', id)
  local kept = before and before.language and before or record('place', id)
  local call = before or new_call(id)
  local language = call.language
  local since, base = earliest(kept, 'since', said.since), earliest(kept, 'base', said.base)
  if kept and kept ~= before then write(call, 'told', kept.told) end
  say_need(call, said.need)
  write(call, 'since', since)
  write(call, 'base', base)
  if language ~= call.language then clear(call, 'unspoken') end
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
