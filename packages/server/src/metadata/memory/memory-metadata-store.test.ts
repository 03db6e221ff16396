import { metadataStoreConformance } from '../metadata-store.conformance.ts'
import { createMemoryMetadataStore } from './memory-metadata-store.ts'

metadataStoreConformance('memory', async () => createMemoryMetadataStore())
