"""The page on which a mistake of the past is put right."""
