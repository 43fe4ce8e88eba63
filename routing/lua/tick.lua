-- Nothing happened but time.
return moved('')
