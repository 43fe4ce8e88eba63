-- A number that failed: nobody is rung on it any more, unless that would empty the line.
let_time_pass()
local person = record('responder', event.responder)
if person and not person.leaving then
  if is_last(person) then tell('last_on_duty', nil, person.id) else depart(person) end
end
return moved('')
