import { flushCompileCache } from 'node:module'

/** Environment of a process of ours that works for the server. The server's own may hold secrets, and it needs none of them:
 *  only the folder where Node keeps compiled sources, if there is one (tools/run.mjs). */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const { NODE_COMPILE_CACHE } = process.env
  return NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }
}

/** Node writes what it compiled when a process ends in an orderly way; ours are often killed. To be called once all is loaded. */
export function keepCompiled(): void {
  flushCompileCache()
}
