import { notFound, type Rows, writers } from '../verdicts.ts'

const id = () => ({ id: crypto.randomUUID() })

export const attachmentRows: Rows = {
  'attachments.create': {
    input: ({ channelId }) => ({ channelId, name: 'a file.txt', type: 'text/plain', size: 5 }),
    verdicts: writers,
  },
  // An upload belongs to a person, whatever their role; see `test/files/access.test.ts`.
  'attachments.get': { input: id, verdicts: notFound },
  'attachments.delete': { input: id, verdicts: notFound },
}
