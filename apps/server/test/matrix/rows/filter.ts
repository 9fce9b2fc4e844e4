import { nobody, type Rows } from '../verdicts.ts'

/** Only admins of the server know what may not be written, and change it. */
export const filterRows: Rows = {
  'filters.list': { verdicts: nobody },
  'filters.create': { input: () => ({ kind: 'word', pattern: 'spam', action: 'refuse' }), verdicts: nobody },
  'filters.update': {
    input: () => ({ id: crypto.randomUUID(), kind: 'word', pattern: 'spam', action: 'refuse' }),
    verdicts: nobody,
  },
  'filters.delete': { input: () => ({ id: crypto.randomUUID() }), verdicts: nobody },
}
