"""What do call scripts, walks and rehearsals show of a flow before anybody calls?"""
