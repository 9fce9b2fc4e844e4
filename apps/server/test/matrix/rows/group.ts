import { nobody, type Rows, signedIn } from '../verdicts.ts'

/** A role in a channel gives no rights on the server, where only admins change user groups. */
export const groupRows: Rows = {
  'groups.list': { verdicts: signedIn },
  'groups.create': {
    input: ({ stranger }) => ({ handle: 'design', name: 'Design', description: 'Who draws', memberIds: [stranger] }),
    verdicts: nobody,
  },
  'groups.update': {
    input: ({ stranger }) => ({
      id: crypto.randomUUID(),
      handle: 'design',
      name: 'Design',
      description: 'Who draws',
      memberIds: [stranger],
    }),
    verdicts: nobody,
  },
  'groups.delete': { input: () => ({ id: crypto.randomUUID() }), verdicts: nobody },
}
