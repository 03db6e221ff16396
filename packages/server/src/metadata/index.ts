import { createEmbeddedMetadataStore } from './embedded/embedded-metadata-store.ts'
import { createMemoryMetadataStore } from './memory/memory-metadata-store.ts'

/** The backends of MetadataStore. */
export const metadataStores = {
  embedded: createEmbeddedMetadataStore,
  memory: createMemoryMetadataStore,
} as const
