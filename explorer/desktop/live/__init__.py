"""The page that shows samples as they come."""
