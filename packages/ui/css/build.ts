import { writeStyles } from './write-styles.ts'

await writeStyles()
