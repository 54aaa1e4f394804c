-- A page of the catalogue is read in the order of its indexes also before anything has been counted: after a restore or a first
-- large crawl each page, and each look for what has changed, sorted all that is open.
alter function public.catalogue_changes(timestamptz, uuid, int) set enable_sort = off;
