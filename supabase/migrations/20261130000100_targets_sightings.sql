-- A board that says that it has not changed has its postings touched: found by the board, and not among all that its source ever
-- had, which after a year took longer than a statement may. Not by when each was seen last, which changes with every touch.
create index sightings_target on public.sightings (source, target);
