import type { Command } from '../command.ts'
import { accountCommands } from './account.ts'
import { configCommands } from './config.ts'
import { connectionCommands } from './connection.ts'
import { exportCommands } from './export.ts'
import { exportTypesCommand } from './export-types.ts'
import { pluginCommands } from './plugin.ts'
import { previewCommand } from './preview.ts'
import { pushCommand } from './push.ts'
import { queryCommand } from './query.ts'
import { replayCommands } from './replay.ts'
import { repoCommands } from './repo.ts'
import { signCommand } from './sign.ts'
import { statusCommand } from './status.ts'
import { tailCommand } from './tail.ts'
import { transformCommands } from './transform.ts'

/** Every command, in the order of help. */
export const commands: readonly Command[] = [
  pushCommand,
  tailCommand,
  queryCommand,
  previewCommand,
  statusCommand,
  signCommand,
  ...repoCommands,
  ...transformCommands,
  ...exportCommands,
  exportTypesCommand,
  ...replayCommands,
  ...connectionCommands,
  ...pluginCommands,
  ...accountCommands,
  ...configCommands,
]
