-- A responder goes off duty: at once, or when the call they are in is over.
let_time_pass()
local person = record('responder', event.responder)
if person then depart(person) end
return moved('')
