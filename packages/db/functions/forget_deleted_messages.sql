-- Takes messages out of the search index when their rows are deleted, for the trigger `messages_forget`. That happens only
-- when a whole channel is deleted: a message that somebody deletes stays as a tombstone.
create or replace function forget_deleted_messages() returns trigger language plpgsql as $$
begin
  delete from message_search s using gone where s.channel_id = gone.channel_id and s.number = gone.number;
  return null;
end
$$;
