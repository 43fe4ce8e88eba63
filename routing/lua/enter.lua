-- A caller joins the line, or says again what they need.
local call = admit(event.call)
let_time_pass() -- somebody's certificate may have run out
listen_for_language(call)
return moved('')
