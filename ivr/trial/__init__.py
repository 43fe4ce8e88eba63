"""What does a newcomer see when the parts run together?"""
