"""Which read-only questions do pages ask?"""
