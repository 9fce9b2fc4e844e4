import { defineConfig } from '@chime/protocol'
import { z } from 'zod'

// #region config
// chime.config.ts: CHIME_CONFIG of the server names this file
export default defineConfig({ metadata: z.strictObject({ ticket: z.string().optional() }) })
// #endregion
