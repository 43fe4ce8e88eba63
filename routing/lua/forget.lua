-- Nothing here is to be believed any more: every event answers "unbuilt" until it is rebuilt.
state.built = nil
return noted('')
