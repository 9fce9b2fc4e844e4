import { schema, type Tx } from '@chime/db'

/**
 * The database's epoch. It changes when a backup is restored, so that clients drop what the restored database never
 * contained.
 */
export async function readEpoch(tx: Tx): Promise<string> {
  const [row] = await tx.select({ epoch: schema.instance.epoch }).from(schema.instance)
  if (!row) throw new Error('the database has no instance row: run the migrations')
  return row.epoch
}
