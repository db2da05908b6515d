/** Entry `patchwork-ecs/testing`: checks for systems, policies and mechanisms of your own. It needs no test runner. */
export { auditReads, auditWrites } from './audit-access.ts'
export { rows, setRows } from './rows.ts'
export { ScriptedSource } from './scripted-source.ts'
export { validateWorld } from './validate-world.ts'
