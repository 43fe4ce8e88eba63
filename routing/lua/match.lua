-- Who is given to whom?
--
-- Before an event nobody waited beside somebody free to take them. So only calls and responders
-- touched by this event can find each other, and the first call in order goes first.

local PAGE = 8

-- The first member that fits, in order: one that does not fit never blocks those behind it.
local function first_in(kind, name, fits)
  local from, page = 0, 1
  repeat
    local members = standing_in(kind, name, from, from + page - 1)
    for _, member in ipairs(members) do
      if fits(member) then return member end
    end
    from = from + page
    local is_end = #members < page
    page = page * PAGE
  until is_end
end

-- Whether these two may be given to each other now, cells apart.
local function may_meet(call_id, responder_id)
  if excluded(call_id, responder_id) then return false end
  local person = record('responder', responder_id)
  return not person.mentors or mentor_of(person, call_id) ~= nil
end

-- The one the caller knows, if they are free and everything that is asked for.
local function known_responder(call)
  local person = record('responder', call.known)
  local suited = person and person.inside == 'idle' and suits(call, person)
  return suited and may_meet(call.id, person.id) and person.id
end

local function is_ahead(score, id, other)
  return score < other.score or (score == other.score and id < other.id)
end

-- The first of those in a cell, or in all cells that differ from it in nothing but the language.
local function first_idle(name, fits)
  local rest = name:match('^%*(|.*)$')
  if not rest then return first_in('idle', name, fits) end
  local best
  for _, language in ipairs(redis.call('HKEYS', SPOKEN)) do
    local id = first_in('idle', language .. rest, fits)
    local score = id and tonumber(record('responder', id).score)
    if id and (not best or is_ahead(score, id, best)) then best = {id = id, score = score} end
  end
  return best and best.id
end

-- Who is asked for this call, and how closely they match: the closest first, then in order.
local function first_responder(call)
  for _, rung in ipairs(ladder(call)) do
    local found
    if rung.match == 'known' then
      found = known_responder(call)
    else
      found = first_idle(rung.cell, function(id) return may_meet(call.id, id) end)
    end
    if found then return found, rung.match end
  end
end

-- The first call in order that this responder may take, over all their cells.
local function first_call(person)
  if not is_any_asking() then return nil end
  local best
  local function look_in(name, fits)
    local id = first_in('waiting', name, function(call_id)
      return may_meet(call_id, person.id) and (not fits or fits(record('call', call_id)))
    end)
    local score = id and tonumber(redis.call('ZSCORE', P .. ':waiting:' .. name, id))
    if id and (not best or is_ahead(score, id, best)) then best = {id = id, score = score} end
  end
  local seen = {}
  for _, name in ipairs(parts(cells_inside(person))) do
    look_in(name)
    local any = name:gsub('^[^|]*|', '*|') -- a call asks for any language there
    if not seen[any] and any ~= name then look_in(any) end
    seen[any] = true
  end
  if person.inside == 'idle' then
    look_in('=' .. person.id, function(call) return suits(call, person) end)
  end
  return best
end

-- A heap of {score, id of a call, person or nil}: what could be matched next, the first on top.
local heap

local function push(entry)
  local i = #heap + 1
  while i > 1 do
    local above = heap[math.floor(i / 2)]
    if not is_ahead(entry.score, entry.id, above) then break end
    heap[i] = above
    i = math.floor(i / 2)
  end
  heap[i] = entry
end

local function pop()
  local top, last = heap[1], table.remove(heap)
  if #heap == 0 then return top end
  local i = 1
  while 2 * i <= #heap do
    local child = 2 * i
    if child < #heap and is_ahead(heap[child + 1].score, heap[child + 1].id, heap[child]) then
      child = child + 1
    end
    if not is_ahead(heap[child].score, heap[child].id, last) then break end
    heap[i] = heap[child]
    i = child
  end
  heap[i] = last
  return top
end

-- Told once, so that holds are counted.
local function tell_of_hold(call)
  if holds(call.told, 'held') then return end
  note_told(call, 'held')
  tell('held', call.id, call.known)
end

local function push_call(id)
  local call = record('call', id)
  if not call or not asks_more(call) then return end
  if is_held(call) then return tell_of_hold(call) end
  push({score = call_score(call), id = id})
end

local function push_person(id)
  local person = record('responder', id)
  local found = person and person.inside ~= '' and first_call(person)
  if found then push({score = found.score, id = found.id, person = id}) end
end

local function push_touched()
  local calls, people = touched_calls, touched_people
  touched_calls, touched_people = {}, {}
  for id in pairs(calls) do push_call(id) end
  for id in pairs(people) do push_person(id) end
end

-- When a phone may begin to ring, not before the moment given: what is urgent then, all else at the
-- next free moment.
local function take_slot(is_urgent, not_before)
  if spans.pace == 0 then return not_before end
  local free_at = math.max(not_before, tonumber(state.pace))
  state.pace = free_at + spans.pace
  return is_urgent and not_before or free_at
end

local function propose(call, responder_id, match)
  local person, slot = record('responder', responder_id), take_slot(call.danger, now)
  local need = need_of(call)
  local id = event.seed .. (#proposals + 1)
  local mentor = person.mentors and mentor_of(person, call.id) or nil
  local offer = hold(id, {
    call = call.id, responder = responder_id, mentor = mentor, hard = need.hard,
    matched = match,
    deadline = slot + tonumber(need.ring or spans.ring) + spans.carrier,
  })
  settle_call(call.id) -- first, or it is written where it asks only to be taken out again
  settle_responder(responder_id)
  if mentor then settle_responder(mentor) end
  proposals[#proposals + 1] = ('%s %s %s %d %s %s %d'):format(
    id, call.id, responder_id, offer.deadline, match, mentor or '', slot)
end

-- Whether an entry still says what is so.
local function is_current(entry)
  local call = record('call', entry.id)
  if not call or not asks_more(call) or call_score(call) ~= entry.score then return false end
  if is_held(call) then return false end
  return not entry.person or record('responder', entry.person).inside ~= ''
end

local function match()
  push_touched()
  while #heap > 0 do
    local entry = pop()
    local found, how
    local is_over = not is_current(entry)
    if not is_over then
      local call = record('call', entry.id)
      found, how = first_responder(call)
      if found then propose(call, found, how) end
    end
    -- Who was passed over for somebody closer looks again.
    if entry.person and (found or is_over) then push_person(entry.person) end
    push_touched()
  end
end
