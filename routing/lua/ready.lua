-- A responder is done pausing or wrapping up. Nothing for somebody who was not; a rest they need
-- goes on.
let_time_pass()
local person = record('responder', event.responder)
if not person or person.rest == 'resting' then return moved('') end
local is_stray = person.talking and not person.offer
if is_stray then clear(person, 'talking') end
if person.rest then
  end_wrap_up(person, now)
elseif is_stray then
  free(person, now)
end
return moved('')
