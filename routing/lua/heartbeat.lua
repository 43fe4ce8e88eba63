-- A caller is still there. Answers 'unknown', 'hopeless' (nobody on duty could ever take the call,
-- at any stage it can reach) or 'hopeful'.
local call = record(at('call', event.call))
if not call then return moved('unknown') end
if not call.language then return moved('hopeful') end -- they are talking already

local function could_take(specialty)
  return first_in(P .. ':able:' .. cell(call.language, specialty), function(responder_id)
    return certified(responder_id, specialty) and not declined(event.call, responder_id)
  end)
end

local hope = (call.specialty ~= '' and could_take(call.specialty))
  or (tonumber(call.wide_after) >= 0 and could_take('*'))
return moved(hope and 'hopeful' or 'hopeless')
