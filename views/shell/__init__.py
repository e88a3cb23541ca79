"""The frame of the window: theme, fonts, icons, painting, the seat that every page is made with, the way from place to
place, and work off the UI thread.
"""
