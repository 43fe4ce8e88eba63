-- What has this event decided that is not written yet?
--
-- Each record is read once in an event. What becomes of it, of its timers and of the cells somebody
-- stands in is written once: at the end, or before somebody looks at those cells or timers.

local records, changed, erased = {}, {}, {}

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
  local mine = changed[it]
  if not mine then
    mine = {}
    changed[it] = mine
  end
  for name, value in pairs(fields) do
    if it[name] ~= value then
      it[name] = value
      mine[name] = true
    end
  end
end

local function make(kind, id, fields)
  local it = {id = id, key = at(kind, id)}
  records[it.key] = it
  write(it, fields)
  return it
end

local function clear(it, ...)
  for _, name in ipairs({...}) do
    if it[name] ~= nil then
      write(it, {[name] = false})
      it[name] = nil
    end
  end
end

local function erase(it)
  records[it.key] = false
  erased[#erased + 1] = it.key
end

local function write_record(it, names)
  local flat, gone = {}, {}
  for name in pairs(names) do
    local value = it[name]
    if value == nil then
      gone[#gone + 1] = name
    else
      flat[#flat + 1] = name
      flat[#flat + 1] = value
    end
  end
  if #flat > 0 then redis.call('HSET', it.key, unpack(flat)) end
  if #gone > 0 then redis.call('HDEL', it.key, unpack(gone)) end
end

-- A command takes some thousand words at most.
local PAGE_OF_WORDS = 1000

local function in_pages(words, say)
  for first = 1, #words, PAGE_OF_WORDS do
    say(unpack(words, first, math.min(first + PAGE_OF_WORDS - 1, #words)))
  end
end

-- When each timer runs out from now on; false for never.
local timers, is_pressing = {}, false

local function due(member, moment)
  timers[member] = tonumber(moment)
  if timers[member] <= now then is_pressing = true end
end

local function not_due(member)
  timers[member] = false
end

local function write_timers()
  local set, gone = {}, {}
  for member, moment in pairs(timers) do
    if moment then
      set[#set + 1] = moment
      set[#set + 1] = member
    else
      gone[#gone + 1] = member
    end
  end
  timers = {}
  in_pages(gone, function(...) redis.call('ZREM', DEADLINES, ...) end)
  in_pages(set, function(...) redis.call('ZADD', DEADLINES, ...) end)
end

-- Who stands in other cells than before: from which, with which score, to which, with which.
local moving = {idle = {}, waiting = {}}

local function stand(kind, id, from, was, to, score)
  local move = moving[kind][id]
  if not move then
    move = {from = from, was = was}
    moving[kind][id] = move
  end
  move.to, move.score = to, score
end

local function write_move(start, id, move)
  local stays, score = {}, string.format('%d', move.score) -- a double is slower to write
  for _, name in ipairs(parts(move.to)) do
    stays[name] = true
    if move.score ~= move.was or not holds(move.from, name) then
      redis.call('ZADD', start .. name, score, id)
    end
  end
  for _, name in ipairs(parts(move.from)) do
    if not stays[name] then redis.call('ZREM', start .. name, id) end
  end
end

local function write_moves(kind)
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
  if next(moving[kind]) then write_moves(kind) end
  return redis.call('ZRANGE', P .. ':' .. kind .. ':' .. name, first, last)
end

local function write_all()
  in_pages(erased, function(...) redis.call('DEL', ...) end)
  for it, names in pairs(changed) do
    if records[it.key] == it then write_record(it, names) end
  end
  write_moves('idle')
  write_moves('waiting')
  write_timers()
  changed, erased = {}, {}
end
