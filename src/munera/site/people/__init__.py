"""The pages on which people see what is held about them, change it, take a copy and ask to be forgotten.

They stand on the top floor because a door asks for roles, and a copy reaches into every room.
"""
