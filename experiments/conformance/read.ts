import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { messageOf, UserError } from '../../engine/errors.ts'
import type { VectorFile } from './run.ts'

/**
 * Reads vector files and folders of them, in name order; a folder's other JSON files are passed over.
 * @throws UserError for a path that is missing, not JSON, or names a file without cases
 */
export async function readVectorFiles(paths: readonly string[]): Promise<VectorFile[]> {
  const files: VectorFile[] = []
  for (const given of paths) {
    const isFolder = (await look(given)).isDirectory()
    const names = isFolder ? await jsonFilesIn(given) : [given]
    const read = await Promise.all(names.map(readJson))
    const vectors = read.filter(isVectorFile)
    if (vectors.length === 0) {
      throw new UserError(
        given,
        isFolder ? 'holds no file of golden vectors' : 'is no file of golden vectors',
      )
    }
    files.push(...vectors)
  }
  return files
}

async function look(given: string) {
  try {
    return await stat(given)
  } catch (thrown) {
    throw new UserError(given, 'no such file or folder', { cause: thrown })
  }
}

async function jsonFilesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => path.join(folder, name))
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (thrown) {
    throw new UserError(file, `cannot be read: ${messageOf(thrown)}`, { cause: thrown })
  }
}

function isVectorFile(value: unknown): value is VectorFile {
  if (typeof value !== 'object' || value === null) return false
  const { family, cases } = value as Partial<VectorFile>
  return typeof family === 'string' && Array.isArray(cases)
}
