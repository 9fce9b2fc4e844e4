import { nobody, type Rows } from '../verdicts.ts'

/** A role in a channel gives no rights on the server. */
export const adminRows: Rows = {
  'admin.suspend': { input: ({ stranger }) => ({ userId: stranger }), verdicts: nobody },
  'admin.unsuspend': { input: ({ stranger }) => ({ userId: stranger }), verdicts: nobody },
}
