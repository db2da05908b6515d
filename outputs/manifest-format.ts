/** Marks a manifest as one of ours: a folder without it is nobody's to write over, and no other file is a recorded run. */
export const MANIFEST_FORMAT = 'patchwork-ecs run'
/** The same of the file with a sweep's plan. */
export const SWEEP_FORMAT = 'patchwork-ecs sweep'
