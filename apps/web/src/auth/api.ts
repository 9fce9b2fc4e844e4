import type { AppRouter } from '@chime/api'
import { createTRPCClient, httpLink } from '@trpc/client'

/** For pages before there is a session. Same origin: the answer sets the session's cookie. */
export const authApi = createTRPCClient<AppRouter>({ links: [httpLink({ url: '/trpc' })] })
