import type { AppRouter } from '@chime/client/app-router'
import { createTRPCClient, httpLink } from '@trpc/client'

/**
 * Calls the server from the pages where nobody is logged in yet. It uses the page's own origin, so that the browser
 * accepts the session cookie in the response.
 */
export const authClient = createTRPCClient<AppRouter>({ links: [httpLink({ url: '/trpc' })] })
