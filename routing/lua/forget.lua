-- Nothing here is to be believed any more: every event answers "unbuilt" until it is rebuilt.
redis.call('HDEL', STATE, 'built')
state.built = nil
return noted('')
