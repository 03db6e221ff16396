import type { Route } from '../route.ts'
import { absentRoutes } from './absent.ts'
import { accountRoutes } from './accounts.ts'
import { connectionRoutes } from './connections.ts'
import type { ControlDeps } from './deps.ts'
import { destinationRoutes } from './destinations.ts'
import { existsRoutes } from './exists.ts'
import { exporterRoutes } from './exporters.ts'
import { exportRoutes } from './exports.ts'
import { grantRoutes } from './grants.ts'
import { groupRoutes } from './groups.ts'
import { pluginRoutes } from './plugins.ts'
import { previewRoutes } from './preview.ts'
import { recordRoutes } from './records.ts'
import { replayRoutes } from './replays.ts'
import { repoRoutes } from './repos.ts'
import { ruleRoutes } from './rules.ts'
import { statusRoutes } from './status.ts'
import { transformRoutes } from './transforms.ts'
import { variableRoutes } from './variables.ts'
import { verifyRoutes } from './verify.ts'
import { workflowRoutes } from './workflows.ts'

/** Every operation of the control API. */
export function controlRoutes(deps: ControlDeps): Route[] {
  return [
    ...repoRoutes(deps),
    ...recordRoutes(deps),
    ...transformRoutes(deps),
    ...previewRoutes(deps),
    ...exportRoutes(deps),
    ...exporterRoutes(deps),
    ...connectionRoutes(deps),
    ...destinationRoutes(deps),
    ...replayRoutes(deps),
    ...pluginRoutes(deps),
    ...groupRoutes(deps),
    ...workflowRoutes(deps),
    ...variableRoutes(deps),
    ...ruleRoutes(deps),
    ...grantRoutes(deps),
    ...verifyRoutes(deps),
    ...existsRoutes(deps),
    ...statusRoutes(deps),
    ...accountRoutes(deps),
    ...absentRoutes(),
  ]
}
