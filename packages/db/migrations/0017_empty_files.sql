ALTER TABLE "attachments" DROP CONSTRAINT "attachments_size";--> statement-breakpoint
-- Not checked again: rows of which the bound before held are within this one, and the table would be locked meanwhile.
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_size" CHECK ("attachments"."size" >= 0) NOT VALID;
