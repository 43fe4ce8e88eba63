-- A caller is still there. Answers 'unknown', or 'hopeful' or 'hopeless' (nobody on duty could
-- ever take the call, at any stage it can reach), with '+unspoken' if nobody speaks the language.
let_time_pass() -- somebody's certificate may have run out
local call = record('call', event.call)
if not call then return moved('unknown') end
if not call.language then return moved('hopeful') end -- they are talking already

local never = refused(call.id)

local function somebody_in(name)
  local able = tonumber(redis.call('HGET', ABLE, name) or '0')
  for _, id in ipairs(never) do
    local person = able > 0 and record('responder', id)
    if person and holds(skills_of(person).able, name) then able = able - 1 end
  end
  return able > 0
end

local function known_could()
  local known = call.known and record('responder', call.known)
  if not known or excluded_for_good(call.id, known.id) then return false end
  local need = need_of(call)
  local gender = need.gender == '' and '*' or need.gender
  local specialty = call.specialty == '' and '*' or call.specialty
  return holds(skills_of(known).able, cell(call.language, specialty, gender, '*'))
end

-- People on rest and those in need of a break from hard calls are counted with everybody else.
local function has_hope()
  for _, rung in ipairs(climb(call, true)) do
    local is_counted = not rung.cell:find('^[~=]') and not rung.cell:find('^|', 1, true)
    if is_counted and somebody_in(rung.cell) then return true end
  end
  return known_could()
end

listen_for_language(call)
local answer = has_hope() and 'hopeful' or 'hopeless'
return moved(answer .. (call.unspoken and '+unspoken' or ''))
