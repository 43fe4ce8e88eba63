-- Where does each responder stand?
--
-- responder:R has what they can do: languages, specialties, areas, mentors ('a,b'), gender,
-- until:S for each specialty S; what follows from it: cells and able ('cell,cell'), n (cells they
-- serve); and where they stand: idle_since, inside ('idle' or 'rest' when in those cells, else ''),
-- score (there). While they last: offer, listens (as a mentor), talking, rest + rest_until, owes
-- (a rest after the wrap-up), run + run_at (hard calls in a row, when the last ended), tired_until,
-- misses (in a row), leaving.

local function valid(person, specialty)
  return tonumber(person['until:' .. specialty] or '0') > now
end

-- Whether their certificate for it counts now; '*' for any.
local function certified(person, specialty)
  if specialty ~= '*' then return valid(person, specialty) end
  for _, held in ipairs(parts(person.specialties)) do
    if valid(person, held) then return true end
  end
  return false
end

local function is_tired(person)
  return tonumber(person.tired_until or '0') > now
end

-- What somebody may be asked for, as the second part of their cells; nothing without a certificate.
local function kinds_of(person, tired)
  local kinds, mark = {}, tired and '^' or ''
  for _, specialty in ipairs(parts(person.specialties)) do
    if valid(person, specialty) then kinds[#kinds + 1] = specialty .. mark end
  end
  if #kinds > 0 then kinds[#kinds + 1] = '*' .. mark end
  return kinds
end

local function cells_of(person, tired)
  local cells, kinds = {}, kinds_of(person, tired)
  local genders = person.gender == '' and {'*'} or {'*', person.gender}
  local languages, areas = parts(person.languages), parts(person.areas)
  languages[#languages + 1] = '*'
  areas[#areas + 1] = '*'
  for _, language in ipairs(languages) do
    for _, kind in ipairs(kinds) do
      for _, gender in ipairs(genders) do
        for _, area in ipairs(areas) do
          cells[#cells + 1] = cell(language, kind, gender, area)
        end
      end
    end
  end
  return table.concat(cells, ',')
end

local function rest_cells(person)
  return '~*' .. person.languages:gsub('[^,]+', ',~%0'):gsub(',,', ',')
end

local function count_able(list, by)
  for _, name in ipairs(parts(list)) do
    if redis.call('HINCRBY', ABLE, name, by) == 0 then redis.call('HDEL', ABLE, name) end
  end
end

-- A trainee counts only with a mentor on duty.
local function is_guided(person)
  if person.mentors == '' then return true end
  for _, mentor in ipairs(parts(person.mentors)) do
    if redis.call('SISMEMBER', DUTY, mentor) == 1 then return true end
  end
  return false
end

-- Who listens if this trainee takes that call: the first in order who is free to. Nil for nobody.
local function mentor_of(person, call_id)
  local best
  for _, id in ipairs(parts(person.mentors)) do
    local mentor = record('responder', id)
    local listens = mentor and mentor.inside == 'idle' and mentor.mentors == ''
      and not (call_id and redis.call('SISMEMBER', at('never', call_id), id) == 1)
    local score = listens and tonumber(mentor.score)
    if listens and (not best or score < best.score or (score == best.score and id < best.id)) then
      best = {id = id, score = score}
    end
  end
  return best and best.id
end

-- Where they can be asked: 'idle', 'rest' (only for danger), or '' for nowhere.
local function belongs(person)
  if person.offer or person.talking or person.leaving or person.cells == '' then return '' end
  if person.mentors ~= '' and not mentor_of(person) then return '' end
  if not person.rest then return 'idle' end
  return person.rest == 'resting' and 'rest' or ''
end

-- The cells they stand in.
local function cells_inside(person)
  if person.inside == 'idle' then return person.cells end
  return person.inside == 'rest' and rest_cells(person) or ''
end

local function move_inside(person, inside, score)
  local from, was = cells_inside(person), tonumber(person.score)
  write(person, {inside = inside, score = score})
  stand('idle', person.id, from, was, cells_inside(person), score)
end

local function leave_cells(person)
  if person.inside ~= '' then move_inside(person, '', tonumber(person.score)) end
end

-- Longest idle first, and each further cell they can serve keeps them a little free.
local function score_of(person)
  return tonumber(person.idle_since) + spans.rarity * (math.max(tonumber(person.n), 1) - 1)
end

local settle_call -- in calls.lua

local settle_responder

local function settle_trainees(id)
  for _, trainee in ipairs(redis.call('SMEMBERS', at('trainees', id))) do
    settle_responder(trainee)
  end
end

-- Puts a responder into the cells they belong to, and out of all others. What hangs on them is
-- settled too: trainees they listen to, callers who know them.
function settle_responder(id)
  local person = record('responder', id)
  if not person then return end
  local inside, score = belongs(person), score_of(person)
  if inside ~= person.inside or score ~= tonumber(person.score) then
    move_inside(person, inside, score)
    settle_trainees(id)
  end
  if inside ~= '' then touched_people[id] = true end
  for _, call_id in ipairs(standing_in('waiting', '=' .. id, 0, -1)) do
    settle_call(call_id)
  end
end

-- When the next of their certificates runs out they leave its cells.
local function watch_certificates(person)
  local next_end
  for _, specialty in ipairs(parts(person.specialties)) do
    local ends = tonumber(person['until:' .. specialty])
    if ends > now and not (next_end and next_end < ends) then next_end = ends end
  end
  if next_end then
    due('certificate:' .. person.id, next_end)
  else
    not_due('certificate:' .. person.id)
  end
end

-- What they can do has changed: other cells from now on.
local function recell(person)
  leave_cells(person)
  count_able(person.able, -1)
  local n = 0
  for _, specialty in ipairs(parts(person.specialties)) do
    if valid(person, specialty) then n = n + 1 end
  end
  local counts = is_guided(person) and not person.leaving
  write(person, {
    n = n * #parts(person.languages),
    cells = cells_of(person, is_tired(person)),
    able = counts and cells_of(person, false) or '',
  })
  count_able(person.able, 1)
  watch_certificates(person)
  settle_responder(person.id)
  settle_trainees(person.id)
end

local function recell_trainees(id)
  for _, trainee in ipairs(redis.call('SMEMBERS', at('trainees', id))) do
    local person = record('responder', trainee)
    if person then recell(person) end
  end
end

local function each_mentor(person, what)
  for _, mentor in ipairs(parts(person.mentors)) do
    redis.call(what, at('trainees', mentor), person.id)
  end
end

local function forget_responder(id)
  local person = record('responder', id)
  if not person then return end
  leave_cells(person)
  count_able(person.able, -1)
  each_mentor(person, 'SREM')
  for _, timer in ipairs({'rest:', 'tired:', 'certificate:'}) do
    not_due(timer .. id)
  end
  redis.call('SREM', DUTY, id)
  redis.call('SREM', RESTING, id)
  erase(person)
  recell_trainees(id)
  for _, call_id in ipairs(standing_in('waiting', '=' .. id, 0, -1)) do
    settle_call(call_id)
  end
end

-- Finishes the call they are in, and is asked for no other: off duty after it.
local function leave_after_this(person)
  leave_cells(person)
  count_able(person.able, -1)
  write(person, {leaving = 1, able = ''})
  redis.call('SREM', DUTY, person.id)
  redis.call('SREM', RESTING, person.id)
  recell_trainees(person.id)
end

-- On duty with these skills. Somebody already on duty keeps their state and their place. They
-- still have to be given their cells.
local function enrol(profile)
  local id = profile.id
  local person = record('responder', id) or make('responder', id, {
    idle_since = profile.idle_since, inside = '', score = 0, n = 0, cells = '', able = '',
    mentors = '', specialties = '',
  })
  leave_cells(person)
  each_mentor(person, 'SREM')
  clear(person, 'leaving')
  for _, specialty in ipairs(parts(person.specialties)) do
    clear(person, 'until:' .. specialty)
  end
  for specialty, ends in pairs(profile.certificates) do
    write(person, {['until:' .. specialty] = ends})
  end
  write(person, profile.skills)
  each_mentor(person, 'SADD')
  redis.call('SADD', DUTY, id)
  return person
end
