// biome-ignore lint/performance/noBarrelFile: so the gallery uses the parts only as other packages can
export * from '../src/connected/index.ts'
