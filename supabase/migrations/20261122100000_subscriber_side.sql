-- What a person may choose beside their wishes, and the mails that come of it.
alter table public.subscribers
  -- the language of their pages and mails; which there are is lib/words' to say
  add column locale text not null default 'en' check (locale ~ '^[a-z]{2}$'),
  -- a word also on a digest day on which nothing new fits
  add column still_looking boolean not null default false,
  -- the last thing that a person did here: confirmed, saved, said a verdict. Opens and clicks are not among them
  add column last_sign_at timestamptz not null default now();

alter table public.subscribers drop constraint subscribers_status_check;
alter table public.subscribers add constraint subscribers_status_check
  -- erasing: all that is left is the address, until the receipt has gone out
  check (status in ('unverified', 'active', 'unsubscribed', 'erasing'));

alter table public.deliveries drop constraint deliveries_kind_check;
alter table public.deliveries add constraint deliveries_kind_check check (kind in (
  'verification', 'already_subscribed', 'links', 'digest', 'still_looking', 're_engagement',
  'address_confirmation', 'address_change', 'export', 'erasure_receipt'));
