-- Marks a user or a channel whose name has changed without its folded form as one to be folded anew. Nodes of an earlier
-- release change names so, and people who write SQL.
create or replace function names_to_fold() returns trigger language plpgsql as $$
begin
  new.fold_version := 0;
  new.name_folded := null;
  return new;
end
$$;
create or replace trigger users_to_fold before update of username, full_name on users for each row
  when ((old.username, old.full_name) is distinct from (new.username, new.full_name)
    and old.name_folded is not distinct from new.name_folded)
  execute function names_to_fold();
create or replace trigger channels_to_fold before update of name on channels for each row
  when (old.name is distinct from new.name and old.name_folded is not distinct from new.name_folded)
  execute function names_to_fold();
