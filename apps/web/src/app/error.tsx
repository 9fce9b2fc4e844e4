'use client'

import { ErrorFallback } from '../shell/error-fallback.tsx'

export default ErrorFallback
