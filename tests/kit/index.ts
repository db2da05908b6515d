/** Entry `patchwork-ecs/testing`: checks for systems, policies and mechanisms of your own. It needs no test runner. */

export { reseed } from '../../engine/reseed.ts'
export { ScriptedSource } from '../../engine/scripted-source.ts'
export { auditReads, auditWrites } from './audit-access.ts'
export { rows, setRows } from './rows.ts'
export { validateWorld } from './validate-world.ts'
