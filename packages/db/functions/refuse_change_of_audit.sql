-- The audit log is only added to: whoever wants to change it has to take these triggers away first, and the chain of its entries
-- still shows what was changed (see packages/api/src/audit).
create or replace function refuse_change_of_audit() returns trigger language plpgsql as $$
begin
  raise exception 'The audit log is only added to';
end
$$;

create or replace trigger audit_entries_kept before update or delete on audit_entries
  for each row execute function refuse_change_of_audit();
create or replace trigger audit_entries_not_emptied before truncate on audit_entries
  for each statement execute function refuse_change_of_audit();
