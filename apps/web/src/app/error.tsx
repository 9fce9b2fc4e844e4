'use client'

import { Failure } from './failure.tsx'

export default Failure
