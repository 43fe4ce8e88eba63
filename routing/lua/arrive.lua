-- A responder comes on duty, or what they can do has changed.
let_time_pass()
local is_new = not record('responder', event.responder.id)
local person = enrol(event.responder)
recell(person)
recell_trainees(person.id)
if is_new then remember(person, event.responder.lately) end
return moved('')
