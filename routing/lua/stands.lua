-- Where a responder stands, '' for off duty. Changes nothing.
local person = record('responder', event.responder)
local stands = 'available'
if not person then
  stands = ''
elseif person.talking then
  stands = 'talking'
elseif person.offer then
  stands = 'offered'
elseif person.rest then
  stands = person.rest
end
return stands .. ' 0 0 0'
