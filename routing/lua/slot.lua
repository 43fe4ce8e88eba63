-- A call that is offered to nobody is placed as well: answers when its phone may begin to ring. With
-- `not_before` the phone company is busy until then, for everybody.
local not_before = math.max(now, event.not_before or 0)
return noted(string.format('%d', take_slot(event.urgent, not_before)))
