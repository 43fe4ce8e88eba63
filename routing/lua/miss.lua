-- A responder did not answer; if their phone really rang they also rest for a while.
local offer = close_unaccepted(event.offer)
if offer then miss(offer, event.rang) end
return moved('')
