/** Version of the engine: part of every manifest, since digests hold for one version. A test compares it with the package's. */
export const VERSION = '0.1.0'
