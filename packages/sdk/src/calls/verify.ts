import type {
  ExportVerification,
  PluginField,
  TransformVerification,
  VerifiedTransform,
} from '../resources.ts'
import type { Transport } from '../transport.ts'
import { post } from './requests.ts'

/** Trying a spec without creating anything: what is wrong with it is refused as create would. */
export function verifyCalls({ json }: Transport) {
  return {
    transform: (asked: TransformVerification) =>
      json<VerifiedTransform>({ ...post('verify', 'transforms'), safeToRepeat: true }, asked),
    /** Knocks at the destination too. */
    export: async (asked: ExportVerification) => {
      await json({ ...post('verify', 'exports'), safeToRepeat: true }, asked)
    },
    /** The fields that an uploaded plugin gives. */
    plugin: async (plugin: string) => {
      const request = { ...post('verify', 'plugins', plugin), safeToRepeat: true }
      return (await json<{ outputFields: PluginField[] }>(request)).outputFields
    },
  }
}
