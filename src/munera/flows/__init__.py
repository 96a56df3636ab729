"""The few things that act in more than one room: each a query for what waits and an action that ends the waiting."""
