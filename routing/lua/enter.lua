-- A caller joins the line, or says again what they need. Whom they must not reach stops ringing.
local call = admit(event.call)
withdraw_excluded(call)
let_time_pass() -- somebody's certificate may have run out
listen_for_language(call)
return moved('')
