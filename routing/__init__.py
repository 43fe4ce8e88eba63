"""Who takes this call?"""
