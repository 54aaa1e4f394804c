-- A version from an employer's own feed stands above one that only links to the employer's system, as lib/postings now says of
-- each version that it reads: anybody can write such a link, with other words and a longer text.
update public.postings set quality = 2000 + quality % 1000
where closed_at is null and quality < 2000
  and source in ('ashby', 'greenhouse', 'lever', 'personio', 'recruitee', 'smartrecruiters', 'workable');
