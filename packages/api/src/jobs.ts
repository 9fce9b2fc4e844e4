import type { JobWork } from '@chime/db'
import { showPreviews } from './preview/show.ts'
import { remind } from './reminder/remind.ts'
import { sendScheduled } from './scheduled/send.ts'
import type { Services } from './services.ts'

/** What is done later, or beside the calls, by whichever node takes it. */
export const jobWork = (services: Services): JobWork => ({
  due: ({ what, id }) => (what === 'scheduled' ? sendScheduled(services, id) : remind(services, id)),
  preview: (place) => showPreviews(services, place),
})
