-- Nothing happened but time. With `by`, nothing is done while it is another clock's turn.
if event.by then
  local turn = redis.call('GET', P .. ':lease')
  local holder, ends = (turn or ''):match('^(.*) (%d+)$')
  if holder and holder ~= event.by and tonumber(ends) > now then return noted('') end
  redis.call('SET', P .. ':lease', event.by .. ' ' .. string.format('%d', now + spans.turn))
end
return moved('')
