import type { JobWork } from '@chime/db'
import { fetchAvatar } from './external-user/fetch-avatar.ts'
import { sendMail } from './mail/send.ts'
import { showPreviews } from './preview/show.ts'
import { remind } from './reminder/remind.ts'
import { sendScheduled } from './scheduled/send.ts'
import type { Services } from './services.ts'

/** What the job queue does, after its time or outside of calls. Any node may take a job. */
export const jobWork = (services: Services): JobWork => ({
  due: ({ what, id }) => (what === 'scheduled' ? sendScheduled(services, id) : remind(services, id)),
  preview: (key) => showPreviews(services, key),
  avatar: ({ userId }) => fetchAvatar(services, userId),
  mail: (what) => sendMail(services, what),
})
