-- When a row of `attachments` goes, its bytes are to be erased from the file store: the trigger `attachments_erased` notes that
-- in the same transaction.
create or replace function note_file_erasure() returns trigger language plpgsql as $$
begin
  -- Not "on conflict do nothing". A job may hold the lock of an older note now and, since this row is not gone for it yet, find
  -- the bytes in use; then it deletes that note without erasing anything. An update waits for the job's lock, and leaves a note
  -- in either case.
  insert into file_erasures (store_key) values (old.store_key)
    on conflict (store_key) do update set created_at = excluded.created_at;
  return null;
end
$$;
