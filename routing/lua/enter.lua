-- A caller joins the line, or says again what they need.
admit(event.call)
return moved('')
