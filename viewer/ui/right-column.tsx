import { Drawer } from './drawer.tsx'
import { EventFeed } from './events.tsx'
import { Group } from './group.tsx'
import { Harm } from './harm.tsx'
import { Inspector } from './inspector.tsx'
import { Search } from './search.tsx'
import { Watched } from './watched.tsx'

/** Who harms whom or one agent, those watched, or a group of them, and what has happened. */
export function RightColumn() {
  return (
    <Drawer side="right" label="Agents and events">
      <div class="upper">
        <Search />
        <Harm />
        <Inspector />
        <Watched />
        <Group />
      </div>
      <EventFeed />
    </Drawer>
  )
}
