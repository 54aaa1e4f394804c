-- Nothing has to be there before the first signup and the first scrape. What a fresh database shows
-- comes in by the same way as in production: the local stack asks for scrapes as soon as it is ready.
select 1;
