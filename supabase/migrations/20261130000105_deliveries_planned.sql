-- Who is matched is asked for what is owed to them. By their mails alone that is a look at each digest that they ever got, most of
-- them on pages that nobody has read for months.
create index deliveries_planned on public.deliveries (subscriber_id) where status = 'planned';
