-- What has this event decided that is not written yet?
--
-- Each record is read once in an event. What becomes of it, of its timers and of the cells somebody
-- stands in is written once: at the end, or before somebody looks at those cells or timers.

local records, changed, erased

-- A record with its id and key, or false.
local function record(kind, id)
  local key = at(kind, id)
  local found = records[key]
  if found == nil then
    local text = redis.call('GET', key)
    found = text and reads[kind](key, id, text)
    records[key] = found
  end
  return found
end

local function write(it, name, value)
  it[name] = value
  changed[it] = true
end

local function make(kind, id, fields)
  fields.kind, fields.id, fields.key = kind, id, at(kind, id)
  records[fields.key] = fields
  changed[fields] = true
  return fields
end

local function clear(it, name)
  if it[name] ~= nil then
    it[name] = nil
    changed[it] = true
  end
end

local function erase(kind, id)
  local key = at(kind, id)
  records[key] = false
  erased[#erased + 1] = key
end

local whole = '%d' -- a double would be written with 17 digits, slowly

-- A command takes some thousand words at most.
local PAGE_OF_WORDS = 1000

local function in_pages(command, key, words)
  if #words == 0 then return end
  if #words <= PAGE_OF_WORDS then return redis.call(command, key, unpack(words)) end
  for first = 1, #words, PAGE_OF_WORDS do
    redis.call(command, key, unpack(words, first, math.min(first + PAGE_OF_WORDS - 1, #words)))
  end
end

-- When each timer runs out from now on; false for never.
local timers, is_pressing

local function due(member, moment)
  timers[member] = tonumber(moment)
  if timers[member] <= now then is_pressing = true end
end

local function not_due(member)
  timers[member] = false
end

local function write_timers()
  if not next(timers) then return end
  local set, gone = {}, {}
  for member, moment in pairs(timers) do
    if moment then
      set[#set + 1] = whole:format(moment)
      set[#set + 1] = member
    else
      gone[#gone + 1] = member
    end
  end
  if next(timers) then timers = {} end
  in_pages('ZREM', DEADLINES, gone)
  in_pages('ZADD', DEADLINES, set)
end

-- Who stands in other cells than before: from which, with which score, to which, with which.
local moving = {}
local asking -- whether any call does, once that was looked up

local function stand(kind, id, from, was, to, score)
  local move = moving[kind][id]
  if not move then
    if from == '' and to == '' then return end
    move = {from = from, was = was}
    moving[kind][id] = move
  end
  move.to, move.score = to, score
end

local function write_move(start, id, move)
  local from, to, score = move.from, move.to, whole:format(move.score)
  for name in to:gmatch('[^,]+') do
    if move.score ~= move.was or not holds(from, name) then
      redis.call('ZADD', start .. name, score, id)
    end
  end
  if from == to then return end
  for name in from:gmatch('[^,]+') do
    if to == '' or not holds(to, name) then redis.call('ZREM', start .. name, id) end
  end
end

local function write_moves(kind)
  if not next(moving[kind]) then return end
  local start = P .. ':' .. kind .. ':'
  for id, move in pairs(moving[kind]) do
    write_move(start, id, move)
    if kind == 'waiting' and (move.from == '') ~= (move.to == '') then
      redis.call(move.to == '' and 'SREM' or 'SADD', ASKING, id)
    end
  end
  moving[kind] = {}
end

-- Members of a cell in order, with what this event changed.
local function standing_in(kind, name, first, last)
  if next(moving[kind]) then
    write_moves(kind)
    asking = nil
  end
  return redis.call('ZRANGE', P .. ':' .. kind .. ':' .. name, whole:format(first), whole:format(last))
end

-- Whether any call asks for anybody at all.
local function is_any_asking()
  if next(moving.waiting) then
    write_moves('waiting')
    asking = nil
  end
  if asking == nil then asking = redis.call('EXISTS', ASKING) == 1 end
  return asking
end

local function write_all()
  for first = 1, #erased, PAGE_OF_WORDS do
    redis.call('DEL', unpack(erased, first, math.min(first + PAGE_OF_WORDS - 1, #erased)))
  end
  for it in pairs(changed) do
    if records[it.key] == it then redis.call('SET', it.key, writes[it.kind](it)) end
  end
  write_moves('idle')
  write_moves('waiting')
  write_timers()
  changed, erased = {}, {}
end
