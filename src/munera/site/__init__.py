"""The top floor: settings, the map of addresses, the timetable and the pages that belong to no single room."""
