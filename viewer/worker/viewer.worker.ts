import { type PortLike, serveHost } from '../protocol/port.ts'
import { hostSession } from './hosting.ts'

// The worker file: a session behind the worker's own port, and nothing else.
serveHost(globalThis as unknown as PortLike, hostSession)
