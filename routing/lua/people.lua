-- Where does each responder stand?
--
-- skills:R has what they can do, which is seldom read: languages, areas ('a,b'), gender, and able
-- ('cell,cell', where they are counted). cells:R has the cells that are theirs ('cell,cell').
-- responder:R has the rest: certificates ('specialty=end,' for each), mentors ('a,b'), n (how much
-- they serve), serves (anything at all); and where they stand: idle_since, inside ('idle' or 'rest'
-- when in those cells, else ''), score (there). While they last: offer, listens (as a mentor),
-- talking, rest + rest_until, owes (a rest after the wrap-up), run + run_at (hard calls in a row,
-- when the last ended), tired_until, misses (in a row), leaving, trainees (they may have some).

local function skills_of(person)
  return record('skills', person.id)
end

local function cells_held(person)
  return record('cells', person.id).cells
end

-- Their specialties, each with the end of its certificate.
local function each_certificate(person)
  return person.certificates:gmatch('([^=]+)=(%d+),')
end

local function valid(person, specialty)
  for held, ends in each_certificate(person) do
    if held == specialty then return tonumber(ends) > now end
  end
  return false
end

-- Whether their certificate for it counts now; '*' for any.
local function certified(person, specialty)
  if specialty ~= '*' then return valid(person, specialty) end
  for _, ends in each_certificate(person) do
    if tonumber(ends) > now then return true end
  end
  return false
end

local function is_tired(person)
  return tonumber(person.tired_until or '0') > now
end

-- What somebody may be asked for, as the second part of their cells; nothing without a certificate.
local function kinds_of(person, tired)
  local kinds, mark = {}, tired and '^' or ''
  for specialty, ends in each_certificate(person) do
    if tonumber(ends) > now then kinds[#kinds + 1] = specialty .. mark end
  end
  if #kinds > 0 then kinds[#kinds + 1] = '*' .. mark end
  return kinds
end

-- Their languages; who has none can be asked with an interpreter.
local function tongues(person)
  local languages = skills_of(person).languages
  return languages == '' and '*' or languages
end

local function cells_in(languages, person, tired)
  local cells, kinds, skills = {}, kinds_of(person, tired), skills_of(person)
  local genders = skills.gender == '' and {'*'} or {'*', skills.gender}
  local areas = parts(skills.areas .. ',*')
  for _, language in ipairs(parts(languages)) do
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
  return '~*' .. skills_of(person).languages:gsub('[^,]+', ',~%0'):gsub(',,', ',')
end

local function count(where, list, by)
  for _, name in ipairs(parts(list)) do
    if redis.call('HINCRBY', where, name, by) == 0 then redis.call('HDEL', where, name) end
  end
end

-- Who could be asked at all, and which languages they speak.
local function count_able(person, by)
  local able = skills_of(person).able
  if able == '' then return end
  count(ABLE, able, by)
  count(SPOKEN, tongues(person), by)
end

-- A trainee counts only with a mentor on duty.
local function is_guided(person)
  if not person.mentors then return true end
  for _, mentor in ipairs(parts(person.mentors or '')) do
    if redis.call('SISMEMBER', DUTY, mentor) == 1 then return true end
  end
  return false
end

-- Who listens if this trainee takes that call: the first in order who is free to. Nil for nobody.
local function mentor_of(person, call_id)
  local best
  for _, id in ipairs(parts(person.mentors or '')) do
    local mentor = record('responder', id)
    local listens = mentor and mentor.inside == 'idle' and not mentor.mentors
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
  if person.offer or person.talking or person.leaving or not person.serves then return '' end
  if person.mentors and not mentor_of(person) then return '' end
  if not person.rest then return 'idle' end
  return person.rest == 'resting' and 'rest' or ''
end

-- The cells they stand in.
local function cells_inside(person)
  if person.inside == 'idle' then return cells_held(person) end
  return person.inside == 'rest' and rest_cells(person) or ''
end

local function move_inside(person, inside, score)
  local from, was = cells_inside(person), tonumber(person.score)
  write(person, 'inside', inside)
  write(person, 'score', score)
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

-- Callers who know them.
local function settle_callers_of(id)
  if not is_any_asking() then return end
  for _, call_id in ipairs(standing_in('waiting', '=' .. id, 0, -1)) do
    settle_call(call_id)
  end
end

local function settle_trainees(id)
  if not record('responder', id).trainees then return end
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
  settle_callers_of(id)
end

-- When the next of their certificates runs out they leave its cells.
local function watch_certificates(person)
  local next_end
  for _, written in each_certificate(person) do
    local ends = tonumber(written)
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
  local skills = skills_of(person)
  count_able(person, -1)
  local n = 0
  for _, ends in each_certificate(person) do
    if tonumber(ends) > now then n = n + 1 end
  end
  local counts = is_guided(person) and not person.leaving
  local cells = cells_in(tongues(person), person, is_tired(person))
  make('cells', person.id, {cells = cells})
  write(person, 'n', n * #parts(skills.languages))
  if cells == '' then clear(person, 'serves') else write(person, 'serves', 1) end
  write(skills, 'able', counts and cells_in(skills.languages .. ',*', person, false) or '')
  count_able(person, 1)
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
  for _, mentor in ipairs(parts(person.mentors or '')) do
    redis.call(what, at('trainees', mentor), person.id)
    local listens = record('responder', mentor)
    if listens then write(listens, 'trainees', 1) end
  end
end

local function forget_responder(id)
  local person = record('responder', id)
  if not person then return end
  leave_cells(person)
  count_able(person, -1)
  each_mentor(person, 'SREM')
  for _, timer in ipairs({'rest:', 'tired:', 'certificate:'}) do
    not_due(timer .. id)
  end
  redis.call('SREM', DUTY, id)
  redis.call('SREM', RESTING, id)
  erase('responder', id)
  erase('skills', id)
  erase('cells', id)
  recell_trainees(id)
  settle_callers_of(id)
end

-- Finishes the call they are in, and is asked for no other: off duty after it.
local function leave_after_this(person)
  leave_cells(person)
  local skills = skills_of(person)
  count_able(person, -1)
  write(person, 'leaving', 1)
  write(skills, 'able', '')
  redis.call('SREM', DUTY, person.id)
  redis.call('SREM', RESTING, person.id)
  recell_trainees(person.id)
end

local function newcomer(profile)
  make('skills', profile.id, {able = ''})
  make('cells', profile.id, {cells = ''})
  return make('responder', profile.id, {
    idle_since = profile.idle_since, inside = '', score = 0, n = 0,
    trainees = redis.call('EXISTS', at('trainees', profile.id)) == 1 and 1 or nil,
  })
end

-- On duty with these skills. Somebody already on duty keeps their state and their place. They
-- still have to be given their cells.
local function enrol(profile)
  local id = profile.id
  local person = record('responder', id) or newcomer(profile)
  local skills = skills_of(person)
  leave_cells(person)
  each_mentor(person, 'SREM')
  count_able(person, -1)
  write(skills, 'able', '')
  clear(person, 'leaving')
  local said, certificates = profile.skills, ''
  for specialty, ends in pairs(profile.certificates) do
    certificates = certificates .. specialty .. '=' .. ends .. ','
  end
  write(person, 'certificates', certificates)
  write(person, 'mentors', said.mentors ~= '' and said.mentors or nil)
  write(skills, 'languages', said.languages)
  write(skills, 'areas', said.areas)
  write(skills, 'gender', said.gender)
  each_mentor(person, 'SADD')
  redis.call('SADD', DUTY, id)
  return person
end
