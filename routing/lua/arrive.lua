-- A responder comes on duty, or what they are certified for has changed.
enrol(event.responder)
return moved('')
