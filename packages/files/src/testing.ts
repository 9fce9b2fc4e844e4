// For tests, of this package and of others.

export { pngThatClaims } from './testing-pictures.ts'
export { startTestS3 } from './testing-s3.ts'
