-- Where a responder stands, '' for off duty. Changes nothing.
local person = record(at('responder', event.responder))
local stands = 'available'
if not person then
  stands = ''
elseif person.talking then
  stands = 'talking'
elseif person.offer then
  stands = 'offered'
elseif person.resting then
  stands = person.resting
end
return {'done', stands, {}, {}}
